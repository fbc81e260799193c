package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.cli.Main;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** Several workers, a database and its container, which is each of the hosts, too. */
abstract class WorkersOnServer {
    static final String USER = "tester";
    static final String PASSWORD = "te$t";
    static final Duration RUN = Duration.ofSeconds(4);

    @TempDir
    Path directory = Path.of("");

    private final JsonMapper mapper = new JsonMapper();
    final String database = "work_" + System.nanoTime();
    final List<Process> workers = new ArrayList<>();

    abstract MySQLContainer server();

    /** Each host's check takes a while, and notices if it is run twice at a time. */
    @BeforeEach
    void write() throws Exception {
        try (Connection connection = connect("mysql");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        Files.writeString(directory.resolve("hosts.yml"), inventory());
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(directory.resolve("playbooks/site.yml"), """
                - play: Hosts
                  hosts: all
                  steps:
                    - name: nobody else is here
                      succeeds: {run: "%s"}
                """.formatted(check()));
    }

    String inventory() throws Exception {
        return "connection: docker\nhosts: {"
                + IntStream.rangeClosed(1, 9)
                        .mapToObj(n -> "h" + n + ": {address: "
                                + server().getContainerName().substring(1) + "}")
                        .collect(Collectors.joining(", "))
                + "}\n";
    }

    /** What is run on each host. */
    String check() {
        return noticesOthersFor(String.valueOf(RUN.toSeconds()));
    }

    static String noticesOthersFor(String seconds) {
        return "flock -n /tmp/$host.name sleep " + seconds + " || echo $host.name >> /tmp/twice";
    }

    /** On top of what every one of these processes has. */
    Map<String, String> environment() {
        return Map.of();
    }

    @AfterEach
    void end() throws Exception {
        for (Process worker : workers) {
            worker.destroyForcibly().waitFor();
        }
    }

    Connection connect(String name) throws Exception {
        String url =
                "jdbc:mysql://127.0.0.1:" + server().getMappedPort(3306) + "/" + name + "?allowPublicKeyRetrieval=true";
        return DriverManager.getConnection(url, USER, PASSWORD);
    }

    private JavaProcess java() {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("PROVISIONER_RECORD_PASSWORD", PASSWORD);
        environment.put("XDG_STATE_HOME", directory.toString());
        return new JavaProcess(Main.class, directory, environment, "--enable-native-access=ALL-UNNAMED");
    }

    private String[] line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of(
                "--record",
                "jdbc:mysql://" + USER + "@127.0.0.1:" + server().getMappedPort(3306) + "/" + database
                        + "?allowPublicKeyRetrieval=true"));
        return line.toArray(String[]::new);
    }

    Ended tool(String... arguments) throws Exception {
        Ended ended = java().run(line(arguments));
        assertThat(ended.out() + ended.err()).doesNotContain(PASSWORD, "\tat ", "INFO");
        return ended;
    }

    /** @param more options of the worker */
    void worker(String pool, Duration lease, String... more) throws Exception {
        int number = workers.size();
        List<String> line =
                new ArrayList<>(List.of("worker", "--pool", pool, "--lease", String.valueOf(lease.toSeconds())));
        line.addAll(List.of(line()));
        line.addAll(List.of(more));
        workers.add(java().start(
                        directory.resolve("worker" + number + ".out"),
                        directory.resolve("worker" + number + ".err"),
                        line.toArray(String[]::new)));
    }

    List<JsonNode> json(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--output", "json"));
        Ended ended = tool(line.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        List<JsonNode> read = new ArrayList<>();
        for (String one : ended.out().lines().toList()) {
            read.add(mapper.readTree(one));
        }
        return read;
    }

    void until(Duration limit, Callable<Boolean> holds) throws Exception {
        Instant end = Instant.now().plus(limit);
        while (!holds.call()) {
            if (Instant.now().isAfter(end)) {
                fail("not within " + limit + ":\n" + said());
            }
            Thread.sleep(200);
        }
    }

    String said() throws Exception {
        StringBuilder said = new StringBuilder();
        for (int number = 0; number < workers.size(); number++) {
            said.append(Files.readString(directory.resolve("worker" + number + ".out")))
                    .append(Files.readString(directory.resolve("worker" + number + ".err")));
        }
        return said.toString();
    }

    long begun() throws Exception {
        return said().lines().filter(line -> line.endsWith(" begins")).count();
    }

    long ended() throws Exception {
        return said().lines().filter(line -> line.contains(" ended with ")).count();
    }

    void nothingWasDoneTwiceAtATime() throws Exception {
        assertThat(server().execInContainer("ls", "/tmp").getStdout())
                .contains("h1")
                .doesNotContain("twice");
    }

    /** How many workers have work, as the database knows it. */
    int running() throws Exception {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(DISTINCT picked_by) FROM work WHERE picked = TRUE")) {
            row.next();
            return row.getInt(1);
        }
    }
}
