import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The peers kit: the same stack in other tools, and the hosts it is built on. */
record Kit(Path directory, Path work) {
    static final int HOSTS = 3;
    private static final String PREFIX = "198.51.100.4";

    String address(int host) {
        return PREFIX + host;
    }

    Path key() {
        return directory.resolve("lab/keys/id_ed25519");
    }

    /** An inventory of the kit's hosts for our playbook, with the kit's own values. */
    Path inventory() throws IOException, InterruptedException {
        StringBuilder known = new StringBuilder();
        StringBuilder hosts = new StringBuilder();
        for (int i = 1; i <= HOSTS; i++) {
            known.append(output("ssh-keyscan", address(i)));
            hosts.append("  peer-%d: {address: %s, vars: {server_id: %d}}\n".formatted(i, address(i), i));
        }
        Files.writeString(work.resolve("known_hosts"), known);
        return Files.writeString(work.resolve("inventory.yml"), settings("known_hosts") + """
                hosts:
                %sgroups:
                  loadbalancer: {hosts: peer-1}
                """.formatted(hosts));
    }

    /** The part of an inventory that says how to log in, and the kit's values. */
    String settings(String knownHosts) throws IOException {
        String values = Files.readString(directory.resolve("ansible/group_vars/all.yml"));
        return """
                user: deploy
                key: %s
                known_hosts: %s
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
                """.formatted(
                key(), knownHosts, directory, value(values, "domain"), value(values, "site_name"),
                value(values, "monitor_ip"), value(values, "acme_ip"), value(values, "app_db_password"),
                value(values, "repl_password"), value(values, "exporter_db_password"));
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

    Lines lines(int delayMillis) throws IOException {
        return Lines.of(delayMillis, List.of(address(1), address(2), address(3)), work);
    }

    Endpoints endpoints(int count) throws IOException, InterruptedException {
        return new Endpoints(this, count);
    }

    /** Runs it once; logins, sessions, packets and KiB as the hosts count them, as a line of a table. */
    String onTheWire(Measured.Command command) throws IOException, InterruptedException {
        long since = System.currentTimeMillis() / 1000;
        // So that what came before is in an earlier second.
        Thread.sleep(1100);
        long[] before = traffic();
        Measured.run(command);
        long[] after = traffic();
        return "| %s | %d | %d | %d | %d |%n".formatted(
                command.command(),
                journal("Accepted publickey", since + 1),
                journal("Starting session", since + 1),
                after[0] - before[0],
                (after[1] - before[1]) / 1024);
    }

    private static long[] traffic() throws IOException, InterruptedException {
        long[] sums = new long[2];
        for (int i = 1; i <= HOSTS; i++) {
            String[] numbers = output("docker", "exec", "peer-" + i, "sh", "-c",
                    "cd /sys/class/net/eth0/statistics && cat rx_packets tx_packets rx_bytes tx_bytes").split("\n");
            sums[0] += Long.parseLong(numbers[0]) + Long.parseLong(numbers[1]);
            sums[1] += Long.parseLong(numbers[2]) + Long.parseLong(numbers[3]);
        }
        return sums;
    }

    private static int journal(String text, long since) throws IOException, InterruptedException {
        int count = 0;
        for (int i = 1; i <= HOSTS; i++) {
            count += Integer.parseInt(output("docker", "exec", "peer-" + i, "sh", "-c",
                    "journalctl -q -t sshd --since @" + since + " | grep -c '" + text + "' || true").strip());
        }
        return count;
    }

    Measured.Command login() {
        List<String> line = List.of("ssh", "-F", "/dev/null", "-i", key().toString(), "-o", "UserKnownHostsFile=" + work.resolve("known_hosts"),
                "deploy@" + address(2), "true");
        return new Measured.Command("ssh host true", work, line, Set.of(0));
    }

    Measured.Command check() {
        return script("hand-written check", "check.sh");
    }

    /** Also of hosts on which it finds something wrong. */
    Measured.Command anyCheck() {
        Measured.Command check = check();
        return new Measured.Command(check.command(), check.directory(), check.line(), Set.of(0, 1));
    }

    Measured.Command check(Lines lines) throws IOException, InterruptedException {
        return lines.direct() ? check() : changed("hand-written check", "check.sh", "check.sh", "-F /dev/null", "-F " + lines.config());
    }

    Measured.Command checkOfOne() throws IOException, InterruptedException {
        return changed("hand-written check of one host", "check.sh", "check.sh", "for i in 1 2 3", "for i in 2");
    }

    /** One of the kit's scripts, with a change to a file of it, in a copy of its directory. */
    private Measured.Command changed(String name, String script, String file, String text, String by) throws IOException, InterruptedException {
        Path copy = Files.createTempDirectory(work, "kit");
        output("cp", "-R", directory.resolve("bash").toString(), copy.toString());
        for (String other : List.of("ansible", "files", "lab", "templates")) {
            Files.createSymbolicLink(copy.resolve(other), directory.resolve(other));
        }
        Path changed = copy.resolve("bash").resolve(file);
        String before = Files.readString(changed);
        if (!before.contains(text)) {
            throw new IllegalStateException("the kit's " + file + " has no '" + text + "'");
        }
        Files.writeString(changed, before.replace(text, by));
        return new Measured.Command(name, copy, List.of("bash", copy.resolve("bash").resolve(script).toString()), Set.of(0));
    }

    /** As careful as dpkg is by itself, and as we let it be: a file is on the disk before it replaces another. */
    Measured.Command pushWithSyncs() throws IOException, InterruptedException {
        return changed("hand-written script, dpkg syncing its files", "push.sh", "run.sh", " -o Dpkg::Options::=--force-unsafe-io", "");
    }

    Measured.Command push() {
        return script("hand-written script", "push.sh");
    }

    private Measured.Command script(String name, String file) {
        return new Measured.Command(name, directory.resolve("bash"), List.of("bash", directory.resolve("bash").resolve(file).toString()), Set.of(0));
    }

    /** Where it is on this machine, alone and with Mitogen. */
    List<Measured.Command> ansible() {
        List<Measured.Command> peers = new ArrayList<>();
        if (there("ansible-playbook")) {
            Path ansible = directory.resolve("ansible");
            peers.add(new Measured.Command("Ansible", ansible, List.of("ansible-playbook", "site.yml"), Set.of(0)));
            String mitogen = ". ../bench/mitogen.sh && exec ansible-playbook site.yml";
            if (Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/ansible_mitogen"))) {
                peers.add(new Measured.Command("Ansible with Mitogen", ansible, List.of("bash", "-c", mitogen), Set.of(0)));
            }
        }
        return peers;
    }

    Optional<Measured.Command> pyinfra() {
        List<String> line = List.of("pyinfra", "inventory.py", "deploy.py");
        return there("pyinfra") ? Optional.of(new Measured.Command("pyinfra", directory.resolve("pyinfra"), line, Set.of(0))) : Optional.empty();
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
