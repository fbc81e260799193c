package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSH's own {@code ssh}, for tests to compare with. */
final class OpenSshClient {
    private OpenSshClient() {}

    /** Whether it logs in to the test's sshd as root with this known_hosts file, asking nobody. */
    static boolean accepts(TestSshd sshd, String address, Path known, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "UserKnownHostsFile=" + known,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-o",
                "UpdateHostKeys=no",
                "-i",
                sshd.path("user_ed25519").toString(),
                "-p",
                Integer.toString(sshd.port())));
        for (String option : options) {
            command.addAll(List.of("-o", option));
        }
        command.addAll(List.of("root@" + address, "exit 7"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertThat(exit).as(output).isIn(7, 255);
        return exit == 7;
    }
}
