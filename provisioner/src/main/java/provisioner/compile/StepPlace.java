package provisioner.compile;

import java.util.Optional;
import java.util.Set;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.resource.Around;
import provisioner.resource.Delegation;
import provisioner.state.Maker;
import provisioner.template.LazyScope;

/**
 * The place of a step that is compiled for a host.
 *
 * @param index of the play
 * @param turn of the host that the step is rendered for
 * @param use empty for a play's own steps
 * @param around empty for a step that surrounds nothing
 * @param walk empty unless the steps with {@code on} are meant, of another host
 * @param delegation of a step that was found on that walk
 */
record StepPlace(
        Play play,
        int index,
        StepCompiler.Turn turn,
        Optional<RoleUse> use,
        Set<String> tags,
        LazyScope scope,
        Optional<Maker> maker,
        Optional<Around> around,
        Optional<Delegations.Walk> walk,
        Optional<Delegation> delegation) {

    /** At a play's own steps. */
    static StepPlace own(Play play, int index, StepCompiler.Turn turn, LazyScope scope, Makers makers) {
        Maker maker = makers.of(play, Optional.empty());
        return at(play, index, turn, scope, Optional.of(maker), Optional.empty());
    }

    /** At the steps of a play that one host does for another: nobody notes what they make. */
    static StepPlace on(Delegations.Walk walk, Play play, int index, StepCompiler.Turn turn, LazyScope scope) {
        return at(play, index, turn, scope, Optional.empty(), Optional.of(walk));
    }

    private static StepPlace at(
            Play play,
            int index,
            StepCompiler.Turn turn,
            LazyScope scope,
            Optional<Maker> maker,
            Optional<Delegations.Walk> walk) {
        return new StepPlace(
                play,
                index,
                turn,
                Optional.empty(),
                Set.copyOf(play.tags()),
                scope,
                maker,
                Optional.empty(),
                walk,
                Optional.empty());
    }

    /** Around a host's steps of a play. */
    static StepPlace around(Play play, int index, Around around, LazyScope scope) {
        return new StepPlace(
                play,
                index,
                StepCompiler.Turn.NONE,
                Optional.empty(),
                Set.of(),
                scope,
                Optional.empty(),
                Optional.of(around),
                Optional.empty(),
                Optional.empty());
    }

    StepPlace within(LazyScope inner) {
        return new StepPlace(play, index, turn, use, tags, inner, maker, around, walk, delegation);
    }

    /** At the steps of a role. */
    StepPlace of(RoleUse one, Makers makers) {
        return new StepPlace(
                play,
                index,
                turn,
                Optional.of(one),
                StepWalk.union(tags, one.tags()),
                scope,
                maker.map(own -> makers.of(play, Optional.of(one))),
                around,
                walk,
                delegation);
    }

    StepPlace found(Delegation one) {
        return new StepPlace(play, index, turn, use, tags, scope, maker, around, walk, Optional.of(one));
    }

    /** What distinguishes its name within the play. */
    Optional<String> part() {
        return use.map(one -> one.role().name()).or(() -> around.map(Around::subject));
    }

    /** What its identifier ends with: a name need not tell for which host it is. */
    String identified(String name) {
        return delegation.map(one -> name + " for " + one.subject()).orElse(name);
    }
}
