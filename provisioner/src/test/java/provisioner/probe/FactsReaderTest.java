package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The release of a host, from the files that the distributions ship. */
final class FactsReaderTest {
    private static final String FUNCTIONS = "say() { printf '%s\\n' \"$2\"; }\npart() { :; }\n";

    @TempDir
    Path etc;

    @ParameterizedTest
    @CsvSource({
        "debian, 12, bookworm, 12.11, deb http://mirror.example/debian bookworm main, bookworm",
        "debian, 13, trixie, 13.1, deb http://mirror.example/debian trixie main, trixie",
        "debian, , forky, forky/sid, deb http://mirror.example/debian forky main, forky",
        "debian, , forky, forky/sid, deb http://mirror.example/debian sid main, sid",
        "debian, , forky, forky/sid, deb http://mirror.example/debian unstable main, sid",
        "debian, , forky, forky/sid, # deb http://mirror.example/debian sid main, forky",
        "ubuntu, 22.04, jammy, bookworm/sid, deb http://mirror.example/ubuntu jammy main, jammy",
        "ubuntu, 22.04, jammy, bookworm/sid, deb http://mirror.example/tool unstable main, jammy",
        "ubuntu, 24.04, noble, trixie/sid, deb http://mirror.example/ubuntu noble main, noble",
    })
    void theReleaseIsTheDistributionsOwnName(
            String id, String version, String codename, String debian, String sources, String suite) throws Exception {
        write("os-release", "ID=%s\nVERSION_ID=\"%s\"\nVERSION_CODENAME=%s\n".formatted(id, version, codename));
        write("debian_version", debian + "\n");
        write("apt/sources.list", sources + "\n");
        assertThat(facts()).containsEntry("suite", suite).containsEntry("distribution", id);
    }

    @ParameterizedTest
    @CsvSource({
        "ID=alpine, Alpine Linux v3.20",
        "ID='rocky'; ID_LIKE='rhel centos fedora', Rocky Linux 9",
        "ID=debian, ''",
        "ID=ubuntu; ID_LIKE=debian, ''",
        "ID=linuxmint; ID_LIKE='ubuntu debian', ''",
        "ID=notdebian, Not Debian",
    })
    void anotherSystemIsNamed(String lines, String name) throws Exception {
        write("os-release", lines.replace("; ", "\n") + "\nPRETTY_NAME=\"" + name + "\"\n");
        assertThat(facts().getOrDefault("other_system", "")).isEqualTo(name);
        Files.delete(etc.resolve("os-release"));
        assertThat(facts()).containsEntry("other_system", "a system without " + etc + "/os-release");
    }

    private void write(String name, String text) throws Exception {
        Path file = etc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Map<String, String> facts() throws Exception {
        String script = FUNCTIONS + new FactsReader().script(List.of()).replace("/etc/", etc + "/");
        Process sh = new ProcessBuilder("sh", "-c", script).start();
        String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).isZero();
        return said.lines().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
