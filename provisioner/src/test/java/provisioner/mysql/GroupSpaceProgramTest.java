package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the program {@code mysql-group-space} does, and when. Scripts stand for the server, systemd and the clock, which goes on only
 * where the program waits.
 */
class GroupSpaceProgramTest {
    private static final Path PROGRAM =
            Path.of("../playbooks/roles/mysql_group/files/mysql-group-space").toAbsolutePath();

    /** Turns of 15 seconds: the first of three servers has its turn from 900, the second from 915, and the first again from 945. */
    private static final int SECOND_TURN = 915;

    private static final Map<String, String> SCRIPTS = Map.of(
            "date", "cat now",
            "stat", "echo $(cat space) 100",
            "sleep", "pass $1; [ $(cat now) -lt $(cat end) ]",
            "systemctl", "case $1 in show) cat invocation ;; *) did \"systemctl $*\" ;; esac",
            "mysql", """
                    for sql; do :; done
                    case $sql in
                    SELECT*) pass $(cat slow 2>/dev/null || echo 0); cat view ;;
                    *)
                        did "$sql"
                        mv "after ${sql%% *}" view 2>/dev/null
                        if [ -e refused ]; then cat refused >&2; exit 1; fi
                        if [ -e stuck ]; then pass 3; exit 124; fi ;;
                    esac""");

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            Path file = Files.writeString(directory.resolve(script.getKey()), """
                    #!/bin/sh
                    cd "$(dirname "$0")" || exit 1
                    did() { echo "$(cat now) $*" >>done; }
                    pass() { echo $(($(cat now) + $1)) >now; }
                    """ + script.getValue() + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        set("space", "50");
        set("invocation", "second");
    }

