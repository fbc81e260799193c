package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** certificate_install of certificates.sh: a key and its certificate come together, or neither does. */
class CertificateInstallTest {
    private static final Path SCRIPT = Path.of("src/main/resources/provisioner/resource/certificate/certificates.sh");
    private static final String STUBS = """
            way_plain() { :; }
            chown() { :; }
            put() { printf new >"$1"; }
            """;

    @TempDir
    private Path directory;

    private int install() throws IOException, InterruptedException {
        Files.writeString(directory.resolve(".host.key.new"), "new");
        String text = "set -eu\n" + STUBS + Files.readString(SCRIPT)
                + "certificate_install \"$1/host.key\" root:root 0600 \"$1/host.pem\" digest\n";
        return new ProcessBuilder("sh", "-c", text, "sh", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private String files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString())
                    .sorted()
                    .toList()
                    .toString();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyThatCannotBePlacedLeavesTheCertificateAsItWas(boolean there) throws Exception {
        Path certificate = directory.resolve("host.pem");
        if (there) {
            Files.writeString(certificate, "old");
        }
        Files.createDirectories(directory.resolve("host.key/in-the-way"));
        assertThat(install()).isNotZero();
        assertThat(files()).isEqualTo(there ? "[host.key, host.pem]" : "[host.key]");
        assertThat(there ? Files.readString(certificate) : "old").isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothAreReplaced(boolean there) throws Exception {
        if (there) {
            Files.writeString(directory.resolve("host.pem"), "old");
            Files.writeString(directory.resolve("host.key"), "old");
        }
        assertThat(install()).isZero();
        assertThat(files()).isEqualTo("[host.key, host.pem]");
        assertThat(Files.readString(directory.resolve("host.pem"))).isEqualTo("new");
        assertThat(Files.readString(directory.resolve("host.key"))).isEqualTo("new");
    }
}
