import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Of the tools that were measured, as they say it themselves. */
final class Versions {
    private Versions() {}

    static List<String> all(String tool) throws InterruptedException {
        List<String> versions = new ArrayList<>(List.of("Java " + Runtime.version()));
        for (List<String> command : List.of(
                List.of(tool, "--version"),
                List.of("git", "log", "-1", "--format=provisioner at %h"),
                List.of("ssh", "-V"),
                List.of("ansible", "--version"),
                List.of("sh", "-c", "dpkg-query -W ansible-mitogen"),
                List.of("pyinfra", "--version"),
                List.of("docker", "exec", "peer-1", "dpkg-query", "-W", "mariadb-server", "haproxy", "nginx", "openssh-server"))) {
            try {
                Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                String text = new String(process.getInputStream().readAllBytes()).strip();
                if (process.waitFor() == 0 && !text.isEmpty()) {
                    // Ansible goes on with where its files are.
                    (command.getFirst().equals("ansible") ? text.lines().limit(1) : text.lines())
                            .forEach(line -> versions.add(line.replace('\t', ' ')));
                }
            } catch (IOException e) {
                versions.add(command.getFirst() + ": not here, not measured");
            }
        }
        return versions;
    }
}
