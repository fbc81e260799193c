package provisioner.remote.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** Reads the reply of steps and of what followed them. */
final class Steps {
    private static final int TIMED_OUT = 124;
    private static final int KILLED = 137;

    /** How many bytes of a step's output locked.sh sends at most. */
    private static final int TAIL = 16384;

    private Steps() {}

    /** @return for each step how it ended; nothing for one that was not run */
    static List<Optional<StepResult>> results(String host, List<StepRequest> steps, Reply reply)
            throws RemoteException {
        if (reply.frame(".unwritten").isPresent()) {
            throw new RemoteException(
                    Kind.TRANSFER,
                    "the step's script could not be written on " + host + ": " + lastLine(reply.stderrTail()),
                    "is /run full?");
        }
        List<Frame> then = reply.frames().stream()
                .filter(frame -> !frame.tag().startsWith("."))
                .toList();
        Reply followUp = new Reply(then, reply.exit(), reply.stderrTail());
        List<Optional<StepResult>> results = new ArrayList<>(Collections.nCopies(steps.size(), Optional.empty()));
        List<Frame> frames = reply.frames();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).tag().equals(".step")) {
                End end = End.of(host, steps.size(), frames.get(i));
                Map<String, String> said = said(frames.subList(i + 1, frames.size()));
                results.set(
                        end.step, Optional.of(result(end, steps.get(end.step).timeout(), said, followUp)));
            }
        }
        if (results.getFirst().isEmpty()) {
            throw new RemoteException(
                    Kind.PROTOCOL, host + " did not report how a step ended: " + lastLine(reply.stderrTail()), "");
        }
        return results;
    }

    /** @param step its position in the exchange */
    private record End(int step, int exit, Duration duration) {
        static End of(String host, int steps, Frame frame) throws RemoteException {
            String text = frame.text();
            if (!text.matches("\\d{1,6} \\d{1,3} \\d{1,12}")) {
                throw new RemoteException(Kind.PROTOCOL, host + " did not report how a step ended", "");
            }
            String[] words = text.split(" ", -1);
            int step = Integer.parseInt(words[0]);
            if (step >= steps) {
                throw new RemoteException(Kind.PROTOCOL, host + " reported a step that it was not asked for", "");
            }
            return new End(step, Integer.parseInt(words[1]), Duration.ofMillis(10 * Long.parseLong(words[2])));
        }
    }

    private static StepResult result(End end, Duration timeout, Map<String, String> said, Reply then) {
        boolean late = end.duration.plusMillis(50).compareTo(timeout) >= 0;
        return new StepResult(
                end.exit,
                late && (end.exit == TIMED_OUT || end.exit == KILLED),
                end.duration,
                said.getOrDefault(".stdout", ""),
                said.getOrDefault(".stderr", ""),
                then);
    }

    /** What a step said, by tag: the frames up to the next one's end. */
    private static Map<String, String> said(List<Frame> frames) {
        Map<String, String> said = new HashMap<>();
        frames.stream()
                .takeWhile(frame -> !frame.tag().equals(".step"))
                .filter(frame -> frame.tag().equals(".stdout") || frame.tag().equals(".stderr"))
                .forEach(frame -> said.put(frame.tag(), tail(frame)));
        return said;
    }

    static String lastLine(String text) {
        String[] lines = text.strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    private static String tail(Frame frame) {
        String text = Printable.text(frame.payload());
        // Where the beginning was cut off, half a line is left; half a secret would not be recognised as one.
        boolean cut = frame.payload().length >= TAIL;
        return cut ? text.substring(text.indexOf('\n') + 1) : text;
    }
}
