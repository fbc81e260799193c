package provisioner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.source.Location;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitState;
import provisioner.state.Volatile;

class CanonicalTest {
    private enum Colour {
        RED
    }

    private record Key(String name, int number) {}

    private record Thing(
            Optional<String> name,
            OptionalInt number,
            Set<String> set,
            Map<Key, String> map,
            List<String> list,
            Bytes content,
            Duration time,
            Colour colour,
            Location location,
            @Volatile long at) {
        boolean isLarge() {
            throw new IllegalStateException("not a component");
        }
    }

    private record Other(Optional<String> name) {}

    private record Same(Optional<String> name) {}

    private record Odd(Object value) {}

    private static Thing thing(List<String> order, int line, long at) {
        Map<Key, String> map = new LinkedHashMap<>();
        order.forEach(name -> map.put(new Key(name, 1), "v-" + name));
        return new Thing(
                Optional.of("n"),
                OptionalInt.of(3),
                new LinkedHashSet<>(order),
                map,
                List.of("x", "y"),
                Bytes.utf8("content"),
                Duration.ofMinutes(5),
                Colour.RED,
                new Location("site.yml", line, 1),
                at);
    }

    @Test
    void doesNotDependOnTheOrderOfSetsAndMapsNorOnTimesAndPlaces() {
        assertThat(Canonical.text(thing(List.of("a", "b"), 1, 5)))
                .isEqualTo(Canonical.text(thing(List.of("b", "a"), 9, 6)))
                .contains(
                        Thing.class.getName(),
                        "PT5M",
                        "RED",
                        Bytes.utf8("content").sha256());
    }

    @Test
    void tellsApartWhatIsNotEqual() {
        List<Object> all = List.of(
                thing(List.of("a", "b"), 1, 1),
                thing(List.of("a", "c"), 1, 1),
                new Other(Optional.of("n")),
                new Other(Optional.empty()),
                new Other(Optional.of("")),
                new Same(Optional.of("n")),
                List.of("ab", "c"),
                List.of("a", "bc"),
                List.of(List.of("a"), List.of()),
                List.of(List.of(), List.of("a")),
                List.of(1),
                List.of("1"));
        assertThat(all.stream().map(Canonical::text)).doesNotHaveDuplicates();
    }

    @Test
    void whatAUnitIsDoesNotDependOnWhenItWasStarted() {
        UnitState one = new UnitState("loaded", "active", "running", "enabled", false, "aa", 1, 1);
        assertThat(Canonical.text(one))
                .isEqualTo(Canonical.text(new UnitState("loaded", "active", "reloading", "enabled", false, "bb", 2, 2)))
                .isNotEqualTo(
                        Canonical.text(new UnitState("loaded", "inactive", "dead", "enabled", false, "aa", 1, 1)));
    }

    @Test
    void whatHasNoFormIsAnError() {
        assertThatThrownBy(() -> Canonical.text(new Odd(new Object()))).hasMessageContaining("no form");
        assertThatThrownBy(() -> Canonical.text(new Odd(new Thread()))).hasMessageContaining("no form");
    }
}
