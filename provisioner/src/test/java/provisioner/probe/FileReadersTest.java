package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observed;
import provisioner.state.Query.ArchiveQuery;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ShellQuery;
import provisioner.state.Query.TreeQuery;

/** The readers of files, with real shells and real files of awkward names. */
final class FileReadersTest {
    private static final List<String> NAMES = List.of(
            "plain",
            "with space",
            "it's",
            "\"double\"",
            "$(touch hacked)",
            "`touch hacked`",
            "-rf",
            "a: OK",
            "back\\slash",
            "*",
            "ünïcode",
            "%s%n");

    @TempDir
    Path directory;

    private PathQuery path(String name) {
        return new PathQuery(directory.resolve(name).toString());
    }

    private ContentQuery content(String name, String unless, int limit) {
        return new ContentQuery(directory.resolve(name).toString(), unless, limit);
    }

    private static void mkfifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void readsPathsOfAnyName(String shell) throws Exception {
        List<PathQuery> queries = new ArrayList<>();
        for (String name : NAMES) {
            Files.writeString(directory.resolve(name), name);
            Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
            queries.add(path(name));
        }
        Observed observed = new LocalHost(shell).observe(queries);
        for (String name : NAMES) {
            RegularFile file = (RegularFile) observed.get(path(name));
            assertThat(file.sha256()).as(name).isEqualTo(Bytes.utf8(name).sha256());
            assertThat(file.size()).isEqualTo(Bytes.utf8(name).size());
            assertThat(file.ownership().mode()).isEqualTo(0640);
            assertThat(file.ownership().owner())
                    .isEqualTo(Files.getOwner(directory.resolve(name)).getName());
        }
        assertThat(directory.resolve("hacked")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void tellsKindsOfPathsApartAndOpensNoPipe(String shell) throws Exception {
        Files.createDirectory(directory.resolve("dir"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("to where"));
        mkfifo(directory.resolve("pipe"));
        Observed observed = new LocalHost(shell)
                .observe(List.of(
                        path("dir"), path("link"), path("pipe"), path("none"), path("dir/none"), path("pipe/none")));
        assertThat(observed.get(path("dir"))).isInstanceOf(Directory.class);
        assertThat(observed.get(path("link"))).isEqualTo(new Symlink("to where"));
        assertThat(observed.get(path("pipe"))).isEqualTo(new Special("a named pipe"));
        assertThat(observed.get(path("none"))).isEqualTo(new Missing());
        assertThat(observed.get(path("dir/none"))).isEqualTo(new Missing());
        assertThat(observed.get(path("pipe/none"))).isEqualTo(new Missing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void readsFiveThousandPathsInSeconds(String shell) throws Exception {
        List<ShellQuery<?>> queries = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            if (i % 2 == 0) {
                Files.writeString(directory.resolve("file-" + i), "x" + i);
            }
            queries.add(path("file-" + i));
            queries.add(content("file-" + i, Bytes.utf8("x" + i).sha256(), 1000));
        }
        Instant start = Instant.now();
        Observed observed = new LocalHost(shell).observe(queries);
        // A few processes for all; one for each would take far longer.
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(observed.get(path("file-4998"))).isInstanceOf(RegularFile.class);
        assertThat(observed.get(path("file-4999"))).isEqualTo(new Missing());
        assertThat(observed.get(content("file-4998", Bytes.utf8("x4998").sha256(), 1000)))
                .isEqualTo(new SameContent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void sendsOnlyContentThatDiffers(String shell) throws Exception {
        List<ContentQuery> queries = new ArrayList<>();
        for (String name : NAMES) {
            Files.writeString(directory.resolve(name), "a\n\0" + name);
            queries.add(content(name, "", 1000));
        }
        mkfifo(directory.resolve("pipe"));
        Files.writeString(directory.resolve("large"), "12345");
        Files.writeString(directory.resolve("same"), "same");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("same"));
        ContentQuery same = content("same", Bytes.utf8("same").sha256(), 4);
        ContentQuery other = content("same", Bytes.utf8("other").sha256(), 4);
        ContentQuery link = content("link", Bytes.utf8("other").sha256(), 4);
        ContentQuery large = content("large", "", 4);
        queries.addAll(List.of(same, other, link, large, content("pipe", "", 9), content("none", "", 9)));

        Observed observed = new LocalHost(shell).observe(queries);

        for (String name : NAMES) {
            assertThat(observed.get(content(name, "", 1000)))
                    .as(name)
                    .isEqualTo(new Content(Bytes.utf8("a\n\0" + name)));
        }
        assertThat(observed.get(same)).isEqualTo(new SameContent());
        assertThat(observed.get(other)).isEqualTo(new Content(Bytes.utf8("same")));
        assertThat(observed.get(link)).isEqualTo(new Content(Bytes.utf8("same")));
        assertThat(observed.get(large)).isEqualTo(new ContentTooLarge(5));
        assertThat(observed.get(content("pipe", "", 9))).isEqualTo(new NoContent());
        assertThat(observed.get(content("none", "", 9))).isEqualTo(new NoContent());
        assertThat(directory.resolve("hacked")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void doesNotSendWhatNeedNotTravel(String shell) throws Exception {
        Files.write(directory.resolve("large"), new byte[3_000_000]);
        String digest = Bytes.of(new byte[3_000_000]).sha256();
        assertThat(new LocalHost(shell)
                        .observe(List.of(content("large", digest, 10)))
                        .get(content("large", digest, 10)))
                .isEqualTo(new SameContent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void readsTreesWithNewlinesInNames(String shell) throws Exception {
        Path top = Files.createDirectory(directory.resolve("a tree"));
        Files.createDirectories(top.resolve("sub/two\nlines"));
        Files.writeString(top.resolve("sub/two\nlines/file\n"), "x");
        Files.writeString(top.resolve("back\\slash"), "y");
        Files.createSymbolicLink(top.resolve("link"), Path.of("sub"));
        mkfifo(top.resolve("pipe"));
        Files.createSymbolicLink(directory.resolve("current"), top);
        TreeQuery query = new TreeQuery(directory.resolve("current").toString());
        TreeQuery none = new TreeQuery(directory.resolve("none").toString());

        Observed observed = new LocalHost(shell).observe(List.of(query, none));

        var entries = observed.get(query).entries();
        assertThat(entries)
                .containsOnlyKeys("sub", "sub/two\nlines", "sub/two\nlines/file\n", "back\\slash", "link", "pipe");
        assertThat(entries.get("sub/two\nlines/file\n"))
                .isInstanceOfSatisfying(
                        RegularFile.class,
                        f -> assertThat(f.sha256()).isEqualTo(Bytes.utf8("x").sha256()));
        assertThat(entries.get("back\\slash"))
                .isInstanceOfSatisfying(
                        RegularFile.class,
                        f -> assertThat(f.sha256()).isEqualTo(Bytes.utf8("y").sha256()));
        assertThat(entries.get("link")).isEqualTo(new Symlink("sub"));
        assertThat(observed.get(none).present()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void findsDamageInUnpackedArchives(String shell) throws Exception {
        Path top = Files.createDirectory(directory.resolve("an app"));
        Files.writeString(top.resolve("kept"), "x");
        Files.writeString(top.resolve("changed"), "x");
        String note = Bytes.utf8(top.toString()).sha256();
        Path notes = Files.createDirectory(directory.resolve("notes"));
        String digest = Bytes.utf8("x").sha256();
        Files.writeString(notes.resolve(note), "identity\n");
        Files.writeString(
                notes.resolve(note + ".files"),
                "%s  ./kept\n%s  ./changed\n%s  ./gone\n".formatted(digest, digest, digest));
        Files.writeString(top.resolve("changed"), "y");
        LocalHost host = new LocalHost(shell, Map.of("PROVISIONER_ARCHIVES", notes.toString()));
        ArchiveQuery query = new ArchiveQuery(top.toString());
        ArchiveQuery none = new ArchiveQuery("/nowhere");

        Observed observed = host.observe(List.of(query, none));

        assertThat(observed.get(query).sha256()).contains("identity");
        assertThat(observed.get(query).damaged()).containsExactly("changed", "gone");
        assertThat(observed.get(none)).isEqualTo(new ArchiveState(Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void findsHomesOfUsers(String shell) throws Exception {
        AuthorizedKeysQuery me = new AuthorizedKeysQuery(System.getProperty("user.name"));
        AuthorizedKeysQuery nobody = new AuthorizedKeysQuery("no-such-user");
        Observed observed = new LocalHost(shell).observe(List.of(me, nobody));
        assertThat(observed.get(me).account().orElseThrow().home()).isEqualTo(System.getProperty("user.home"));
        assertThat(observed.get(nobody).account()).isEmpty();
    }

    @Test
    void readsAuthorizedKeys() throws Exception {
        Answers answers = new Answers();
        answers.add("keys.0", Bytes.utf8("deploy:x:1001:1001:Deploy,,:/home/deploy:/bin/bash\ndeploy\ndeploy sudo\n"));
        String find =
                "d deploy deploy 700 4096  /home/deploy/.ssh f deploy deploy 600 10  /home/deploy/.ssh/authorized_keys ";
        answers.add("keys.0.paths", Bytes.utf8(find.replace(' ', '\0')));
        answers.add(
                "keys.0.sshd", Bytes.utf8("StrictModes no\nauthorizedkeysfile %h/.ssh/authorized_keys /k/%u%%%U\n"));
        answers.add("keys.0.file", Bytes.utf8("/home/deploy/.ssh/authorized_keys\none\r\n\ntwo\rthree\n"));
        answers.add("keys.0.file", Bytes.utf8("/k/deploy%1001\nfour"));
        AuthorizedKeysQuery query = new AuthorizedKeysQuery("deploy");
        AuthorizedKeysState state = Probe.of(List.of(query)).read(answers).get(query);
        assertThat(state.account().orElseThrow().groups()).containsExactly("sudo");
        assertThat(state.lines()).containsExactly("one\r", "", "two\rthree");
        assertThat(state.others()).containsEntry("/k/deploy%1001", List.of("four"));
        assertThat(state.sshd().strict()).isFalse();
        assertThat(((RegularFile) state.file()).ownership().mode()).isEqualTo(0600);
    }

    @Test
    void refusesAnswersThatWereCutOff() throws ProbeException {
        Answers answers = new Answers();
        answers.add("path", Bytes.utf8("f\0root\0root\0644"));
        answers.add("path.digest", Bytes.utf8(""));
        assertThat(Probe.of(List.of(new PathQuery("/x"))).read(answers).unreadable())
                .containsExactly(Map.entry(new PathQuery("/x"), "the host's list of paths was cut off"));
    }
}
