package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.ServedState;
import provisioner.state.Observation.SysctlState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observed;
import provisioner.state.Query;

/** What is on disk stays over a reboot, and what runs and starts at a boot runs again; what is in memory is open. */
class RebootPredictionTest {
    private static UnitState unit(String active, String fileState) {
        return new UnitState("loaded", active, "", fileState, false, "", 1);
    }

    private static <O extends Observation> boolean staysCertain(Query<O> query, O answer) {
        Prediction state = new Prediction(Observed.builder().put(query, answer).build());
        state.apply("the host is rebooted", List.of(new Unsettles(new Extent.Reboot())));
        return state.settled(query);
    }

    @Test
    void whatIsOnDiskStays() {
        assertThat(staysCertain(new Query.PathQuery("/etc/a"), new Missing())).isTrue();
        assertThat(staysCertain(new Query.PathQuery("/runner"), new Missing())).isTrue();
        assertThat(staysCertain(new Query.UserQuery("a"), new UserState(Optional.empty())))
                .isTrue();
        assertThat(staysCertain(new Query.PathQuery("/run/a"), new Missing())).isFalse();
        assertThat(staysCertain(new Query.PathQuery("/tmp"), new Missing())).isFalse();
    }

    @Test
    void whatRunsAndStartsAtABootRunsAgain() {
        Query.UnitQuery query = new Query.UnitQuery("a.service");
        assertThat(staysCertain(query, unit("active", "enabled"))).isTrue();
        assertThat(staysCertain(query, unit("inactive", "disabled"))).isTrue();
        assertThat(staysCertain(query, UnitState.notFound())).isTrue();
        assertThat(staysCertain(query, unit("active", "disabled"))).isFalse();
        assertThat(staysCertain(query, unit("inactive", "enabled"))).isFalse();
        UnitState unread = unit("active", "enabled").of("loaded", "enabled", true);
        assertThat(staysCertain(query, unread)).isFalse();
    }

    @Test
    void whatIsInMemoryIsOpen() {
        assertThat(staysCertain(new Query.SysctlQuery("a.b"), new SysctlState(Optional.of("1"))))
                .isFalse();
        assertThat(staysCertain(new Query.GuardQuery("true"), new GuardState(0, "")))
                .isFalse();
        assertThat(staysCertain(new Query.ServedQuery(443, "a"), new ServedState(Optional.empty())))
                .isFalse();
    }
}
