package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.engine.Summary.HostSummary;
import provisioner.resource.Accepted;
import provisioner.secret.Masker;
import provisioner.state.Survey.Unknown;

/** What nobody accounts for, in every report. */
class CompletenessReportTest {
    private static final Finding CRON = new Finding(
            "file",
            "/etc/cron.d/a\nb",
            "cron job",
            Optional.of(Instant.parse("2026-11-27T12:00:00Z")),
            "file: {path: \"/etc/cron.d/a\\nb\", content: …}");
    private static final Finding NMAP = new Finding(
            "package",
            "nmap",
            "a package that was installed for its own sake",
            Optional.empty(),
            "package: {name: nmap}");
    private static final Completeness FOUND = new Completeness(
            List.of(CRON, NMAP),
            Map.of(new Accepted("file /opt/agent/**", "the provider's agent", Optional.empty()), List.of(CRON, NMAP)),
            List.of(new Unknown("sockets that listen", "ss is not there: install iproute2")));

    private static String said(Function<PrintStream, Consumer<Event>> report, Optional<Completeness> found) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Consumer<Event> to = report.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        found.ifPresent(one -> to.accept(new Event.HostCompleted("web-1", one)));
        HostSummary host = new HostSummary("web-1", Map.of(), 0, false, false, 1, 0, List.of(), found);
        to.accept(new Event.RunEnded(
                new Summary(Command.VERIFY, 2, List.of(host), 0, 0, List.of(), false, false, Duration.ofSeconds(1))));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Consumer<Event> text(PrintStream out) {
        return new TextReport(out, Masker.none(), new TextReport.Options(false, false, false, false, 0));
    }

    @Test
    void asJson() {
        assertThat(said(out -> new JsonReport(out, Masker.none()), Optional.of(FOUND))
                        .lines())
                .startsWith(
                        "{\"type\":\"note\",\"host\":\"web-1\",\"message\":\"accepted: file /opt/agent/** (2): the provider's agent\"}")
                .anySatisfy(line -> assertThat(line)
                        .startsWith(
                                "{\"type\":\"unaccounted\",\"host\":\"web-1\",\"outcome\":\"unaccounted\",\"kind\":\"file\",")
                        .contains("\"what\":\"cron job\",\"since\":\"2026-11-27T12:00:00Z\",\"step\":\"file: {path: ")
                        .endsWith("}"))
                .contains(
                        "{\"type\":\"unaccounted\",\"host\":\"web-1\",\"outcome\":\"unaccounted\",\"kind\":\"package\",\"name\":\"nmap\","
                                + "\"what\":\"a package that was installed for its own sake\",\"since\":null,"
                                + "\"step\":\"package: {name: nmap}\"}",
                        "{\"type\":\"unaccounted\",\"host\":\"web-1\",\"outcome\":\"unknown\",\"kind\":\"unknown\","
                                + "\"name\":\"sockets that listen\",\"what\":\"ss is not there: install iproute2\","
                                + "\"since\":null,\"step\":\"\"}")
                .last()
                .asString()
                .contains("\"unaccounted\":2,\"unknown\":1}");
    }

    @Test
    void asText() {
        assertThat(said(CompletenessReportTest::text, Optional.of(FOUND)))
                .contains(
                        "web-1  accepted: file /opt/agent/** (2): the provider's agent\n",
                        "web-1  unaccounted for:\n",
                        "  + package nmap  a package that was installed for its own sake\n      - package: {name: nmap}\n",
                        "cron job, since 2026-11-27\n",
                        "web-1  unknown: sockets that listen: ss is not there: install iproute2\n",
                        "web-1  2 unaccounted for, 1 unknown\n",
                        "A host has drifted or has something that nobody accounts for, or a check failed.");
    }

    @Test
    void asJUnit(@TempDir Path directory) throws Exception {
        JUnitReport report = new JUnitReport(Masker.none());
        report.accept(new Event.HostCompleted("web-1", FOUND));
        Path file = directory.resolve("junit.xml");
        report.write(file);
        assertThat(Files.readString(file))
                .contains(
                        "<testsuite name=\"web-1\" tests=\"3\" failures=\"3\" skipped=\"0\">",
                        "name=\"package nmap\"",
                        "unaccounted for: a package that was installed for its own sake",
                        "- package: {name: nmap}",
                        "name=\"sockets that listen\"",
                        "unknown: ss is not there: install iproute2");
    }

    @Test
    void nothingIsSaidWhereNobodyLooked() {
        assertThat(said(out -> new JsonReport(out, Masker.none()), Optional.empty()))
                .doesNotContain("unaccounted", "unknown");
        assertThat(said(CompletenessReportTest::text, Optional.empty()))
                .contains("A host has drifted, or a check failed.")
                .doesNotContain("account");
    }
}
