package provisioner.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Turns a started container into a host that answers over SSH. */
final class Boot {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int SSH_PORT = 22;

    private final Docker docker;

    Boot(Docker docker) {
        this.docker = docker;
    }

    /** Waits until systemd has finished booting and sshd answers. */
    void await(String host, String container, String address) throws LabException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String state = "not started";
        while (System.nanoTime() < end) {
            // Without `--wait`, which hangs forever if PID 1 is not systemd.
            state = docker.attempt(
                            Duration.ofSeconds(20), "", List.of("exec", container, "systemctl", "is-system-running"))
                    .text();
            if ((state.equals("running") || state.equals("degraded")) && answers(address)) {
                return;
            }
            Thread.sleep(PAUSE);
        }
        throw new LabException("host " + host + " did not boot within " + LIMIT.toSeconds() + " s (systemd: " + state
                + "; SSH at " + address + (answers(address) ? " answers" : " does not answer") + "):\n"
                + evidence(container));
    }

    private static boolean answers(String address) {
        int timeout = 1000;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, SSH_PORT), timeout);
            socket.setSoTimeout(timeout);
            byte[] banner = socket.getInputStream().readNBytes(4);
            return new String(banner, StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }

    private String evidence(String container) throws LabException, InterruptedException {
        Duration limit = Duration.ofSeconds(20);
        String failed = docker.exec(limit, container, "systemctl --failed --no-legend --plain 2>&1")
                .text();
        String log = docker.attempt(limit, "", List.of("logs", "--tail", "20", container))
                .text();
        return ("failed units: " + (failed.isEmpty() ? "none" : failed) + "\n" + log).strip();
    }

    /** Authorizes the key and returns the host's public keys, one line {@code type base64} each. */
    List<String> admit(String host, String container, String publicKey) throws LabException, InterruptedException {
        String script = """
                set -eu
                umask 077
                mkdir -p /root/.ssh
                grep -qsxF '%1$s' /root/.ssh/authorized_keys || echo '%1$s' >> /root/.ssh/authorized_keys
                cut -d ' ' -f 1,2 /etc/ssh/ssh_host_*_key.pub
                """.formatted(publicKey);
        Command.Result result = docker.exec(Duration.ofSeconds(20), container, script);
        if (!result.ok()) {
            throw new LabException("host " + host + " does not accept the lab's SSH key: " + result.text());
        }
        return Network.lines(result.stdout());
    }

    /** Adds the names of newer hosts to an older host. */
    void introduce(String container, Map<String, String> addresses) throws LabException, InterruptedException {
        StringBuilder script = new StringBuilder("set -eu\n");
        addresses.forEach((name, address) -> script.append("grep -qw '")
                .append(address)
                .append("' /etc/hosts || printf '%s\\t%s\\n' '")
                .append(address)
                .append("' '")
                .append(name)
                .append("' >> /etc/hosts\n"));
        Command.Result result = docker.exec(Duration.ofSeconds(20), container, script.toString());
        if (!result.ok()) {
            throw new LabException("cannot write the hosts' names in " + container + ": " + result.text());
        }
    }
}
