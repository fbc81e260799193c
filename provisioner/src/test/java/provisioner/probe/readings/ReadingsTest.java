package provisioner.probe.readings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Sh;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;

/** What is asked of programs, as far as this machine can answer. */
class ReadingsTest {
    @TempDir
    private Path directory;

    private String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-euc", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static ReadingQuery mount(String path, String source, String bind) {
        return new ReadingQuery(Reading.MOUNT, List.of(path, source, bind));
    }

    /** The kernel names the place itself: otherwise each run would mount once more on top. */
    @Test
    void aMountIsFoundBehindALink() throws Exception {
        Files.createSymbolicLink(directory.resolve("top"), Path.of("/"));
        String said = run(Readings.functions()
                + Readings.command(mount(directory.resolve("top/proc").toString(), "proc", "")));

        assertThat(Readings.read(mount("/proc", "proc", ""), said).value("type"))
                .isEqualTo("proc");
        assertThat(said).isEqualTo(run(Readings.functions() + Readings.command(mount("/proc", "proc", ""))));
    }

    /** What is behind the dash is decided where the file system is mounted. */
    @Test
    void onlyItsOwnOptionsCountForABindMount() {
        String line = "1 2 8:1 /a /srv/b rw,nosuid,relatime shared:1 - ext4 /dev/sda1 ro,sync\n";

        assertThat(Readings.read(mount("/srv/b", "/a", "bind"), line).value("options"))
                .isEqualTo("rw,nosuid,relatime");
        assertThat(Readings.read(mount("/srv/b", "/dev/sda1", ""), line).value("options"))
                .isEqualTo("rw,nosuid,relatime,ro,sync");
    }

    private static final String GIT = "git_() { git -c user.name=a -c user.email=a@example.com -C \"$@\"; }\n";

    /** git takes an end of a name for a match. */
    @Test
    void aBranchIsNotTakenForAnotherOne() throws Exception {
        String owner = Files.getOwner(directory).getName();
        run(GIT + "git init -q -b main from; git_ from commit -q --allow-empty -m 1\n"
                + "git init -q tree; git_ from branch a/refs/heads/main; git_ from commit -q --allow-empty -m 2");
        String head = run("git -C from rev-parse main").strip();
        ReadingQuery query = new ReadingQuery(
                Reading.GIT, List.of(directory + "/tree", owner, directory + "/from", "refs/heads/main"));
        String said = run("runuser() { shift 3; \"$@\"; }\n" + Readings.functions() + Readings.command(query));

        assertThat(Readings.read(query, said).value("ref")).isEqualTo(head);
    }

    /** A run that was cut off may leave half a repository, and there may be another one above. */
    @Test
    void aHalfMadeTreeIsMadeWhole() throws Exception {
        String owner = Files.getOwner(directory).getName();
        run(GIT + "git init -q -b main from; git_ from commit -q --allow-empty -m 1; git init -q .\n"
                + "git config remote.origin.url above; mkdir -p tree/.git/refs");
        run("runuser() { shift 3; \"$@\"; }\n" + StandardFunctions.text() + "\n"
                + "git_tree "
                + Sh.quoteAll(List.of(
                        directory + "/tree", owner + ":root", "0755", directory + "/from", "branch", "main", "")));

        assertThat(run("git config remote.origin.url")).isEqualTo("above\n");
        assertThat(run("git -C tree rev-parse HEAD")).isEqualTo(run("git -C from rev-parse HEAD"));
    }
}
