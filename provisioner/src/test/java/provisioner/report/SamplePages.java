package provisioner.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.ShippedSite;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.report.html.Page;
import provisioner.report.html.PastRun;
import provisioner.report.html.Seen;
import provisioner.resource.CheckNotRun;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.secret.Masker;
import provisioner.state.Bytes;

/** Pages of sample runs. With {@code -Dpages.kept=DIRECTORY} they are kept, to be looked at. */
final class SamplePages {
    /** What every secret of the shipped site begins with. */
    static final String CANARY = "canary-of-";

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    private final Path directory;

    SamplePages(Path directory) {
        this.directory = directory;
    }

    private static StepReport report(Step step, Outcome outcome, String because, List<Difference> differences) {
        return new StepReport(step, outcome, because, differences, Optional.empty(), Duration.ZERO);
    }

    private static Difference difference(String what, String from, String to) {
        return new Difference(what, from, to, Optional.empty(), false);
    }

    private static Difference contents(String from, String to) {
        return new Difference(
                "content",
                "",
                "",
                Optional.of(
                        new Difference.Contents("/etc/sysctl.d/a.conf", Bytes.utf8(from), Bytes.utf8(to), false, "")),
                false);
    }

    private static HtmlReport report(Program site) {
        return report(site, Past.NONE);
    }

    private static HtmlReport report(Program site, Past past) {
        return new HtmlReport(
                Masker.of(site.secrets()),
                new HtmlReport.Subject(
                        "playbooks/site.yml", "1.0.0 abc", "ann@desk", site.inputs(), site.topology(), () -> past));
    }

    private static Seen.Moment before(int minutes) {
        return new Seen.Moment(START.minusSeconds(60L * minutes), "run-" + minutes);
    }

    /** A record that knows nginx of web-1, and the machine and the kernel's settings, of each host another time. */
    private static Past past(Program site) {
        Map<Past.Subject, Past.Times> found = new LinkedHashMap<>();
        found.put(
                new Past.Subject(Past.What.UNREACHABLE, "db-2", "", ""),
                new Past.Times(before(30), Optional.of(before(45))));
        found.put(
                new Past.Subject(Past.What.CHECK, "", "", "the site answers & is fast"),
                new Past.Times(before(0), Optional.of(before(15))));
        found.put(
                new Past.Subject(Past.What.UNACCOUNTED, "web-1", "", "file /etc/cron.d/mine<b>"),
                new Past.Times(before(1440), Optional.empty()));
        for (HostProgram host : site.hosts()) {
            int minutes = host.host().equals("web-1") ? 60 : 120;
            for (Step step : host.steps()) {
                found.put(
                        new Past.Subject(Past.What.STEP, host.host(), step.play(), step.name()),
                        new Past.Times(before(minutes), Optional.of(before(minutes + 15))));
            }
        }
        PastRun run = new PastRun(
                START,
                "run-1",
                "verify playbooks/site.yml",
                "ann@desk",
                "4.0 s",
                "exit 1",
                new TreeMap<>(Map.of(Page.State.FINE, 8, Page.State.DIFFERS, 3, Page.State.UNREACHABLE, 1)),
                "1 passed, 1 failed");
        return new Past(found, Optional.of(List.of(run)));
    }

    private static Event.RunStarted started(Program site, Command command) {
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        site.hosts().forEach(host -> hosts.put(host.host(), host.steps().size()));
        return new Event.RunStarted(command, "run-1", START, hosts, 2);
    }

    private static void ended(HtmlReport report, Command command, int exit, int passed, int failed) {
        List<CheckNotRun> notRun = failed == 0
                ? List.of()
                : List.of(new CheckNotRun(Optional.of("db-2"), "a write reaches the replica", "db-2 is unreachable"));
        report.accept(new Event.RunEnded(
                new Summary(command, exit, List.of(), passed, failed, notRun, false, false, Duration.ofSeconds(4))));
    }

