package provisioner.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lab decides before it asks Docker for anything. */
class LabRulesTest {
    @Test
    void theControlGroupsAreMountedFromWhereTheMachineHasThem(@TempDir Path mounts) throws Exception {
        assertThat(HostContainer.cgroups(mounts)).containsExactly("--cgroupns", "private");
        Files.createDirectories(mounts.resolve("unified"));
        Files.createFile(mounts.resolve("unified").resolve("cgroup.procs"));
        assertThat(HostContainer.cgroups(mounts))
                .containsExactly("--cgroupns", "host", "--volume", mounts.resolve("unified") + ":/sys/fs/cgroup:rw");
        Files.createFile(mounts.resolve("cgroup.controllers"));
        assertThat(HostContainer.cgroups(mounts))
                .containsExactly("--cgroupns", "host", "--volume", mounts + ":/sys/fs/cgroup:rw");
    }

    @Test
    void aHostKnowsTheOthersByName() {
        List<String> run = HostContainer.run(
                "l", new LabHost("a", "sid"), "image", "net", Map.of("a", "198.51.100.11", "b", "198.51.100.12"));
        assertThat(run).containsSequence("--network", "net", "--ip", "198.51.100.11");
        assertThat(run).containsSequence("--add-host", "b:198.51.100.12").doesNotContain("a:198.51.100.11");
        assertThat(run).endsWith("image").doesNotContain("--privileged");
    }

    @Test
    void anImageIsFreshForAWeek() {
        Instant now = Instant.parse("2026-03-08T12:00:00Z");
        assertThat(Images.isFresh("2026-03-01T12:00:00.000000001Z", now)).isTrue();
        assertThat(Images.isFresh("2026-03-01T12:00:00Z", now)).isFalse();
    }

    @Test
    void theImageIsNamedAfterItsDefinition() throws Exception {
        assertThat(Images.digest()).matches("[0-9a-f]{12}").isEqualTo(Images.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a_b", "a b", "a/b", "a;rm", "ä", "a-"})
    void aNameThatDockerOrAHostCannotHaveIsRefused(String name) {
        assertThatThrownBy(() -> new LabHost(name, "sid").check())
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("the lab cannot start a host named '" + name + "'");
        assertThatThrownBy(() -> new LabHost("a", "Sid 1").check())
                .isInstanceOf(LabException.class)
                .hasMessageContaining("'Sid 1' is not the name of a Debian release");
    }

    @Test
    void aMissingCommandIsNamedWithItsPackage() {
        assertThatThrownBy(() -> Command.run(Duration.ofSeconds(1), "", List.of("no-such-command")))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "cannot run the command 'no-such-command'; on Debian or Ubuntu, install it as root: apt-get install"
                                + " no-such-command");
    }

    @Test
    void aCommandThatDoesNotEndIsStopped() {
        assertThatThrownBy(() -> Command.run(Duration.ofMillis(100), "", List.of("sleep", "60")))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("'sleep 60' did not end within");
    }

    @Test
    void muchOutputAndInputAtOnceDoNotBlock() throws Exception {
        String much = "x".repeat(1 << 20);
        Command.Result result = Command.run(
                Duration.ofSeconds(30),
                much,
                List.of("sh", "-c", "cat; printf %s " + "e".repeat(1000) + " >&2; exit 4"));
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.stdout()).isEqualTo(much);
        assertThat(result.stderr()).hasSize(1000);
    }

    @Test
    void theStateDirectoryFollowsXdg() {
        assertThat(Lab.defaultStateDir(Map.of("HOME", "/home/u")))
                .isEqualTo(Path.of("/home/u/.local/state/provisioner/lab"));
        assertThat(Lab.defaultStateDir(Map.of("HOME", "/home/u", "XDG_STATE_HOME", "/s")))
                .isEqualTo(Path.of("/s/provisioner/lab"));
    }

    @Test
    void onlyOneAtATimeHoldsTheLock(@TempDir Path dir) throws Exception {
        Thread second;
        var order = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        try (StateLock _ = StateLock.take(dir)) {
            second = Thread.ofVirtual().start(() -> {
                try (StateLock _ = StateLock.take(dir)) {
                    order.add("second");
                } catch (LabException | InterruptedException e) {
                    order.add(e.toString());
                }
            });
            Thread.sleep(150);
            order.add("first");
        }
        second.join();
        assertThat(order).containsExactly("first", "second");
    }
}
