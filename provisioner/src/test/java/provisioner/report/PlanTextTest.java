package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.engine.Summary.HostSummary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.StateView;

/** What a plan, and the end of a run, look like to people. */
class PlanTextTest {
    private static final TextReport.Options PLAIN = new TextReport.Options(false, false, false, false, 0);
    private static final TextReport.Options DIFF = new TextReport.Options(false, false, false, true, 0);

    private final SequencedMap<String, List<StepReport>> plan = new LinkedHashMap<>();

    private record Thing(String title) implements Resource {
        @Override
        public boolean altersAnything() {
            return title.startsWith("command ");
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of();
        }

        @Override
        public Assessment assess(StateView state) {
            return new Assessment.InSync();
        }
    }

    private static Step step(int play, String role, String name, String title) {
        String id = "Play " + play + "/" + (role.isEmpty() ? "" : role + "/") + name;
        return new Step(
                id,
                "Play " + play,
                play,
                name,
                new Thing(title),
                new Location("site.yml", name.hashCode() & 0xff, 3),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
    }

    private static StepReport report(Step step, Outcome outcome, String because, Difference... differences) {
        return new StepReport(step, outcome, because, List.of(differences), Optional.empty(), Duration.ZERO);
    }

    private static StepReport would(String role, String name, String title, Difference... differences) {
        return report(step(0, role, name, title), Outcome.WOULD_CHANGE, "", differences);
    }

    private static Difference file(String path, String content) {
        return Difference.created(path, Bytes.utf8(content), "0644");
    }

    private void on(String host, StepReport... reports) {
        plan.computeIfAbsent(host, key -> new ArrayList<>()).addAll(List.of(reports));
    }

    private String said(Command command, TextReport.Options options) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextReport text = new TextReport(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                Masker.of(List.of(new Secret("hunter22"))),
                options);
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        plan.forEach((host, reports) -> hosts.put(host, reports.size()));
        text.accept(new Event.RunStarted(command, "run", Instant.EPOCH, hosts, 0));
        List<HostSummary> summaries = new ArrayList<>();
        plan.forEach((host, reports) -> {
            Map<Outcome, Integer> counts = new LinkedHashMap<>();
            for (StepReport report : reports) {
                text.accept(new Event.StepEnded(host, report));
                counts.merge(report.outcome(), 1, Integer::sum);
            }
            summaries.add(new HostSummary(host, counts, 0, false, false, 1, 0, List.of()));
        });
        text.accept(new Event.RunEnded(
                new Summary(command, 1, summaries, 0, 0, List.of(), false, false, Duration.ofSeconds(1))));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStepIsShownOnceWithTheHostsWhereItIsTheSame() {
        for (String host : List.of("web-1", "web-2", "web-3")) {
            on(host, would("base", "nginx is installed", "package nginx", Difference.of("nginx", "", "1.30")));
            on(host, would("base", "the motd", "file /etc/motd", Difference.of("mode", "0600", "0644")));
        }
        on("web-2", would("", "only here", "user x", Difference.of("shell", "/bin/sh", "/bin/bash")));
        assertThat(said(Command.PLAN, PLAIN)).startsWith("""
                Play 0  (web-1, web-2, web-3)
                  base
                    + nginx is installed  nginx: 1.30
                    ~ the motd  mode: 0600 → 0644
                    ~ only here  on web-2  shell: /bin/sh → /bin/bash
                """);
    }

    @Test
    void whatMakesTheRestUncertainIsNamedOnce() {
        for (String host : List.of("web-1", "web-2")) {
            on(
                    host,
                    report(step(0, "", "the cache is cleared", "command rm"), Outcome.UNVERIFIABLE, ""),
                    report(step(0, "", "a", "file /a"), Outcome.MAY_CHANGE, "the cache is cleared"),
                    report(step(0, "", "b", "file /b"), Outcome.MAY_CHANGE, "the cache is cleared"),
                    report(step(0, "", "c", "file /c"), Outcome.MAY_CHANGE, "a"));
        }
        for (TextReport.Options options : List.of(PLAIN, DIFF)) {
            assertThat(said(Command.PLAN, options))
                    .contains(
                            "what follows on this host cannot be foreseen: the command does not say what it 'touches'")
                    .contains("? a  may change\n", "? b  may change\n", "? c  may change, because of: a")
                    .doesNotContain("because of: the cache");
        }
        plan.clear();
        on("web-1", report(step(0, "", "the cache is cleared", "command rm"), Outcome.UNVERIFIABLE, ""));
        assertThat(said(Command.PLAN, PLAIN)).doesNotContain("cannot be foreseen");
    }

    @Test
    void whatDiffersStaysApartAndBesideItsLike() {
        on(
                "a",
                would("r", "one", "file /1", Difference.of("x", "1", "2")),
                would("r", "two", "file /2", file("/2", "a")));
        on(
                "b",
                would("r", "one", "file /1", Difference.of("x", "1", "3")),
                would("r", "two", "file /2", file("/2", "b")));
        assertThat(said(Command.PLAN, PLAIN)).startsWith("""
                Play 0  (a, b)
                  r
                    ~ one  on a  x: 1 → 2
                    ~ one  on b  x: 1 → 3
                    + two  /2: 1 line, 0644
                """);
    }

    @Test
    void newContentIsALineAndExistingContentADiff() {
        on(
                "a",
                would("", "ca", "file /ca.pem", file("/ca.pem", "hunter22\nb\n")),
                would("", "old", "file /o", Difference.content("/o", Bytes.utf8("a\n"), Bytes.utf8("b\n"), 0644)));
        assertThat(said(Command.PLAN, PLAIN))
                .contains("+ ca  /ca.pem: 2 lines, 0644, secret\n", "        -a\n        +b\n")
                .doesNotContain("+b\n        +b");
        assertThat(said(Command.PLAN, DIFF)).contains("+++ /ca.pem\n", "        +******** (new)\n");
    }

    /** A long plan is an overview, in which everything that destroys is still there in full. */
    @Test
    void aLongPlanFitsOnAScreenAndHidesNoLoss() {
        String long1 = "x\n".repeat(30);
        for (String host : List.of("a", "b")) {
            for (int i = 0; i < 60; i++) {
                on(host, would("web", "file " + i, "file /f" + i, file("/f" + i, long1)));
            }
            on(host, would("web", "gone", "file /gone", Difference.removal("file", "5 bytes")));
            on(
                    host,
                    would(
                            "web",
                            "restored",
                            "mysql_restore /b",
                            Difference.loss("RESTORES b1; later writes are LOST")));
            on(host, would("web", "fenced", "mysql_promotion x", Difference.destroying("writes", "taken", "refused")));
            on(
                    host,
                    would(
                            "web",
                            "both",
                            "config_set /c",
                            Difference.removal("other", "a file"),
                            Difference.content("/c/x", Bytes.utf8(long1), Bytes.utf8("y\n"), 0644)));
            on(
                    host,
                    would(
                            "web",
                            "diff",
                            "file /d",
                            Difference.content("/d", Bytes.utf8(long1), Bytes.utf8("y\n"), 0644)));
        }
        String said = said(Command.PLAN, PLAIN);
        assertThat(said)
                .contains("  web                   + 60 steps: 60 × file\n")
                .contains("    - gone  file: 5 bytes → nothing  (removal)\n")
                .contains("    - restored  RESTORES b1; later writes are LOST  (destructive)\n")
                .contains("    - fenced  writes: taken → refused  (destructive)\n")
                .contains("    - both\n        other: a file → nothing  (removal)\n        --- /c/x\n", "        +y\n")
                .contains("    ~ diff  /d: 30 lines → 1 line\n")
                .contains("--diff shows every step");
        assertThat(said(Command.PLAN, DIFF)).contains("    + file 59\n        --- /dev/null\n        +++ /f59\n");
    }

    @Test
    void linesReadAsSentences() {
        on(
                "a",
                would(
                        "",
                        "rules",
                        "firewall",
                        Difference.of("rule", "", "allow 8443/tcp from 198.51.100.20 (load balancer to web server)")),
                would("", "nginx", "service nginx", Difference.sentence("reload: /etc/nginx changed")),
                would("", "mode", "file /x", Difference.of("mode", "0600", "0644")));
        assertThat(said(Command.PLAN, PLAIN)).startsWith("""
                Play 0  (a)
                    + rules  + allow 8443/tcp from 198.51.100.20 (load balancer to web server)
                    ~ nginx  reload: /etc/nginx changed
                    ~ mode  mode: 0600 → 0644
                """);
    }

    @Test
    void longLinesAreWrappedWithinTheirColumn() {
        for (int i = 0; i < 60; i++) {
            on(
                    "a",
                    would(
                            "web",
                            "file " + i,
                            (i % 2 == 0 ? "file" : "user" + i) + " /f" + i,
                            Difference.of("x", "", "y")));
        }
        TextReport.Options narrow = new TextReport.Options(false, false, false, false, 70);
        List<String> lines = said(Command.PLAN, narrow).lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 70);
        assertThat(lines.get(1)).startsWith("  web                   + 60 steps: 30 × file, user1 /f1,");
        assertThat(lines.get(2)).startsWith(" ".repeat(26) + "user");
    }

    @Test
    void theEndNamesTheFailuresAndCountsWhatWasNotTried() {
        Step step = step(0, "", "the certificate is issued", "certificate x");
        on("web-1", report(step(0, "", "a", "file /a"), Outcome.CHANGED, ""));
        on("web-1", report(step, Outcome.FAILED, "certbot: no route\nmore"));
        for (int i = 0; i < 23; i++) {
            on("web-1", report(step(0, "", "s" + i, "file /s" + i), Outcome.SKIPPED, "step 'x' failed"));
        }
        on("web-22", report(step, Outcome.SKIPPED, "a host of an earlier batch failed"));
        String said = said(Command.PROVISION, PLAIN);
        assertThat(said)
                .contains("Failed:\n  web-1  'the certificate is issued': certbot: no route\n")
                .contains("\nweb-1   FAILED at 'the certificate is issued': 1 changed, 1 failed, 23 not tried\n")
                .contains("\nweb-22  1 not tried: a host of an earlier batch failed\n")
                .doesNotContain("skipped", "s22");
        assertThat(said(Command.PROVISION, new TextReport.Options(false, false, true, false, 0)))
                .contains("web-1   . s22  skipped: step 'x' failed\n");
    }
}
