package provisioner.cli.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;
import provisioner.record.History;
import provisioner.record.Kind;

/** What is recorded, as people and programs see it. */
class ViewTest {
    private static final Instant FIRST = Instant.parse("2026-11-28T10:00:00.5Z");
    private static final History.Found OPEN = new History.Found(
            "i.yml",
            "web-1",
            Kind.DRIFT,
            "Web",
            "nginx is configured",
            Optional.of(new History.Seen(FIRST.minusSeconds(900), "run-0")),
            new History.Seen(FIRST, "run-1"),
            new History.Seen(FIRST.plusSeconds(3600), "run-2"),
            Optional.empty(),
            "",
            "p.yml:1:1",
            "mode: 0644 → 0600\n2\n3\n4\n5\n6\n7\u001b[2J");
    private static final History.Found RESOLVED = new History.Found(
            "i.yml",
            "",
            Kind.CHECK,
            "",
            "the site answers",
            Optional.empty(),
            new History.Seen(FIRST, ""),
            new History.Seen(FIRST, ""),
            Optional.of(new History.Seen(FIRST.plusSeconds(60), "run-3")),
            "provision, ann@desk",
            "",
            "");
    private static final History.Changed CHANGED = new History.Changed(
            "i.yml", "web-1", "Web", "nginx", "changed", FIRST, "run-3", "ann@desk", "p.yml:1:1", "mode", 12);
    private static final History.Run RUN = new History.Run(
            "run-1",
            "i.yml",
            "plan",
            FIRST,
            1500,
            0,
            false,
            "ann@desk",
            "1.0",
            "p.yml",
            "--limit web",
            "abc",
            "seal",
            "ops@example.com",
            1,
            0,
            0);

    private static List<String> shown(Function<PrintStream, View> of) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        View view = of.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        view.findings(List.of(OPEN, RESOLVED));
        view.changes(List.of(CHANGED));
        view.runs(List.of(RUN));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void peopleSeeSinceWhen() {
        assertThat(shown(TextView::new))
                .containsExactly(
                        "open      drift  web-1  nginx is configured  at p.yml:1:1",
                        "    since 2026-11-28T10:00:00Z by run run-1, last absent"
                                + " 2026-11-28T09:45:00Z, last seen 2026-11-28T11:00:00Z by run run-2",
                        "    | mode: 0644 → 0600",
                        "    | 2",
                        "    | 3",
                        "    | 4",
                        "    | 5",
                        "    | 6",
                        "    | … 1 more",
                        "resolved  check  (the service)  the site answers",
                        "    since 2026-11-28T10:00:00Z, last seen 2026-11-28T10:00:00Z",
                        "    resolved 2026-11-28T10:01:00Z by run run-3: provision, ann@desk",
                        "2026-11-28T10:00:00Z  changed  web-1  nginx  ann@desk  run run-3",
                        "2026-11-28T10:00:00Z  plan  exit 0  ann@desk  run-1",
                        "    i.yml, p.yml --limit web: 1 host, 0 checks passed, 0 failed, 1.5 s",
                        "    saved the plan abc",
                        "    applied the plan seal, approved by ops@example.com");
    }

    @Test
    void programsGetOneObjectALine() {
        List<String> lines = shown(JsonView::new);
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst())
                .startsWith("{\"type\":\"finding\",\"site\":\"i.yml\",\"host\":\"web-1\",\"kind\":\"drift\",")
                .contains(
                        "\"open\":true",
                        "\"lastAbsent\":\"2026-11-28T09:45:00.500Z\"",
                        "\"firstSeen\":\"2026-11-28T10:00:00.500Z\"",
                        "\"resolvedAt\":null")
                .doesNotContain("\\u001b");
        assertThat(lines.get(1)).contains("\"host\":null", "\"lastAbsent\":null", "\"resolvedRun\":\"run-3\"");
        assertThat(lines.get(2)).startsWith("{\"type\":\"change\"");
        assertThat(lines.get(3))
                .startsWith("{\"type\":\"recorded-run\"")
                .contains("\"madePlan\":\"abc\"", "\"approvedBy\":\"ops@example.com\"");
    }

    @ParameterizedTest
    @CsvSource({"45s, PT45S", "90m, PT90M", "12h, PT12H", "7d, PT168H", "2w, PT336H"})
    void aTimeIsANumberWithItsUnit(String written, Duration time) {
        assertThat(new TimeSpan().convert(written)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "-1d", "1.5h", "7 d", "1y", "999999d"})
    void anyOtherIsRefused(String written) {
        assertThatThrownBy(() -> new TimeSpan().convert(written)).isInstanceOf(TypeConversionException.class);
    }
}
