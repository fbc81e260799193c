package provisioner.remote;

import java.time.Duration;
import java.util.List;
import provisioner.remote.RemoteException.Kind;

/** Reads the reply of {@code run_step} and of what followed it. */
final class Steps {
    private static final int TIMED_OUT = 124;
    private static final int KILLED = 137;

    /** How many bytes of a step's output locked.sh sends at most. */
    private static final int TAIL = 16384;

    private Steps() {}

    static StepResult result(String host, Duration timeout, Reply reply) throws RemoteException {
        if (reply.frame(".unwritten").isPresent()) {
            throw new RemoteException(
                    Kind.TRANSFER,
                    "the step's script could not be written on " + host + ": " + lastLine(reply.stderrTail()),
                    "is /run full?");
        }
        String[] ended = text(host, reply, ".step").split(" ", -1);
        if (ended.length != 2 || !ended[0].matches("\\d{1,3}") || !ended[1].matches("\\d{1,12}")) {
            throw new RemoteException(Kind.PROTOCOL, host + " did not report how a step ended", "");
        }
        int exit = Integer.parseInt(ended[0]);
        Duration duration = Duration.ofMillis(10 * Long.parseLong(ended[1]));
        boolean late = duration.plusMillis(50).compareTo(timeout) >= 0;
        List<Frame> then = reply.frames().stream()
                .filter(frame -> !frame.tag().startsWith("."))
                .toList();
        return new StepResult(
                exit,
                late && (exit == TIMED_OUT || exit == KILLED),
                duration,
                tail(host, reply, ".stdout"),
                tail(host, reply, ".stderr"),
                new Reply(then, reply.exit(), reply.stderrTail()));
    }

    static String lastLine(String text) {
        String[] lines = text.strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    private static String tail(String host, Reply reply, String tag) throws RemoteException {
        String text = Printable.text(frame(host, reply, tag).payload());
        // Where the beginning was cut off, half a line is left; half a secret would not be recognised as one.
        boolean cut = frame(host, reply, tag).payload().length >= TAIL;
        return cut ? text.substring(text.indexOf('\n') + 1) : text;
    }

    private static String text(String host, Reply reply, String tag) throws RemoteException {
        return frame(host, reply, tag).text();
    }

    private static Frame frame(String host, Reply reply, String tag) throws RemoteException {
        return reply.frame(tag)
                .orElseThrow(() -> new RemoteException(
                        Kind.PROTOCOL, host + " did not report how a step ended: " + lastLine(reply.stderrTail()), ""));
    }
}
