package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.resource.CheckNotRun;
import provisioner.secret.Masker;

/** Checks that were not run are counted and named, with the reason, in every report. */
class NotRunTest {
    private static final Event ENDED = new Event.RunEnded(new Summary(
            Command.VERIFY,
            0,
            List.of(),
            5,
            1,
            Stream.concat(
                            Stream.of(
                                    new CheckNotRun(Optional.empty(), "the site answers", "db-1: no\nanswer"),
                                    new CheckNotRun(Optional.of("db-1"), "port 3306", "db-1: no\nanswer")),
                            IntStream.rangeClosed(1, 14)
                                    .mapToObj(n -> new CheckNotRun(
                                            Optional.of("web-2"), "port " + n, "--limit leaves its host out")))
                    .toList(),
            false,
            false,
            Duration.ofSeconds(2)));

    @Test
    void asTextByReason() {
        assertThat(said(out ->
                        new TextReport(out, Masker.none(), new TextReport.Options(false, false, false, false, 0))))
                .contains(
                        "checks: 5 passed, 1 failed\n16 of 22 checks were not run:\n",
                        "  2, because db-1: no answer: 'the site answers', 'port 3306'\n",
                        "  14, because --limit leaves its host out: 'port 1', 'port 2', 'port 3', 'port 4', 'port 5'"
                                + " and 9 more (-v names them)\n");
        assertThat(said(out ->
                        new TextReport(out, Masker.none(), new TextReport.Options(false, false, true, false, 0))))
                .contains("'port 13', 'port 14'\n");
    }

    @Test
    void asJson() {
        assertThat(said(out -> new JsonReport(out, Masker.none())))
                .contains(
                        "\"checks\":{\"passed\":5,\"failed\":1,\"notRun\":16,\"notRunChecks\":["
                                + "{\"host\":null,\"check\":\"the site answers\",\"because\":\"db-1: no answer\"},",
                        "{\"host\":\"web-2\",\"check\":\"port 14\",\"because\":\"--limit leaves its host out\"}]}");
    }

    @Test
    void asSkippedTestCases(@TempDir Path directory) throws Exception {
        JUnitReport report = new JUnitReport(Masker.none());
        report.accept(ENDED);
        Path file = directory.resolve("junit.xml");
        report.write(file);
        assertThat(Files.readString(file))
                .contains("<testsuite name=\"web-2\" tests=\"14\" failures=\"0\" skipped=\"14\">")
                .contains("name=\"the site answers\" time=\"0.000\"><skipped message=\"db-1: no answer\"");
    }

    private static String said(Function<PrintStream, Consumer<Event>> report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        report.apply(out).accept(ENDED);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
