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
            boolean listed =
                    fields.node("run").filter(Node.Sequence.class::isInstance).isPresent();
            List<String> words = listed ? fields.stringList("run") : List.of(fields.string("run"));
            Duration within = fields.duration("within").orElse(WITHIN);
            if (words.isEmpty()) {
                fields.refuse("run", "'run' must not be empty", "such as [nginx, -t]");
            }
            if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
                fields.refuse("run", "a command must not contain a NUL character", "");
                return Optional.empty();
            }
            return Optional.of(new SucceedsCheck(listed ? Sh.quoteAll(words) : words.getFirst(), within));
        }
    }
}
