package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** Which commands take a part of the hosts. The only host is in the last of three shards, and nobody is there. */
class ShardInputTest {
    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("i.yml"), "hosts: {web-1: {address: 127.0.0.1, port: 1, user: root}}\n");
        Files.writeString(
                directory.resolve("p.yml"),
                "- {play: P, hosts: all, steps: [{name: n, file: {path: /srv/x, content: x}}]}\n");
    }

    private Ended run(String command, String... more) throws IOException, InterruptedException {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {command, "-i", "i.yml", "p.yml"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return new JavaProcess(Main.class, directory, Map.of(), "--enable-native-access=ALL-UNNAMED").run(arguments);
    }

    @Test
    void aShardWithoutHostsContactsNobody() throws Exception {
        for (String command : new String[] {"plan", "verify"}) {
            Ended ended = run(command, "--shard", "1/3");
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(run(command, "--shard", "3/3").exit()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsChangedOrSavedByShards() throws Exception {
        for (Ended ended :
                new Ended[] {run("provision", "--shard", "1/3"), run("plan", "--shard", "1/3", "--out", "plan.json")}) {
            assertThat(ended.exit()).isEqualTo(64);
            assertThat(ended.err())
                    .startsWith("provisioner: --shard is for plan and verify: a site is never cut for changes;");
        }
        assertThat(directory.resolve("plan.json")).doesNotExist();
    }
}