    private void set(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text + "\n");
    }

    /** @return what it did, each with the second */
    private List<String> run(int place, int from, int until) throws Exception {
        set("now", String.valueOf(from));
        set("end", String.valueOf(until));
        String program = Files.readString(PROGRAM)
                .replace("/usr/bin/mysql", directory.resolve("mysql").toString())
                .replace("/run/mysql-group-space", directory.toString());
        Path copy = Files.writeString(directory.resolve("program"), program);
        ProcessBuilder builder = new ProcessBuilder("sh", copy.toString(), "/", "5", "10", String.valueOf(place), "3");
        builder.environment().merge("PATH", directory.toString(), (old, own) -> own + ":" + old);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("its end").isTrue();
        Path done = directory.resolve("done");
        return Files.exists(done) ? Files.readAllLines(done) : List.of();
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    /** @param onlyPrimary whether it is the only one */
    private void member(int othersOnline, int others, boolean onlyPrimary) throws IOException {
        set("view", view(othersOnline, others, onlyPrimary));
    }

    private static String view(int othersOnline, int others, boolean onlyPrimary) {
        return "1\t" + othersOnline + "\t" + othersOnline + "\t" + others + "\t" + (onlyPrimary ? 1 : 0)
                + "\tONLINE\t1\t1000";
    }

    /** @param uptime of the server, in seconds */
    private static String out(String state, boolean returnsByItself, int uptime) {
        return "0\t0\t0\t0\t0\t" + state + "\t" + (returnsByItself ? 1 : 0) + "\t" + uptime;
    }

    private void left() throws IOException {
        set("after STOP", out("OFFLINE", true, 1000));
    }

    @Test
    void withEnoughSpaceNothingHappens() throws Exception {
        member(2, 2, true);
        set("space", "5");
        assertThat(run(0, 899, 960)).isEmpty();
    }

    @Test
    void theOnlyPrimaryLeavesAtOnce() throws Exception {
        member(2, 2, true);
        set("space", "4");
        left();
        assertThat(run(0, SECOND_TURN + 5, 960)).containsExactly(SECOND_TURN + 6 + " STOP GROUP_REPLICATION");
        assertThat(said()).contains("only 4 % of / are free: the server leaves its group");
    }

    @Test
    void anotherMemberWaitsForItsTurn() throws Exception {
        member(2, 2, false);
        set("space", "4");
        left();
        assertThat(run(1, 900, 960)).containsExactly(SECOND_TURN + " STOP GROUP_REPLICATION");
    }

    /** What it saw is older than its turn. Meanwhile the one before may have left. */
    @Test
    void aTurnThatBeginsDuringALookIsOver() throws Exception {
        member(2, 2, false);
        set("space", "4");
        set("slow", "3");
        assertThat(run(1, SECOND_TURN - 3, 959)).isEmpty();
    }

    /** Without any space it does not leave by itself. */
    private void stuckPrimary() throws Exception {
        member(2, 2, true);
        set("space", "0");
        set("stuck", "");
    }

    @Test
    void whoWaitsForSpaceIsKilled() throws Exception {
        stuckPrimary();
        assertThat(run(0, 915, 920))
                .containsExactly(
                        "916 STOP GROUP_REPLICATION",
                        "919 systemctl stop --no-block mysql.service",
                        "919 systemctl kill --signal=KILL mysql.service");
    }

    /** The next turn begins at 930. Whoever leaves then would count on this one, which is not expelled yet. */
    @Test
    void nobodyIsKilledWhileATurnBegins() throws Exception {
        stuckPrimary();
        assertThat(run(0, 920, 925))
                .containsExactly(
                        "921 STOP GROUP_REPLICATION",
                        "932 systemctl stop --no-block mysql.service",
                        "932 systemctl kill --signal=KILL mysql.service");
    }

    @Test
    void whoWaitsForSpaceStaysIfAnotherOneHasLeftMeanwhile() throws Exception {
        stuckPrimary();
        set("after STOP", view(1, 1, true));
        assertThat(run(0, 920, 950))
                .as("again only in its turn: each statement keeps a session of the server")
                .containsExactly("921 STOP GROUP_REPLICATION", "945 STOP GROUP_REPLICATION");
        assertThat(said()).contains("is not killed: the others would have no majority");
    }

    @Test
    void whoLeavesAfterAllIsNotKilled() throws Exception {
        stuckPrimary();
        left();
        assertThat(run(0, 920, 925)).containsExactly("921 STOP GROUP_REPLICATION");
    }

    @Test
    void theLastOneStays() throws Exception {
        member(0, 1, true);
        set("space", "0");
        assertThat(run(0, 899, 960)).isEmpty();
        assertThat(said()).containsOnlyOnce("but the server stays");
    }

    @Test
    void whoTakesPartIsLeftAlone() throws Exception {
        set("view", out("RECOVERING", true, 1000).replaceFirst("0", "1"));
        assertThat(run(0, 900, 960)).isEmpty();
        assertThat(Files.readString(directory.resolve("member"))).isEqualTo("second\n");
    }

    /** The server itself tries it first. */
    @Test
    void whoIsExpelledIsStartedAgain() throws Exception {
        set("member", "second");
        set("view", out("ERROR", true, 1000));
        set("after START", view(2, 2, false));
        assertThat(run(0, 900, 960)).containsExactly("917 STOP GROUP_REPLICATION", "917 START GROUP_REPLICATION");
    }

    /** What it does for an expelled member makes that one OFFLINE; so it goes on. */
    @Test
    void itGoesOnUntilTheMemberIsIn() throws Exception {
        set("member", "second");
        set("view", out("ERROR", true, 1000));
        set("after STOP", out("OFFLINE", true, 1000));
        set("refused", "ERROR 3096 (HY000) at line 1: nobody answers");
        assertThat(run(0, 900, 928))
                .containsExactly(
                        "917 STOP GROUP_REPLICATION",
                        "917 START GROUP_REPLICATION",
                        "922 START GROUP_REPLICATION",
                        "927 START GROUP_REPLICATION");
        assertThat(said()).containsOnlyOnce("tries again: ERROR 3096 (HY000) at line 1: nobody answers");
    }

    @Test
    void whoDidNotGetInAtItsStartIsStartedAgain() throws Exception {
        set("member", "first");
        set("view", out("OFFLINE", true, 20));
        set("after START", view(2, 2, false));
        assertThat(run(0, 900, 960)).containsExactly("901 START GROUP_REPLICATION");
    }

    @Test
    void aServerThatHasJustBeenStartedTriesItself() throws Exception {
        set("view", out("OFFLINE", true, 14));
        assertThat(run(0, 900, 960)).isEmpty();
    }

    @Test
    void whomSomebodyHasStoppedStaysOut() throws Exception {
        set("member", "second");
        set("view", out("OFFLINE", true, 1000));
        assertThat(run(0, 900, 960)).isEmpty();
    }

    /** Nor while provisioner lets it join for the first time, or bootstraps a group. */
    @Test
    void whoDoesNotReturnByItselfStaysOut() throws Exception {
        set("view", out("ERROR", false, 1000));
        assertThat(run(0, 900, 960)).isEmpty();
    }

    @Test
    void whoHasLeftForWantOfSpaceStaysOutUntilThereIsSome() throws Exception {
        set("view", out("OFFLINE", true, 1000));
        set("left", "only 4 % of / were free");
        set("space", "9");
        assertThat(run(0, 900, 960)).isEmpty();
        set("space", "10");
        set("after START", view(2, 2, false));
        assertThat(run(0, 900, 920)).containsExactly("901 START GROUP_REPLICATION");
        assertThat(directory.resolve("left")).doesNotExist();
    }

    @Test
    void whomTheGroupRefusesTriesLessOften() throws Exception {
        set("view", out("OFFLINE", true, 1000));
        set("refused", "ERROR 3092 (HY000) at line 1: it has data of its own");
        assertThat(run(0, 900, 963)).containsExactly("901 START GROUP_REPLICATION", "962 START GROUP_REPLICATION");
        assertThat(said()).containsOnlyOnce("it has data of its own");
    }
}
