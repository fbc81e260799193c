package provisioner.check;

import java.time.Duration;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.SucceedsCheck;
import provisioner.sh.Sh;

/**
 * {@code succeeds}: runs a command on the host, in a shell of its own and without input. The text comes through a pipe, because
 * everybody can see process arguments.
 */
final class SucceedsRunner implements CheckRunner {
    private static final int TIMED_OUT = 124;
    private static final int SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(SECONDS + 20);
    private static final String TAG = "check";

    private static final String SCRIPT = """
            {
              printf '%%s\\n' %s | {
                timeout -k 5 %d sh -e -c '. /dev/fd/3' 3<&0 0</dev/null 2>&1 4>&- 5>&-
                echo "$?" >&5
              } | tail -c 2048
            } 5>&1 | emit %s
            """;

    private final SucceedsCheck check;
    private final HostConnections hosts;
    private final String host;

    SucceedsRunner(SucceedsCheck check, HostConnections hosts, String host) {
        this.check = check;
        this.hosts = hosts;
        this.host = host;
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        Reply reply = hosts.run(host, SCRIPT.formatted(Sh.quote(check.run()), SECONDS, TAG), PATIENCE);
        String answer = reply.frame(TAG).map(Frame::text).orElse("");
        String[] parts = answer.split("\n", 2);
        String said = parts.length < 2 ? "" : parts[1].strip();
        return switch (parts[0]) {
            case "0" -> Verdict.passed("exit status 0");
            case "" ->
                Verdict.failed("the command did not run: " + reply.stderrTail().strip());
            case "" + TIMED_OUT -> Verdict.failed("the command did not end within " + SECONDS + " s");
            default -> Verdict.failed("exit status " + parts[0] + (said.isEmpty() ? "" : ": " + said));
        };
    }
}
