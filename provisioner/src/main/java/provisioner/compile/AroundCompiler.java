package provisioner.compile;

import java.util.List;
import java.util.function.Function;
import provisioner.compile.Compiler.Covered;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.playbook.Play;
import provisioner.playbook.StepSource;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.source.Problems;
import provisioner.template.LazyScope;

/** Compiles the steps around a play: rendered for the host that they surround, run on the hosts that they name. */
final class AroundCompiler {
    private final Inventory inventory;
    private final Function<String, LazyScope> scopes;
    private final SelectedTags tags;
    private final Delegations delegations;
    private final Problems problems;

    /**
     * @param scopes the variables of each host
     * @param problems receives the problems with host patterns
     */
    AroundCompiler(
            Inventory inventory,
            Function<String, LazyScope> scopes,
            SelectedTags tags,
            Delegations delegations,
            Problems problems) {
        this.inventory = inventory;
        this.scopes = scopes;
        this.tags = tags;
        this.delegations = delegations;
        this.problems = problems;
    }

    /** Reports problems with {@code on}, once. */
    void check(Play play) {
        List.of(play.around().before(), play.around().after())
                .forEach(steps -> steps.forEach(step -> on(step, "", problems)));
    }

    /** Adds a play's steps to a host, with the steps that run there around its own and around or for other hosts. */
    void play(Covered covered, String host, StepCompiler steps) {
        boolean reached = delegations.reach(covered, host);
        if (!reached && !surrounds(covered.play())) {
            // Each host would look at all the others, in vain.
            if (covered.hosts().contains(host)) {
                steps.play(covered.play(), covered.index(), covered.turn(host));
            }
            return;
        }
        for (List<String> batch : covered.batches()) {
            for (String subject : batch) {
                steps(covered, Phase.BEFORE, subject, host, steps);
                if (subject.equals(host)) {
                    steps.play(covered.play(), covered.index(), covered.turn(host));
                }
            }
            for (String subject : batch) {
                if (reached) {
                    delegated(covered, subject, host, steps);
                }
                steps(covered, Phase.AFTER, subject, host, steps);
            }
        }
        if (reached) {
            // The limit says where something is done, and not for whom.
            covered.all().stream()
                    .filter(subject -> !covered.hosts().contains(subject))
                    .forEach(subject -> delegated(covered, subject, host, steps));
        }
    }

    private static boolean surrounds(Play play) {
        return !play.around().before().isEmpty() || !play.around().after().isEmpty();
    }

    private void delegated(Covered covered, String subject, String host, StepCompiler steps) {
        steps.delegated(
                covered.play(),
                covered.index(),
                covered.turn(subject),
                delegations.walk(subject, host),
                scopes.apply(subject));
    }

    private void steps(Covered covered, Phase phase, String subject, String host, StepCompiler steps) {
        Play play = covered.play();
        if (!tags.wantAnyOf(play)) {
            return;
        }
        List<StepSource> written =
                phase == Phase.BEFORE ? play.around().before() : play.around().after();
        for (int i = 0; i < written.size(); i++) {
            if (on(written.get(i), subject, new Problems()).contains(host)) {
                steps.around(
                        written.get(i),
                        play,
                        covered.index(),
                        new Around(phase, subject, i, play.around().unit()),
                        scopes.apply(subject));
            }
        }
    }

    private List<String> on(StepSource step, String subject, Problems wrong) {
        return step.on()
                .map(pattern -> HostPattern.select(pattern.text(), inventory, pattern.location(), wrong))
                .orElse(List.of(subject));
    }
}
