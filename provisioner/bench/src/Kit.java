import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The peers kit: the same stack in other tools, and the hosts it is built on. */
record Kit(Path directory, Path work) {
    static final int HOSTS = 3;
    private static final String PREFIX = "198.51.100.4";

    /** An inventory of the kit's hosts for our playbook, with the kit's own values. */
    Path inventory() throws IOException, InterruptedException {
        Path keys = work.resolve("known_hosts");
        StringBuilder known = new StringBuilder();
        StringBuilder hosts = new StringBuilder();
        for (int i = 1; i <= HOSTS; i++) {
            known.append(output("ssh-keyscan", PREFIX + i));
            hosts.append("  peer-%d: {address: %s, vars: {server_id: %d}}\n".formatted(i, PREFIX + i, i));
        }
        Files.writeString(keys, known);
        String values = Files.readString(directory.resolve("ansible/group_vars/all.yml"));
        return Files.writeString(work.resolve("inventory.yml"), """
                user: deploy
                key: %s
                known_hosts: known_hosts
                vars:
                  kit: %s
                  domain: %s
                  site_name: %s
                  monitor: %s
                  acme: %s
                  source: peer-1
                  balancer: peer-1
                  app_db_password: %s
                  repl_password: %s
                  exporter_db_password: %s
                hosts:
                %sgroups:
                  loadbalancer: {hosts: peer-1}
                  replicas: {hosts: [peer-2, peer-3]}
                """.formatted(
                directory.resolve("lab/keys/id_ed25519"), directory, value(values, "domain"), value(values, "site_name"),
                value(values, "monitor_ip"), value(values, "acme_ip"), value(values, "app_db_password"),
                value(values, "repl_password"), value(values, "exporter_db_password"), hosts));
    }

    private static String value(String yaml, String name) {
        return yaml.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow()
                .substring(name.length() + 1).strip();
    }

    void fresh() throws IOException, InterruptedException {
        output("bash", directory.resolve("lab/lab.sh").toString(), "fresh");
    }

    /** One line of the web server's configuration, changed on every host. */
    void drift() throws IOException, InterruptedException {
        for (int i = 1; i <= HOSTS; i++) {
            output("docker", "exec", "peer-" + i, "sed", "-i", "s/keepalive 16;/keepalive 99;/", "/etc/nginx/sites-available/app.conf");
        }
    }

    /** Whether the kernel can delay what the hosts send; 0 takes the delay away. */
    boolean delay(int milliseconds) throws IOException, InterruptedException {
        for (int i = 1; i <= HOSTS; i++) {
            String queue = milliseconds == 0 ? "tc qdisc del dev eth0 root 2>/dev/null || true"
                    : "tc qdisc replace dev eth0 root netem delay " + milliseconds + "ms";
            if (new ProcessBuilder("docker", "exec", "peer-" + i, "sh", "-c", queue).start().waitFor() != 0) {
                return false;
            }
        }
        return true;
    }

    Measured.Command check() {
        return script("hand-written check", "check.sh");
    }

    Measured.Command push() {
        return script("hand-written script", "push.sh");
    }

    private Measured.Command script(String name, String file) {
        return new Measured.Command(name, directory.resolve("bash"), List.of("bash", directory.resolve("bash").resolve(file).toString()), Set.of(0));
    }

    /** The tools that are on this machine, on converged hosts. */
    List<Measured.Command> peers() {
        List<Measured.Command> peers = new ArrayList<>();
        if (there("ansible-playbook")) {
            Path ansible = directory.resolve("ansible");
            peers.add(new Measured.Command("Ansible", ansible, List.of("ansible-playbook", "site.yml"), Set.of(0)));
            String mitogen = ". ../bench/mitogen.sh && exec ansible-playbook site.yml";
            if (Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/ansible_mitogen"))) {
                peers.add(new Measured.Command("Ansible with Mitogen", ansible, List.of("bash", "-c", mitogen), Set.of(0)));
            }
        }
        if (there("pyinfra")) {
            peers.add(new Measured.Command("pyinfra", directory.resolve("pyinfra"), List.of("pyinfra", "inventory.py", "deploy.py"), Set.of(0)));
        }
        return peers;
    }

    private static boolean there(String program) {
        return List.of(System.getenv("PATH").split(":")).stream().anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
        return text;
    }
}
