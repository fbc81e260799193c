package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** When the role {@code mysql}'s {@code mysql-opener} lets a server take writes, in whose client's place stands a script. */
@Execution(ExecutionMode.CONCURRENT)
class OpenerTest {
    /** Notes what the server must do. {@code again} is what it says once it has ended connections. */
    private static final String CLIENT = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 1
            echo client >>statements
            while read -r question; do
                [ ! -e hangs ] || sleep 60
                if [ -e fails ]; then cat fails; exit 1; fi
                case $question in
                    KILL*) echo "$question" >>statements; cp again more ;;
                    SET*) echo "$question" >>statements; echo 'x: closed 0 0' >closed ;;
                    *"'closed'"*) cat closed ;;
                    *) cat more ;;
                esac
                echo 'x: end'
            done
            """;

    private static final String OPENS =
            "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; SELECT 'end' AS x;";
    private static final String TAKES_WRITES =
            "the database server takes writes again: a majority of the declared servers follows it";
    private static final String THREE = "2=192.0.2.12,3=192.0.2.13";
    private static final Duration SOON = Duration.ofSeconds(9);

    @TempDir
    private Path directory = Path.of("");

    private ScriptedProgram program;

    private void start(String others, String partner, String client, String more) throws Exception {
        program.says("closed", "x: closed 1 1\n");
        program.says("more", more);
        program.says("again", "");
        program.start(others, partner, program.client(client, CLIENT), "--user=root");
    }

    @BeforeEach
    void make() {
        program = new ScriptedProgram(directory, "mysql/files/mysql-opener");
    }

    @AfterEach
    void stop() throws Exception {
        program.close();
    }

    private void logs(String line) throws Exception {
        long start = System.nanoTime();
        while (!program.log().contains(line) && System.nanoTime() - start < SOON.toNanos()) {
            Thread.sleep(20);
        }
        assertThat(program.log().lines()).contains(line);
    }

    /** What it has had the server do. */
    private List<String> statements() throws IOException {
        return program.text("statements")
                .lines()
                .filter(line -> !line.equals("client"))
                .toList();
    }

    private static String followers(int... servers) {
        StringBuilder text = new StringBuilder();
        for (int server : servers) {
            text.append("x: reader %d%n".formatted(10 + server));
        }
        for (int server : servers) {
            text.append("*** 1. row ***\n   Server_Id: %d\n        Host: \n".formatted(server));
        }
        return text.toString();
    }

    private static String replicates(String address, String user) {
        return "   Source_Host: %s\n   Source_User: %s\n  Channel_Name: \n".formatted(address, user);
    }

    @Test
    void aSourceThatAMajorityFollowsTakesWritesAgain() throws Exception {
        start(THREE, "-", "mysql", "");
        logs("the database server stays read-only: 1 of 3 declared servers follow it, itself included");
        program.says("more", followers(2));
        logs(TAKES_WRITES);
        assertThat(statements()).containsExactly(OPENS);
    }

    /** What was there before anybody looked may be a connection of a server that has long gone elsewhere. */
    @Test
    void whoWasThereBeforeHasToConnectAgain() throws Exception {
        start("2=192.0.2.12", "-", "mysql", followers(2));
        logs("the database server stays read-only until its replicas have connected again");
        logs("the database server stays read-only: 1 of 2 declared servers follow it, itself included");
        assertThat(statements()).containsExactly("KILL 12; SELECT 'end' AS x;");
        program.says("more", followers(2).replace("reader 12", "reader 15"));
        logs(TAKES_WRITES);
    }

    /** The second follower of five servers comes so late that the first has to come again. */
    @Test
    void aMajorityIsThereAtTheSameTime() throws Exception {
        start("2=192.0.2.12,3=192.0.2.13,4=192.0.2.14,5=192.0.2.15", "-", "mysql", "");
        logs("the database server stays read-only: 1 of 5 declared servers follow it, itself included");
        program.says("more", followers(2));
        logs("the database server stays read-only: 2 of 5 declared servers follow it, itself included");
        Thread.sleep(Duration.ofSeconds(6));
        program.says("again", followers(3));
        program.says("more", followers(2, 3));
        logs("the database server stays read-only until its replicas have connected again");
        assertThat(statements()).containsExactly("KILL 12; SELECT 'end' AS x;");
        program.says("more", followers(3, 4, 7));
        logs(TAKES_WRITES);
    }

    @Test
    void whoIsNotDeclaredOrOnlyRegisteredDoesNotCount() throws Exception {
        start(THREE, "-", "mysql", "");
        logs("the database server stays read-only: 1 of 3 declared servers follow it, itself included");
        program.says("more", followers(7, 8));
        Thread.sleep(Duration.ofSeconds(3));
        program.says("more", followers(2).replaceAll("x: reader .*\n", ""));
        Thread.sleep(Duration.ofSeconds(3));
        assertThat(statements()).isEmpty();
        assertThat(program.log().lines()).hasSize(1);
    }

    @Test
    void aReplicaAndASourceThatWasSetAsideStayReadOnly() throws Exception {
        start(THREE, "192.0.2.13", "mysql", replicates("192.0.2.12", "replication") + followers(3));
        logs("the database server stays read-only: it replicates from 192.0.2.12");
        program.says("more", replicates("192.0.2.13", "") + followers(2, 3));
        logs("the database server stays read-only: a promotion has set it aside for 192.0.2.13");
        program.says("more", replicates("192.0.2.13", "replication").replace("Channel_Name: ", "Channel_Name: x"));
        logs("the database server stays read-only: it replicates from 192.0.2.13");
        program.says("more", "x: group 3e11fa47\n" + followers(2, 3));
        logs("the database server is a member of a group, which opens its members itself");
        assertThat(statements()).isEmpty();
    }

    /** Each of the two always follows the other, so that says nothing. */
    @Test
    void ofTwoThatReplicateEachOtherTheThirdOneDecides() throws Exception {
        start(THREE, "192.0.2.12", "mysql", replicates("192.0.2.12", "replication") + followers(2));
        logs(
                "the database server stays read-only: 1 of 3 declared servers follow it, itself included, without 192.0.2.12,"
                        + " which replicates with it both ways");
        program.says(
                "again",
                replicates("192.0.2.12", "replication") + followers(3, 2).replace("reader 1", "reader 2"));
        program.says("more", replicates("192.0.2.12", "replication") + followers(2, 3));
        logs(TAKES_WRITES);
    }

    @Test
    void mariadbHasOtherWordsAndASingleServerNeedsNobody() throws Exception {
        start("-", "-", "mariadb", "");
        logs(TAKES_WRITES);
        assertThat(statements()).containsExactly("SET GLOBAL read_only = OFF; SELECT 'end' AS x;");
        program.says("closed", "x: closed NO_LOCK\n");
        program.says(
                "more",
                replicates("192.0.2.12", "replication")
                        .replace("Source", "Master")
                        .replace("Channel", "Connection"));
        logs("the database server stays read-only: it replicates from 192.0.2.12");
    }

    @Test
    void aServerThatHangsHasOneClientAtATime() throws Exception {
        start(THREE, "-", "mysql", "");
        program.says("hangs", "");
        logs("the database server cannot be asked: it does not answer");
        assertThat(program.process()
                        .descendants()
                        .filter(ProcessHandle::isAlive)
                        .count())
                .isLessThanOrEqualTo(2);
        Files.delete(directory.resolve("hangs"));
        program.says("fails", "ERROR 2002 (HY000): Can't connect to local MySQL server\n");
        logs("the database server cannot be asked: ERROR 2002 (HY000): Can't connect to local MySQL server");
        program.says("closed", "x: closed 0 0\n");
        Files.delete(directory.resolve("fails"));
        logs("the database server takes writes");
        assertThat(statements()).isEmpty();
    }
}
