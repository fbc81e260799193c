package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * Who upgrades the tool and keeps their own files sees no change: hosts that the last release provisioned, with that
 * release's project files, plan as unchanged.
 */
@Tag("host")
@Tag("long")
class UpgradeTest {
    private static final String INVENTORY = "inventory/three-hosts.yml";

    /** The commit of the last release: its first word, and the version behind it. */
    private static final Path LAST_RELEASE = Tool.CHECKOUT.resolve("provisioner/packaging/last-release");

    private static final long BUILD_MINUTES = 10;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1", "web-2", "web-3");

    @TempDir
    Path directory = Path.of("");

    @Test
    void hostsOfTheLastReleasePlanAsUnchanged() throws Exception {
        LAB.lab().virtualAddress(true);
        LAB.acme("web-1");
        Path release = checkedOut();
        SampleProject before = SampleProject.make(release, directory.resolve("site"), INVENTORY, LAB, Map.of());
        Tool.Run provision = before.run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();

        SampleProject after = before.withToolOf(Tool.CHECKOUT);
        Tool.Run plan = after.run("plan", "--exit-code");
        assertThat(plan.stepsThat("would-change")).isEmpty();
        assertThat(plan.stepsThat("may-change")).isEmpty();
        assertThat(plan.exit()).as(plan.everything()).isZero();
        Tool.Run verify = after.run("verify", "--complete");
        assertThat(verify.events("unaccounted")).as(verify.everything()).isEmpty();
        assertThat(verify.exit()).as(verify.everything()).isZero();
        Tool.Run again = after.run("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
    }

    /** The last release, built in a clone of its own. */
    private Path checkedOut() throws Exception {
        String commit = Files.readString(LAST_RELEASE).split("\\s", 2)[0];
        Path release = directory.resolve("release");
        done("git", "clone", "--quiet", "--no-checkout", Tool.CHECKOUT.toString(), release.toString());
        done("git", "-C", release.toString(), "checkout", "--quiet", commit);
        done(release.resolve("provisioner/bin/provisioner").toString(), "--version");
        Files.createDirectories(directory.resolve("site"));
        return release;
    }

    private void done(String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(List.of(command))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
