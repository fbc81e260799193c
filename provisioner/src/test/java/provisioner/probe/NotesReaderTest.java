package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Sh;
import provisioner.state.Made;
import provisioner.state.MadeNote;
import provisioner.state.Maker;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.NotesState;
import provisioner.state.Observed;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.NotesQuery;

/** Notes as steps write them on a host, and as a run reads them there. */
final class NotesReaderTest {
    private static final Maker NGINX = new Maker("site.yml", "Web servers", "nginx", 1);
    private static final Maker WEB = new Maker("site.yml", "Web servers", "web", 1);
    private static final Maker APP = new Maker("deploy.yml", "Application", "app", 1);
    private static final Made UNIT = new Made("systemd_unit", "/etc/systemd/system/nginx-web.service", "a1");
    private static final Made PAGE = new Made("file", "/srv/it's a $(page)\\n & more", "b2");

    @TempDir
    private Path root = Path.of("");

    private Path notes = Path.of("");

    @BeforeEach
    void noNotesYet() {
        notes = root.resolve("lib/notes");
    }

    private void run(String... commands) throws IOException, InterruptedException {
        Process sh = new ProcessBuilder(
                        "sh", "-c", "set -eu\n" + StandardFunctions.text() + String.join("\n", commands))
                .inheritIO()
                .redirectErrorStream(true)
                .start();
        assertThat(sh.waitFor()).isZero();
    }

    private void make(Maker maker, Made made) throws IOException, InterruptedException {
        MadeNote note = new MadeNote(maker, made);
        run(
                "export PROVISIONER_NOTES=" + Sh.quote(notes.toString()),
                "note_made " + Sh.quoteAll(List.of(maker.directory(), made.file(), note.text())));
    }

    private static NotesQuery query(List<Maker> plays, Maker... present) {
        Set<String> directories = new TreeSet<>();
        plays.forEach(maker -> directories.add(Maker.directory(maker.playbook(), maker.play())));
        return new NotesQuery(
                new TreeSet<>(directories),
                new TreeSet<>(Stream.of(present).map(Maker::directory).toList()));
    }

    private Observed observe(String shell, NotesQuery query) throws Exception {
        return new LocalHost(shell, Map.of("PROVISIONER_NOTES", notes.toString())).observe(List.of(query));
    }

    private NotesState state(NotesQuery query) throws Exception {
        return observe("dash", query).get(query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatIsNotedOfOthersThanThePresentOnesIsRead(String shell) throws Exception {
        make(NGINX, UNIT);
        make(WEB, PAGE);
        NotesQuery query = query(List.of(WEB), WEB);
        assertThat(observe(shell, query).get(query))
                .isEqualTo(new NotesState(List.of(new MadeNote(NGINX, UNIT)), List.of()));
        assertThat(state(query(List.of(WEB))).notes())
                .containsExactlyInAnyOrder(new MadeNote(NGINX, UNIT), new MadeNote(WEB, PAGE));
        make(APP, PAGE);
        assertThat(state(query(List.of(WEB))).notes())
                .as("what another one has noted, too, may be wanted there")
                .containsExactly(new MadeNote(NGINX, UNIT));
        assertThat(state(query(List.of(WEB, APP), WEB, NGINX, APP))).isEqualTo(NotesState.NONE);
        assertThat(state(query(List.of()))).isEqualTo(NotesState.NONE);
    }

    @Test
    void onlyRootSeesNotesAndWhatIsAboveThemIsOpen() throws Exception {
        make(NGINX, UNIT);
        Path note = notes.resolve(new MadeNote(NGINX, UNIT).file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(note)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(notes)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(notes.resolveSibling("."))))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void anotherContentIsNotedForItsMakerAlone() throws Exception {
        make(NGINX, UNIT);
        make(WEB, PAGE);
        run(
                "export PROVISIONER_NOTES=" + Sh.quote(notes.toString()),
                "note_changed " + new MadeNote(NGINX, UNIT).file() + " 'link a/b&c\\d'",
                "note_changed " + new MadeNote(APP, UNIT).file() + " other",
                "note_changed " + new MadeNote(APP, PAGE).file() + " other");
        Made changed = new Made(UNIT.type(), UNIT.name(), "link a/b&c\\d");
        assertThat(state(query(List.of(WEB, APP))).notes())
                .containsExactlyInAnyOrder(new MadeNote(NGINX, changed), new MadeNote(WEB, PAGE));
    }

    @Test
    void whatIsSettledIsGoneAndTheRestIsNot() throws Exception {
        make(NGINX, UNIT);
        make(WEB, PAGE);
        run(
                "export PROVISIONER_NOTES=" + Sh.quote(notes.toString()),
                "notes_settled " + new MadeNote(NGINX, UNIT).file() + " 0/0");
        assertThat(notes.resolve(NGINX.directory())).doesNotExist();
        assertThat(state(query(List.of(WEB))).notes()).containsExactly(new MadeNote(WEB, PAGE));
        run(
                "export PROVISIONER_NOTES=" + Sh.quote(notes.toString()),
                "notes_settled " + new MadeNote(WEB, PAGE).file());
        assertThat(notes).isEmptyDirectory();
    }

    @Test
    void whatIsNoNoteIsDamaged() throws Exception {
        make(NGINX, UNIT);
        Path directory = notes.resolve(NGINX.directory());
        Path note = notes.resolve(new MadeNote(NGINX, UNIT).file());
        String text = Files.readString(note);
        write(directory.resolve("aa"), text);
        write(directory.resolve("bb"), "\0\1garbage");
        write(directory.resolve("cc"), "");
        write(directory.resolve("dd\nee"), "x".repeat(100_000));
        write(directory.resolve(".new"), "left behind");
        write(note, text.replace("number 1", "number 99999999999"));
        NotesState state = state(query(List.of(WEB)));
        assertThat(state.notes()).isEmpty();
        assertThat(state.damaged())
                .containsExactlyInAnyOrder(
                        NGINX.directory() + "/aa",
                        NGINX.directory() + "/bb",
                        NGINX.directory() + "/cc",
                        NGINX.directory() + "/dd\nee",
                        new MadeNote(NGINX, UNIT).file());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void nothingIsTakenFromWhatOthersCanWriteTo() throws Exception {
        make(NGINX, UNIT);
        Files.setPosixFilePermissions(notes.resolve(NGINX.directory()), PosixFilePermissions.fromString("rwxrwxrwx"));
        NotesQuery query = query(List.of(WEB));
        assertThat(observe("dash", query).unreadable().get(query))
                .contains("nobody but root may be able to write")
                .contains(NGINX.directory());
    }

    @Test
    void namesInADirectoryAreRead() throws Exception {
        Files.createDirectory(root.resolve("full"));
        Files.createDirectory(root.resolve("full/a\nb"));
        Files.createFile(root.resolve("full/.hidden"));
        Files.createDirectory(root.resolve("empty"));
        InsideQuery full = new InsideQuery(root + "/full");
        InsideQuery empty = new InsideQuery(root + "/empty");
        InsideQuery none = new InsideQuery(root + "/none");
        Observed observed = new LocalHost("dash").observe(List.of(full, empty, none));
        assertThat(observed.get(full).names()).containsExactly(".hidden", "a\nb");
        assertThat(observed.get(empty)).isEqualTo(InsideState.NOTHING);
        assertThat(observed.get(none)).isEqualTo(InsideState.NOTHING);
    }
}
