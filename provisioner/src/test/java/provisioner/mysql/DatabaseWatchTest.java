package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program of the role {@code database_watch} says of a server, in whose client's place stands a script. */
class DatabaseWatchTest {
    private static final String CLIENT = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 1
            while read -r question; do
                [ ! -e hangs ] || sleep 60
                if [ -e fails ]; then cat fails; exit 1; fi
                case $question in *"'state'"*) cat state ;; *) cat replication ;; esac
                echo 'x: end'
            done
            """;
    private static final String REPLICA = """
            *************************** 1. row ***************************
                         Replica_IO_Running: %s
                        Replica_SQL_Running: %s
                      Seconds_Behind_Source: %s
            """;
    private static final String OF_MARIADB = """
                            Connection_name: %s
                           Slave_IO_Running: Yes
                          Slave_SQL_Running: Yes
                      Seconds_Behind_Master: %s
            """;
    private static final String READ_ONLY = "1 1 0";
    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    private Path directory = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedProgram program;
    private int port;

    private void start(String client) throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        program.says("state", "x: state 0 0 0\n");
        program.start("127.0.0.1", String.valueOf(port), "10", program.client(client, CLIENT), "--defaults-file=x");
    }

    @BeforeEach
    void make() {
        program = new ScriptedProgram(directory, "database_watch/files/database-watch");
    }

    @AfterEach
    void stop() throws Exception {
        program.close();
    }

    private HttpResponse<String> ask(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build(), BodyHandlers.ofString());
    }

    /** What it is, and for whom it is good. */
    private String answers() {
        try {
            StringBuilder answers = new StringBuilder(ask("/").body().strip());
            for (String path : List.of("/writer", "/current", "/readable")) {
                answers.append(ask(path).statusCode() == 200 ? " " + path : "");
            }
            return answers.toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private void becomes(String expected) throws Exception {
        long start = System.nanoTime();
        while (!answers().equals(expected) && System.nanoTime() - start < SOON.toNanos()) {
            Thread.sleep(20);
        }
        assertThat(answers()).as(program.log()).isEqualTo(expected);
    }

    private void is(String state, String members, String expected) throws Exception {
        StringBuilder text = new StringBuilder("x: state " + state + "\n");
        members.lines()
                .forEach(member -> text.append("x: member ").append(member).append('\n'));
        program.says("state", text.toString());
        becomes(expected);
    }

    private void replicates(String replication, String expected) throws Exception {
        program.says("replication", replication);
        becomes(expected);
    }

    @Test
    void aReplicaIsAsGoodAsItIsCurrent() throws Exception {
        start("mysql");
        becomes("writer /writer /readable");
        program.says("replication", "");
        is(READ_ONLY, "", "down");
        replicates(REPLICA.formatted("Yes", "Yes", 3), "replica 3 s behind /current /readable");
        replicates(REPLICA.formatted("Yes", "Yes", 11), "replica 11 s behind /readable");
        replicates("  Source_User: \n" + REPLICA.formatted("No", "Yes", "NULL"), "down");
        assertThat(program.log()).contains("is down: a promotion has set it aside");
        replicates(REPLICA.formatted("Yes", "No", "NULL"), "down");
        replicates(REPLICA.formatted("Connecting", "Yes", "NULL"), "replica behind /readable");
        is("0 0 1", "", "down");
        is("1 0 0", "", "replica behind /readable");
        is("0 0 0", "", "writer /writer /readable");
    }

    @Test
    void mariadbHasOtherWords() throws Exception {
        start("mariadb");
        becomes("writer /writer /readable");
        program.says("replication", OF_MARIADB.formatted("", 2));
        is("1 0 0", "", "replica 2 s behind /current /readable");
        replicates(OF_MARIADB.formatted("a", 1) + OF_MARIADB.formatted("b", 40), "replica 40 s behind /readable");
        replicates(OF_MARIADB.formatted("a", 1) + OF_MARIADB.formatted("b", "NULL"), "replica behind /readable");
        is("OFF 0 0", "", "writer /writer /readable");
        is("NO_LOCK_NO_ADMIN 0 0", "", "replica behind /readable");
    }

    @Test
    void aMemberOfAGroupIsWhatTheGroupSays() throws Exception {
        start("mysql");
        is("0 0 0", "1 ONLINE PRIMARY\n0 ONLINE SECONDARY\n0 ONLINE SECONDARY", "writer /writer /readable");
        is(READ_ONLY, "0 ONLINE PRIMARY\n1 ONLINE SECONDARY", "replica 0 s behind /current /readable");
        is("0 0 0", "1 ONLINE PRIMARY\n0 UNREACHABLE SECONDARY\n0 UNREACHABLE SECONDARY", "replica behind /readable");
        is("0 0 0", "1 ONLINE PRIMARY\n0 RECOVERING SECONDARY\n0 UNREACHABLE SECONDARY", "writer /writer /readable");
        is("0 0 0", "1 ONLINE PRIMARY\n0 UNREACHABLE SECONDARY", "replica behind /readable");
        is(READ_ONLY, "1 ONLINE PRIMARY\n0 ONLINE SECONDARY", "replica behind /readable");
        is("0 0 0", "0 ONLINE PRIMARY\n1 ONLINE SECONDARY", "replica 0 s behind /current /readable");
        is(READ_ONLY, "0 ONLINE PRIMARY\n1 RECOVERING SECONDARY", "down");
        is("0 0 0", "1 ONLINE PRIMARY\n0 ONLINE PRIMARY", "writer /writer /current /readable");
        is("0 0 0", "1 ERROR ", "down");
        is("0 0 0", "0 OFFLINE ", "down");
    }

    @Test
    void whatDoesNotAnswerIsDownAndMakesNobodyWait() throws Exception {
        start("mysql");
        becomes("writer /writer /readable");
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            silent.add(new Socket("127.0.0.1", port));
        }
        becomes("writer /writer /readable");
        for (Socket socket : silent) {
            socket.close();
        }
        program.says("hangs", "");
        long start = System.nanoTime();
        while (answers().startsWith("writer")) {
            Thread.sleep(20);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1400), SOON);
        assertThat(answers()).isEqualTo("down");
        assertThat(ask("/other").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherSessionFollowsTheOneThatIsLost() throws Exception {
        start("mysql");
        becomes("writer /writer /readable");
        program.says("fails", "ERROR 1045 (28000): Access denied for user 'watcher'@'localhost'\n");
        becomes("down");
        assertThat(program.log()).contains("is down: ERROR 1045");
        Files.delete(directory.resolve("fails"));
        becomes("writer /writer /readable");
        is("is new here", "", "down");
        assertThat(program.process().isAlive()).isTrue();
    }
}
