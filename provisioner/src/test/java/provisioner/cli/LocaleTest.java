package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As the launchers start it, the tool says the same in every locale, in a directory of any name. */
class LocaleTest {
    private static final String SCRIPT = """
            . "$1/packaging/start.sh"
            cd "$2"
            project=$(printf 'pr\\303\\274fung \\342\\206\\222')
            mkdir -p "$project"
            cd "$project"
            printf 'hosts: {web-1: {adress: gr\\303\\274n}}\\n' >"$project.yml"
            exec "$3" -cp "$4" provisioner.cli.Main plan -i "$project.yml" 2>&1
            """;

    @TempDir
    Path directory;

    private String said(Map<String, String> locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "sh",
                "-euc",
                SCRIPT,
                "sh",
                Path.of("").toAbsolutePath().toString(),
                directory.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path")));
        builder.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().putAll(locale);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        return said;
    }

    @Test
    void theOutputIsTheSame() throws IOException, InterruptedException {
        String said = said(Map.of("LANG", "C.UTF-8"));
        assertThat(said).contains("pr\u00fcfung \u2192.yml:1:17: unknown key 'adress'; did you mean 'address'?");
        assertThat(said(Map.of("LC_ALL", "C"))).isEqualTo(said);
        assertThat(said(Map.of("LANG", "POSIX", "LC_CTYPE", "C"))).isEqualTo(said);
        assertThat(said(Map.of())).isEqualTo(said);
    }
}