    private Path written(String name, HtmlReport report) throws IOException {
        Path file = directory.resolve(name + ".html");
        report.write(file);
        String kept = System.getProperty("pages.kept");
        if (kept != null) {
            Files.copy(file, Path.of(kept, name + ".html"), StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private interface Judge {
        StepReport judge(String host, Step step);
    }

    private static void judge(Program site, HtmlReport report, Judge judge) {
        for (HostProgram host : site.hosts()) {
            for (Step step : host.steps()) {
                report.accept(new Event.StepEnded(host.host(), judge.judge(host.host(), step)));
            }
        }
    }

    /** Nothing is wrong. */
    Path clean() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("three-hosts.yml"), "site.yml");
        HtmlReport report = report(site);
        report.accept(started(site, Command.VERIFY));
        judge(site, report, (host, step) -> report(step, Outcome.UNCHANGED, "", List.of()));
        for (HostProgram host : site.hosts()) {
            report.accept(
                    new Event.CheckEnded(Optional.of(host.host()), "port 22 answers", true, "", Duration.ofSeconds(1)));
        }
        ended(report, Command.VERIFY, 0, 20, 0);
        return written("clean", report);
    }

    /** Two of three hosts were changed by hand, and somebody left something. */
    Path drifted() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("three-hosts.yml"), "site.yml");
        String first = site.hosts().getFirst().host();
        String last = site.hosts().getLast().host();
        HtmlReport report = report(site);
        report.accept(started(site, Command.VERIFY));
        judge(site, report, (host, step) -> {
            if (host.equals(first) && step.resource().title().startsWith("sysctl")) {
                return report(
                        step,
                        Outcome.DRIFTED,
                        "",
                        List.of(contents("net.core.somaxconn = 128\n", "net.core.somaxconn = 4096\n")));
            }
            if (host.equals(last) && step.resource().title().startsWith("package")) {
                return report(step, Outcome.DRIFTED, "", List.of(difference("state", "absent", "present")));
            }
            return report(step, Outcome.UNCHANGED, "", List.of());
        });
        report.accept(new Event.HostCompleted(
                first,
                new Completeness(
                        List.of(new Finding(
                                "file",
                                "/etc/cron.d/backup-test",
                                "a file of root, mode 0644",
                                Optional.of(Instant.parse("2026-11-26T23:41:07Z")),
                                "file: {path: /etc/cron.d/backup-test}")),
                        Map.of(),
                        List.of())));
        report.accept(new Event.ExceptionDeclared("/srv/upload is filled by the customer until May", List.of(first)));
        ended(report, Command.VERIFY, 2, 20, 0);
        return written("drifted", report);
    }

    /** A host that drifted, one that is down, a failed check and something that somebody left. */
    Path degraded() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("separated.yml"), "site.yml");
        HtmlReport report = report(site, past(site));
        report.accept(started(site, Command.VERIFY));
        for (HostProgram host : site.hosts()) {
            if (host.host().equals("db-2")) {
                report.accept(new Event.HostFailed("db-2", "db-2 did not answer within 10 s", "is it up?", true));
                continue;
            }
            for (Step step : host.steps()) {
                report.accept(new Event.StepEnded(host.host(), degraded(host.host(), step)));
            }
        }
        report.accept(new Event.HostCompleted(
                "web-1",
                new Completeness(
                        List.of(new Finding(
                                "file", "/etc/cron.d/mine<b>", "cron job", Optional.empty(), "file: {path: …}")),
                        Map.of(),
                        List.of())));
        report.accept(new Event.CheckEnded(
                Optional.empty(), "the site answers & is fast", false, "HTTP 502 <html>", Duration.ofSeconds(1)));
        report.accept(new Event.CheckEnded(Optional.of("web-1"), "port 22", true, "", Duration.ofSeconds(1)));
        ended(report, Command.VERIFY, 1, 1, 1);
        return written("degraded", report);
    }

    private static StepReport degraded(String host, Step step) {
        if (host.equals("web-1") && step.name().contains("nginx-web is running")) {
            return report(
                    step,
                    Outcome.DRIFTED,
                    "the service is stopped",
                    List.of(difference("state", "stopped", "running")));
        }
        if (host.startsWith("web-") && step.resource().title().startsWith("sysctl")) {
            return report(
                    step,
                    Outcome.DRIFTED,
                    "",
                    List.of(contents(
                            "a = " + CANARY + "mysql_admin_password\n", "a = 2 </pre><script>alert(1)</script>\n")));
        }
        return report(step, Outcome.UNCHANGED, "", List.of());
    }

    /** What a run would change. */
    Path planned() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("three-hosts.yml"), "site.yml");
        HtmlReport report = report(site);
        report.accept(started(site, Command.PLAN));
        judge(site, report, (host, step) -> {
            String title = step.resource().title();
            if (title.startsWith("sysctl")) {
                return report(step, Outcome.WOULD_CHANGE, "", List.of(contents("", "net.core.somaxconn = 4096\n")));
            }
            return title.startsWith("service")
                    ? report(step, Outcome.MAY_CHANGE, "its configuration is written", List.of())
                    : report(step, Outcome.UNCHANGED, "", List.of());
        });
        ended(report, Command.PLAN, 2, 0, 0);
        return written("planned", report);
    }

    /** Three hundred hosts, of which every seventh has drifted. */
    Path threeHundred() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("separated.yml"), "site.yml");
        List<HostProgram> few = site.hosts();
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        List<Topology.Place> places = new ArrayList<>();
        List<Topology.Link> links = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            hosts.put("host-" + i, 250);
            places.add(new Topology.Place("host-" + i, List.of("web", "role-" + i % 4)));
            if (i > 0) {
                links.add(new Topology.Link(
                        new Topology.Inside("host-0"), new Topology.Inside("host-" + i), "exporter", List.of("9100")));
            }
        }
        HtmlReport report = new HtmlReport(
                Masker.of(site.secrets()),
                new HtmlReport.Subject(
                        "site.yml",
                        "1",
                        "ann@desk",
                        new TreeMap<>(),
                        () -> new Topology(places, links),
                        () -> Past.NONE));
        report.accept(new Event.RunStarted(Command.VERIFY, "run-1", START, hosts, 0));
        int at = 0;
        for (String host : hosts.keySet()) {
            for (Step step : few.get(at % few.size()).steps()) {
                boolean drifted = at % 7 == 0 && step.name().hashCode() % 11 == 0;
                report.accept(new Event.StepEnded(
                        host,
                        report(
                                step,
                                drifted ? Outcome.DRIFTED : Outcome.UNCHANGED,
                                drifted ? "the mode is 0600" : "",
                                List.of())));
            }
            at++;
        }
        ended(report, Command.VERIFY, 2, 0, 0);
        return written("three-hundred", report);
    }
}
