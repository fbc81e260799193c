package provisioner.remote.shell;

import java.util.List;
import java.util.Optional;

/**
 * What a script answered.
 *
 * @param frames in the order they were emitted
 * @param exit the script's exit status; 2 with a message on stderr also for a syntax error
 * @param stderrTail the last 64 KiB of what the script wrote to its stderr and stdout, control characters replaced
 */
public record Reply(List<Frame> frames, int exit, String stderrTail) {

    public Reply {
        frames = List.copyOf(frames);
    }

    /** The first frame with this tag. */
    public Optional<Frame> frame(String tag) {
        return frames.stream().filter(frame -> frame.tag().equals(tag)).findFirst();
    }

    /** What the script itself emitted: tags that begin with a dot are the protocol's. */
    Reply withoutOwnFrames() {
        return new Reply(
                frames.stream().filter(frame -> !frame.tag().startsWith(".")).toList(), exit, stderrTail);
    }
}
