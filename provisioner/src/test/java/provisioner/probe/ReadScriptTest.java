package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.HostValue;
import provisioner.resource.HostValue.Told;
import provisioner.resource.RealHost;
import provisioner.state.Query.OwnQuery;
import provisioner.state.StateView;

/** What {@code read} makes of files, on the machine that runs the tests. */
final class ReadScriptTest {
    @TempDir
    Path directory;

    private Told told(String shell, String name) throws Exception {
        HostValue read = (HostValue) RealHost.resource("read: {as: it, file: " + directory.resolve(name) + "}");
        OwnQuery query = (OwnQuery) read.queries().iterator().next();
        return read.told(StateView.of(new LocalHost(shell).observe(List.of(query))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aLinkIsFollowed(String shell) throws Exception {
        Files.writeString(directory.resolve("file"), "content\n");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(directory.resolve("to-a-link"), directory.resolve("link"));
        assertThat(told(shell, "link")).isEqualTo(Told.of("content"));
        assertThat(told(shell, "to-a-link")).isEqualTo(Told.of("content"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatIsNoFileSaysSo(String shell) throws Exception {
        Files.createSymbolicLink(directory.resolve("nowhere"), Path.of("none"));
        Files.createSymbolicLink(directory.resolve("in-a-circle"), Path.of("in-a-circle"));
        Files.createDirectory(directory.resolve("directory"));
        Files.createSymbolicLink(directory.resolve("to-a-directory"), Path.of("directory"));
        for (String name : List.of("nowhere", "in-a-circle", "directory", "to-a-directory")) {
            Told told = told(shell, name);
            assertThat(told.value()).isEqualTo(Optional.empty());
            assertThat(told.why()).contains(directory.resolve(name).toString());
        }
        assertThat(told(shell, "nowhere").why()).contains("No such file");
        assertThat(told(shell, "to-a-directory").why()).endsWith("is no regular file");
    }
}
