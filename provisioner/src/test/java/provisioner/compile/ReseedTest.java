package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which hosts {@code reseed.yml} touches, and which it refuses before it contacts any. */
class ReseedTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @TempDir
    private Path directory = Path.of("");

    private Program compile(String inventory, String variables) throws Exception {
        String text = ShippedSite.inventory(inventory).replace("\nvars:\n", "\nvars:\n" + variables);
        return ShippedSite.compile(directory, text, "reseed.yml");
    }

    @ParameterizedTest
    @CsvSource({"separated.yml, db-2, db-1", "source-replica.yml, web-1, web-2"})
    void onlyTheNamedHostIsChanged(String inventory, String host, String source) throws Exception {
        Program program = compile(inventory, "  reseed_host: " + host + "\n");
        assertThat(program.hosts())
                .filteredOn(one -> !one.steps().isEmpty())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.host()).isEqualTo(host);
                    assertThat(one.steps())
                            .singleElement()
                            .satisfies(step ->
                                    assertThat(step.resource().title()).isEqualTo("mysql_replication from " + source));
                });
        assertThat(program.hosts())
                .filteredOn(one -> !one.checks().isEmpty())
                .singleElement()
                .satisfies(one -> assertThat(one.host()).isEqualTo(source));
    }

    /** More variables, and what the error must say. */
    static Stream<List<String>> mistakes() {
        String needsSource = "'reseed' must have a 'source'";
        return Stream.of(
                List.of("", "undefined variable '$reseed_host'"),
                List.of("  reseed_host: ''\n", "unknown host ''"),
                List.of("  reseed_host: db-9\n", "unknown host 'db-9'"),
                List.of("  reseed_host: web-1\n", "host 'web-1' is not in group 'database'"),
                List.of("  reseed_host: db-1\n", needsSource),
                List.of("  reseed_host: db-2\n  mysql_group_uuid: " + UUID + "\n", needsSource),
                List.of("  reseed_host: db-2\n  mysql_mutual: db-2\n", "'reseed' must not be set with 'mutual_with'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void anotherHostIsRefused(List<String> mistake) {
        assertThatThrownBy(() -> compile("separated.yml", mistake.getFirst())).hasMessageContaining(mistake.getLast());
    }
}
