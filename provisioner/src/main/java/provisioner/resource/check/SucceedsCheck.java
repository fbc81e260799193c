package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.source.Node;

/**
 * A command that only reads must succeed on the host.
 *
 * @param run in POSIX sh
 */
public record SucceedsCheck(String run, Duration within) implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Override
    public String title() {
        // Not cut: half a secret would not be recognised as one.
        return "succeeds " + run.strip().lines().findFirst().orElse("");
    }

    /** Commands come through a pipe, and are no process's arguments. */
    @Override
    public Optional<String> exposes(String parameter) {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "succeeds of " + run.length() + " characters";
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "succeeds";
        }

        @Override
        public Optional<SucceedsCheck> parse(Fields fields, Inputs inputs) {
            // A string is a command as it is; a list is a program and its arguments.
            Optional<Node> given = fields.node("run");
            boolean listed = given.filter(Node.Sequence.class::isInstance).isPresent();
            // One that is missing is asked for in both forms: schemas know what readers ask for.
            List<String> words = listed || given.isEmpty() ? fields.stringList("run") : List.of();
            String text = listed ? String.join(" ", words) : fields.string("run");
            Duration within = fields.duration("within").orElse(WITHIN);
            if (listed && words.isEmpty()) {
                fields.refuse("run", "'run' must not be empty", "such as [nginx, -t]");
            }
            if (text.indexOf('\0') >= 0) {
                fields.refuse("run", "a command must not contain a NUL character", "");
                return Optional.empty();
            }
            return Optional.of(new SucceedsCheck(listed ? Sh.quoteAll(words) : text, within));
        }
    }
}
