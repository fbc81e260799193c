package provisioner.resource.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The directories of drop-ins that systemd.unit(5) has for more than one unit. */
class UnitAdditionsTest {
    @Test
    void prefixesTemplatesAndTypes() {
        assertThat(UnitAdditions.shared("nginx.service")).containsExactly("service.d");
        assertThat(UnitAdditions.shared("a-b-c.timer")).containsExactly("a-.timer.d", "a-b-.timer.d", "timer.d");
        assertThat(UnitAdditions.shared("a-b@1-2.service"))
                .containsExactly("a-@.service.d", "a-@1-2.service.d", "a-b@.service.d", "service.d");
        assertThat(UnitAdditions.shared("getty@.service")).containsExactly("service.d");
        assertThat(UnitAdditions.shared("-.mount")).containsExactly("mount.d");
    }
}
