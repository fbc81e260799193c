package provisioner.cli.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.cli.Main;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** What a run does with its record where no database is. Nobody is at its host either. */
class RecordInputTest {
    private static final String NOWHERE = "jdbc:mysql://ops@127.0.0.1:1/record";
    private static final String PASSWORD = "canary-of-the-record";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("i.yml"), "hosts: {web-1: {address: 127.0.0.1, port: 1, user: root}}\n");
        Files.writeString(
                directory.resolve("p.yml"),
                "- {play: P, hosts: all, steps: [{name: n, file: {path: /srv/x, content: x}}]}\n");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("PROVISIONER_RECORD_PASSWORD", PASSWORD, "XDG_STATE_HOME", directory.toString());
        return new JavaProcess(Main.class, directory, environment, "--enable-native-access=ALL-UNNAMED").run(arguments);
    }

    private List<Path> kept() throws IOException {
        if (!Files.exists(directory.resolve("provisioner"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory.resolve("provisioner"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Whoever runs it sees what he would see without it, and one note. */
    @Test
    void aRunGoesOnWithoutItsDatabase() throws Exception {
        for (String command : List.of("plan", "verify", "provision")) {
            Ended plain = run(command, "-i", "i.yml", "p.yml", "--output", "json");
            assertThat(kept()).isEmpty();
            Ended ended = run(command, "-i", "i.yml", "p.yml", "--output", "json", "--record", NOWHERE);
            assertThat(ended.exit()).as(ended.err()).isEqualTo(plain.exit()).isEqualTo(1);
            assertThat(ended.out().lines()).hasSameSizeAs(plain.out().lines().toList());
            assertThat(ended.err().lines())
                    .singleElement()
                    .satisfies(note -> assertThat(note)
                            .startsWith(
                                    "note: the record of this run is not in jdbc:mysql://127.0.0.1:1/record yet: "));
            Path file = kept().getFirst();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file))
                    .contains("\"site\":\"i.yml\"", "\"exitCode\":1", "unreachable")
                    .doesNotContain(PASSWORD);
            Files.delete(file);
        }
    }

    /** A page says nothing that is not known. */
    @Test
    void pagesDoWithoutTheDatabaseOrAreNotWritten() throws Exception {
        Ended ended = run("verify", "-i", "i.yml", "p.yml", "--record", NOWHERE, "--html", "state.html");
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("note: the record of this run is not in ");
        assertThat(Files.readString(directory.resolve("state.html")))
                .contains("This page knows one run only")
                .doesNotContain("class=\"seen\"", ">Runs<");
        Ended report = run("report", "--record", NOWHERE, "--html", "pages");
        assertThat(report.exit()).isEqualTo(1);
        assertThat(report.err()).contains("cannot read the record in jdbc:mysql://127.0.0.1:1/record: ");
        assertThat(directory.resolve("pages")).doesNotExist();
        assertThat(run("report", "--record", NOWHERE).exit()).isEqualTo(64);
    }

    @Test
    void thePasswordMayBeInAFileThatOnlyItsOwnerCanRead() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        String[] arguments = {"runs", "--record", NOWHERE, "--record-password-file", "password"};
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run(arguments)).satisfies(ended -> {
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("must be for your eyes only, and password can be read by others");
        });
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(run(arguments)).satisfies(ended -> {
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot read the record in jdbc:mysql://127.0.0.1:1/record: ");
        });
        Files.delete(file);
        assertThat(run(arguments).err()).contains("cannot read password, which must hold the password for the record");
    }

    /** What is not asked for is not loaded: neither the driver nor the library for the tables. */
    @Test
    void withoutTheOptionNothingOfItIsLoaded() throws Exception {
        List<String> loaded = new ArrayList<>();
        for (String[] line : new String[][] {
            {"plan", "-i", "i.yml", "p.yml"}, {"--help"}, {"plan", "-i", "i.yml", "p.yml", "--record", NOWHERE}
        }) {
            Ended ended = new JavaProcess(
                            Main.class,
                            directory,
                            Map.of("PROVISIONER_RECORD_PASSWORD", PASSWORD, "XDG_STATE_HOME", directory.toString()),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Xlog:class+load")
                    .run(line);
            loaded.add(String.join(
                    " ",
                    Stream.of("provisioner.record.", "com.mysql.", "org.flywaydb.")
                            .filter(name -> ended.out().contains("] " + name))
                            .toList()));
        }
        assertThat(loaded).containsExactly("", "", "provisioner.record. com.mysql.");
    }
}
