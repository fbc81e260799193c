package provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade with an apt-get that only says what it would do: no package is touched that no plan has named. */
class AptUpgradeTest {
    private static final String INST =
            "Inst curl [7.88.1-10] (7.88.1-11 Debian:12/stable, Debian-Security:12/stable-security [amd64])\n";

    /** A simulation tells the plan of the lists that there are; the first real change may find them outdated. */
    private static final String APT_GET = """
            #!/bin/sh
            cd "${0%/*}"
            case " $* " in
              *' -s '*) cat "plan$(cat fetched 2>/dev/null)" ;;
              *)
                if [ -e outdated ]; then rm outdated; echo 'E: 404  Not Found'; exit 100; fi
                echo "$*" >>done
                ;;
            esac
            """;

    /** In place of what needs a host: locks, the shield, lists, and the record of the run. */
    private static final String OTHERS = """
            apt_wait() { :; }
            apt_shielded() { "$@"; }
            apt_update() { apt_updated=yes; echo .fetched >"$BLOBS/fetched"; }
            apt_mark() { echo "$1" >"$BLOBS/mark"; }
            apt_users() { :; }
            """;

    @TempDir
    Path directory;

    private record Ended(int exit, String said) {}

    @BeforeEach
    void fakeApt() throws IOException {
        Path apt = Files.writeString(directory.resolve("apt-get"), APT_GET);
        assertThat(apt.toFile().setExecutable(true)).isTrue();
        plan("plan", INST);
        plan("plan.fetched", INST + "Remv old-lib [1-1] [other:amd64 ]\n");
    }

    private void plan(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private Ended upgrade(String arguments) throws IOException, InterruptedException {
        String script = "set -eu\napt_seconds=10\n" + AptTransaction.functions() + OTHERS + "apt_upgrade " + arguments;
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("BLOBS", directory.toString());
        Process sh = builder.start();
        String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(sh.exitValue(), said);
    }

    private String done() throws IOException {
        Path done = directory.resolve("done");
        return Files.exists(done) ? Files.readString(done) : "";
    }

    @Test
    void fetchedListsRemoveNothingThatThePlanDidNotName() throws Exception {
        Ended ended = upgrade("full yes run-1 other-lib");
        assertThat(ended).isEqualTo(new Ended(1, "would also remove old-lib; run again, the plan now names it\n"));
        assertThat(done()).isEmpty();
    }

    @Test
    void whatThePlanNamedIsRemoved() throws Exception {
        Ended ended = upgrade("full yes run-1 old-lib");
        assertThat(ended)
                .isEqualTo(
                        new Ended(0, "note: done with the fetched package lists: curl 7.88.1-11, old-lib removed\n"));
        assertThat(done()).contains("dist-upgrade");
        assertThat(directory.resolve("mark")).hasContent("run-1");
    }

    @Test
    void freshListsAreNotFetchedAndNotNoted() throws Exception {
        assertThat(upgrade("full no run-1")).isEqualTo(new Ended(0, ""));
        assertThat(directory.resolve("fetched")).doesNotExist();
        assertThat(done()).contains("dist-upgrade");
    }

    @Test
    void listsThatAptFindsOutdatedAreComparedAgain() throws Exception {
        plan("outdated", "");
        assertThat(upgrade("full no run-1").said()).startsWith("would also remove old-lib;");
        assertThat(done()).isEmpty();
    }

    @Test
    void whatIsAutomaticStaysSo() throws Exception {
        assertThat(upgrade("security no run-1")).isEqualTo(new Ended(0, ""));
        assertThat(done()).contains("install --no-remove --mark-auto -- curl=7.88.1-11");
    }
}
