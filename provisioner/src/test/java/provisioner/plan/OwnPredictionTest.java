package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import provisioner.state.Effect;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observation.SysctlState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.OwnQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.SysctlQuery;

/** What steps do to the answers of types of the operator's own, and what those do to others. */
class OwnPredictionTest {
    private static final OwnState ANSWER = new OwnState(new TreeMap<>(), "");
    private static final Query.GroupQuery GROUP = new Query.GroupQuery("adm");
    private static final SysctlQuery PANIC = new SysctlQuery("kernel.panic");
    private static final PathQuery FSTAB = new PathQuery("/etc/fstab");

    private static OwnQuery reading(String... things) {
        return new OwnQuery("own", "probe", new TreeSet<>(), new TreeSet<>(Set.of(things)));
    }

    private static Prediction with(OwnQuery query) {
        return new Prediction(Observed.builder()
                .put(query, ANSWER)
                .put(FSTAB, new Missing())
                .put(GROUP, new GroupState(OptionalInt.empty()))
                .put(PANIC, new SysctlState(Optional.of("0")))
                .build());
    }

    private static boolean isOpen(OwnQuery query, Effect effect) {
        Prediction state = with(query);
        state.apply("a step", List.of(effect));
        return !state.settled(query);
    }

    private static Effect unsettles(Extent extent) {
        return new Effect.Unsettles(extent);
    }

    @Test
    void anAnswerIsOpenWhereWhatItDependsOnChanges() {
        Effect fstab = new Effect.Becomes<>(FSTAB, new Missing());
        assertThat(isOpen(reading("path /etc"), fstab)).isTrue();
        assertThat(isOpen(reading("path /etc/fstab"), fstab)).isTrue();
        assertThat(isOpen(reading("path /etc/hosts", "packages"), fstab)).isFalse();
        assertThat(isOpen(reading(), fstab)).isTrue();
        assertThat(isOpen(reading("packages"), unsettles(new Extent.Packages())))
                .isTrue();
        assertThat(isOpen(reading("packages"), unsettles(new Extent.RemovedPackages())))
                .isTrue();
        assertThat(isOpen(reading("path /etc"), unsettles(new Extent.Packages())))
                .isFalse();
        assertThat(isOpen(reading("path /etc"), unsettles(new Extent.Below("/etc/x"))))
                .isTrue();
        assertThat(isOpen(reading("path /etc"), unsettles(new Extent.Anything())))
                .isTrue();
        assertThat(isOpen(reading("path /etc"), unsettles(new Extent.Reboot()))).isTrue();
        assertThat(isOpen(reading("unit a.service"), unsettles(new Extent.Thing("unit a.service"))))
                .isTrue();
        assertThat(isOpen(reading("unit a.service"), unsettles(new Extent.Thing("unit b.service"))))
                .isFalse();
    }

    @Test
    void anotherOwnAnswerIsOpenOnlyWhereItMayDependOnAnything() {
        OwnQuery other = new OwnQuery("other", "probe", new TreeSet<>(), new TreeSet<>());
        Effect change = new Effect.Becomes<>(other, ANSWER);
        assertThat(isOpen(reading("path /etc"), change)).isFalse();
        assertThat(isOpen(reading(), change)).isTrue();
    }

    @Test
    void aThingThatATypeNamesIsOpen() {
        Prediction state = with(reading("path /x"));
        state.apply("modules", List.of(unsettles(new Extent.Thing("kernel parameters"))));
        assertThat(state.settled(PANIC)).isFalse();
        assertThat(state.settled(GROUP)).isTrue();
        state.apply("groups", List.of(unsettles(new Extent.Thing("group adm"))));
        assertThat(state.unsettledBy(GROUP)).contains("groups");
    }
}
