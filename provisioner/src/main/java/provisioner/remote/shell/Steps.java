package provisioner.remote.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/**
 * Scripts that a locked shell runs as steps, one after another in one exchange: what is sent for them, and what the reply says. Each
 * runs in a session of its own with its output in files. A step that fails ends them, but for the watches of those before it.
 *
 * <p>When the connection is lost the step in hand goes on to its end; those after it are not begun, unless nothing on the host
 * has noticed the loss yet.
 */
public final class Steps {
    /** What steps get beyond their timeouts: to be killed, and for the follow-up script. */
    private static final Duration GRACE = Duration.ofSeconds(120);

    private static final int TIMED_OUT = 124;
    private static final int KILLED = 137;

    /** How many bytes of a step's output locked.sh sends at most. */
    private static final int TAIL = 16384;

    /**
     * A script on the host, whose number there is its position.
     *
     * @param step the position of its step
     * @param needs the number of the script that must have succeeded for it to be run; empty where all before it must have
     */
    private record Part(int step, String script, Duration timeout, String needs) {
        @Override
        public String toString() {
            return "a script of step " + step;
        }
    }

    private final String common;
    private final List<Part> parts;

    /**
     * @param common text that the steps share: it is in the file {@link Shell#common}, for {@code .}
     * @param requests at least one
     */
    public Steps(String common, List<StepRequest> requests) {
        this.common = common;
        this.parts = inOrder(requests);
    }

    /** What neighbours have begun is watched when the last of them has begun, and before anything else is done. */
    private static List<Part> inOrder(List<StepRequest> requests) {
        List<Part> parts = new ArrayList<>();
        List<Part> watches = new ArrayList<>();
        for (int step = 0; step < requests.size(); step++) {
            StepRequest request = requests.get(step);
            boolean watched = !request.watch().isEmpty();
            if (!watched) {
                parts.addAll(watches);
                watches.clear();
            } else {
                // Also where another one's start has failed: what was begun is looked at.
                watches.add(new Part(step, request.watch(), request.timeout(), Integer.toString(parts.size())));
            }
            parts.add(new Part(step, request.script(), request.timeout(), ""));
        }
        parts.addAll(watches);
        return parts;
    }

    /**
     * Runs them under the host's lock.
     *
     * @param followUp as for {@link Shell#run}, evaluated after the last step; it finds that one's exit status in {@code $STEP_EXIT}
     */
    public StepsReply run(Shell shell, String followUp) throws RemoteException, InterruptedException {
        if (!shell.isLocked()) {
            throw new IllegalStateException("steps run only under the host's lock");
        }
        Duration timeout = parts.stream().map(Part::timeout).reduce(GRACE, Duration::plus);
        return read(shell.host(), shell.exchange(script(followUp, shell.nonce()), timeout));
    }

    /** Calls functions of locked.sh. */
    String script(String followUp, String nonce) {
        StringBuilder text = new StringBuilder("pv_good= pv_failed=\n").append(file("common", common, nonce));
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            text.append("if pv_wanted ")
                    .append(part.needs)
                    .append("\nthen\n")
                    .append(file("step", Protocol.withoutLock(part.script), nonce));
            long seconds = Math.max(1, part.timeout.toSeconds());
            text.append("run_step ").append(i).append(' ').append(seconds).append("\nfi\n");
        }
        return text.append(Protocol.withoutLock(followUp)).toString();
    }

    /** Writes a file into the shell's private directory. */
    private static String file(String name, String content, String nonce) {
        String end = "PROVISIONER_" + nonce;
        return "if ! (umask 077 && cat >\"$PROVISIONER_DIR/" + name + "\") <<'" + end + "'\n" + content + "\n" + end
                + "\nthen say .unwritten; exit 1; fi\n";
    }

    StepsReply read(String host, Reply reply) throws RemoteException {
        if (reply.frame(".unwritten").isPresent()) {
            throw new RemoteException(
                    Kind.TRANSFER,
                    "cannot write the step's script on " + host + ": " + Printable.lastLine(reply.stderrTail()),
                    "check whether /run is full");
        }
        Map<Integer, StepResult> ended = new HashMap<>();
        List<Frame> frames = reply.frames();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).tag().equals(".step")) {
                String[] end = end(host, frames.get(i));
                Part part = parts.get(Integer.parseInt(end[0]));
                Map<String, String> said = said(frames.subList(i + 1, frames.size()));
                ended.merge(part.step, result(part, end, said), StepResult::then);
            }
        }
        List<StepResult> results = IntStream.range(0, parts.size())
                .mapToObj(ended::get)
                .takeWhile(Objects::nonNull)
                .toList();
        if (results.isEmpty()) {
            throw new RemoteException(
                    Kind.PROTOCOL,
                    host + " did not report how a step ended: " + Printable.lastLine(reply.stderrTail()),
                    "");
        }
        return new StepsReply(results, reply.withoutOwnFrames());
    }

    /** The number of the script, its exit status, and the hundredths of a second that it took. */
    private String[] end(String host, Frame frame) throws RemoteException {
        String text = frame.text();
        if (!text.matches("\\d{1,6} \\d{1,3} \\d{1,12}")) {
            throw new RemoteException(Kind.PROTOCOL, host + " did not report how a step ended", "");
        }
        String[] words = text.split(" ", -1);
        if (Integer.parseInt(words[0]) >= parts.size()) {
            throw new RemoteException(Kind.PROTOCOL, host + " reported a step that was not requested", "");
        }
        return words;
    }

    private static StepResult result(Part part, String[] end, Map<String, String> said) {
        int exit = Integer.parseInt(end[1]);
        Duration duration = Duration.ofMillis(10 * Long.parseLong(end[2]));
        boolean late = duration.plusMillis(50).compareTo(part.timeout) >= 0;
        return new StepResult(
                exit,
                late && (exit == TIMED_OUT || exit == KILLED),
                part.timeout,
                duration,
                said.getOrDefault(".stdout", ""),
                said.getOrDefault(".stderr", ""));
    }

    /** What a script said, by tag: the frames up to the next one's end. */
    private static Map<String, String> said(List<Frame> frames) {
        Map<String, String> said = new HashMap<>();
        frames.stream()
                .takeWhile(frame -> !frame.tag().equals(".step"))
                .filter(frame -> frame.tag().equals(".stdout") || frame.tag().equals(".stderr"))
                .forEach(frame -> said.put(frame.tag(), tail(frame)));
        return said;
    }

    private static String tail(Frame frame) {
        String text = Printable.text(frame.payload());
        // Where the beginning was cut off, half a line is left; half a secret would not be recognised as one.
        boolean cut = frame.payload().length >= TAIL;
        return cut ? text.substring(text.indexOf('\n') + 1) : text;
    }
}
