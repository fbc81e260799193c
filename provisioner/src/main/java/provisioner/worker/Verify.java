package provisioner.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a verify looks at. Whoever may write to the database can make one, so it can say nothing but this.
 *
 * @param site the inventory, from the project's directory
 * @param playbook from the project's directory
 * @param limit a pattern of hosts; empty for all
 * @param tags only steps with one of these; empty for all
 * @param steps only these; empty for all
 * @param readOnly whether to skip checks that write
 * @throws IllegalArgumentException with a message for users, if it cannot be
 */
public record Verify(
        String site,
        String playbook,
        String limit,
        List<String> tags,
        List<String> steps,
        boolean readOnly,
        Complete complete) {
    private static final int LONGEST = 255;

    /** How thoroughly to look for what nobody accounts for. */
    public enum Complete {
        NO,
        CHANGED,
        DEEP
    }

    public Verify {
        tags = List.copyOf(tags);
        steps = List.copyOf(steps);
        within("SITE", site);
        within("PLAYBOOK", playbook);
        text("--limit", limit);
        tags.forEach(tag -> text("--tags", tag));
        steps.forEach(step -> text("--step", step));
        if (complete != Complete.NO && !(tags.isEmpty() && steps.isEmpty())) {
            throw new IllegalArgumentException("--complete must see all steps: leave out --tags and --step");
        }
    }

    static void within(String what, String path) {
        text(what, path);
        Path given = Path.of(path);
        if (path.isEmpty()
                || path.startsWith("-")
                || given.isAbsolute()
                || given.startsWith("..")
                || !given.normalize().toString().equals(path)) {
            throw new IllegalArgumentException(
                    what + " must be a path from the project's directory to a file in it, without '.' or '..'; found '"
                            + path + "'");
        }
    }

    private static void text(String what, String value) {
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must be one line of at most " + LONGEST + " characters");
        }
    }

    /** As a command line of verify. Each option has its value in the same word, so no value is taken for an option. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("verify", "--inventory=" + site));
        if (!limit.isEmpty()) {
            arguments.add("--limit=" + limit);
        }
        if (!tags.isEmpty()) {
            arguments.add("--tags=" + String.join(",", tags));
        }
        steps.forEach(step -> arguments.add("--step=" + step));
        if (readOnly) {
            arguments.add("--read-only");
        }
        switch (complete) {
            case NO -> {}
            case CHANGED -> arguments.add("--complete");
            case DEEP -> arguments.add("--complete=deep");
        }
        arguments.add(playbook);
        return arguments;
    }

    /** What it leaves out, and how thorough it is, for people. */
    public String scope() {
        List<String> arguments = arguments();
        return String.join(" ", arguments.subList(2, arguments.size() - 1));
    }
}
