package provisioner.compile.facts;

import java.util.Optional;
import java.util.stream.Stream;
import provisioner.playbook.Play;
import provisioner.playbook.StepSource;
import provisioner.resource.ResourceTypes;
import provisioner.source.Problems;

/** Values are those of the moment when a play begins on a host. So steps that read them come first in it. */
public final class ValuesFirst {
    private ValuesFirst() {}

    /** Reports each step of a play that reads a value after another step. */
    public static void check(Play play, ResourceTypes types, Problems problems) {
        Optional<StepSource> before = Optional.empty();
        for (StepSource step : steps(play).toList()) {
            boolean reads = types.givesValue(step.type());
            if (reads && before.isPresent()) {
                problems.add(
                        step.location(),
                        "'" + step.type() + "' must come before all other steps of its play, and '"
                                + before.get().name().text() + "' comes first",
                        "move it up, or begin a new play: it reads what is there when the play begins");
            } else if (!reads && before.isEmpty()) {
                before = Optional.of(step);
            }
        }
    }

    private static Stream<StepSource> steps(Play play) {
        return play.entries().filter(StepSource.class::isInstance).map(StepSource.class::cast);
    }
}
