package provisioner.engine;

import java.util.List;
import provisioner.plan.Outcome;
import provisioner.resource.Step;

/**
 * A step with its outcome as people see it: a plain value without secrets, which a saved plan can hold and every view
 * can show.
 *
 * @param play the play's name
 * @param playIndex 0-based
 * @param around whether it surrounds the steps of another host
 * @param resource type and instance
 * @param alters whether it may alter anything, so that what follows cannot be foreseen
 * @param location where it is written
 * @param because as in the report of a step
 * @param reasons lines about why it failed or drifted
 */
public record ShownStep(
        String id,
        String play,
        int playIndex,
        boolean around,
        String name,
        String resource,
        boolean alters,
        String location,
        Outcome outcome,
        String because,
        List<Shown> differences,
        List<String> reasons) {

    public ShownStep {
        differences = List.copyOf(differences);
        reasons = List.copyOf(reasons);
    }

    /**
     * One difference.
     *
     * @param lines all of it: a unified diff for contents
     * @param brief the same in one line
     * @param appears whether something is not there yet
     * @param overwrites whether the content of a file that is there changes
     * @param removal whether something of the user's is lost by it
     */
    public record Shown(List<String> lines, String brief, boolean appears, boolean overwrites, boolean removal) {
        public Shown {
            lines = List.copyOf(lines);
        }
    }

    /** The same without its reason, where another step gives it. */
    public ShownStep withoutBecause() {
        return new ShownStep(
                id, play, playIndex, around, name, resource, alters, location, outcome, "", differences, reasons);
    }

    /** The same with equal differences. */
    public ShownStep with(List<Shown> others) {
        return new ShownStep(
                id, play, playIndex, around, name, resource, alters, location, outcome, because, others, reasons);
    }

    /** Whether something of the user's is lost by it. */
    public boolean removes() {
        return differences.stream().anyMatch(Shown::removal);
    }

    /** Whether a run would or may act on it. */
    public boolean pending() {
        return outcome == Outcome.WOULD_CHANGE || outcome == Outcome.MAY_CHANGE;
    }

    /**
     * Whether it only brings about what is not there yet, or follows from an earlier step. Nothing of the user's is
     * replaced by it.
     */
    public boolean onlyAdds() {
        return pending()
                && !removes()
                && (!because.isEmpty() || differences.stream().allMatch(Shown::appears))
                && differences.stream().noneMatch(Shown::overwrites);
    }

    /** The role that it is written in; empty for a play's own step. */
    public String role() {
        return role(id, play, name, around);
    }

    /** The same of a step of which nothing else is known. */
    public static String role(Step step) {
        return role(step.id(), step.play(), step.name(), step.around().isPresent());
    }

    private static String role(String id, String play, String name, boolean around) {
        String within = id.substring(Math.min(id.length(), play.length() + 1));
        int slash = within.indexOf('/');
        boolean own = within.startsWith(name) || around;
        return own || slash < 0 ? "" : within.substring(0, slash);
    }
}
