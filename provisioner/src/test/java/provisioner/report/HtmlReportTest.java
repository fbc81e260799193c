package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
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
import provisioner.resource.CheckNotRun;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.secret.Masker;
import provisioner.state.Bytes;

class HtmlReportTest {
    private static final Pattern LOADED =
            Pattern.compile("\\s(?:src|srcset|action|data)=|url\\((?!#)|@import|<script|\\son[a-z]+=");

    @TempDir
    private Path directory = Path.of("");

    /** A degraded site: a host that drifted, one that is down, a failed check and something that somebody left. */
    private String degraded() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("separated.yml"), "site.yml");
        Masker masker = Masker.of(site.secrets());
        HtmlReport report = report(site, masker);
        report.accept(started(site));
        for (HostProgram host : site.hosts()) {
            if (host.host().equals("db-2")) {
                report.accept(new Event.HostFailed("db-2", "db-2 did not answer within 10 s", "is it up?", true));
                continue;
            }
            for (Step step : host.steps()) {
                report.accept(new Event.StepEnded(host.host(), judged(host.host(), step)));
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
        report.accept(new Event.RunEnded(new Summary(
                Command.VERIFY,
                1,
                List.of(),
                1,
                1,
                List.of(new CheckNotRun(Optional.of("db-2"), "a write reaches the replica", "db-2 is unreachable")),
                false,
                false,
                Duration.ofSeconds(4))));
        return written(report);
    }

    private static StepReport judged(String host, Step step) {
        if (host.equals("web-1") && step.name().contains("nginx-web is running")) {
            return new StepReport(
                    step,
                    Outcome.DRIFTED,
                    "the service is stopped",
                    List.of(new Difference("state", "stopped", "running", Optional.empty(), false)),
                    Optional.empty(),
                    Duration.ZERO);
        }
        if (host.startsWith("web-") && step.resource().title().startsWith("sysctl")) {
            Difference.Contents contents = new Difference.Contents(
                    "/etc/sysctl.d/a.conf",
                    Bytes.utf8("a = canary-of-mysql_admin_password\n"),
                    Bytes.utf8("a = 2 </pre><script>alert(1)</script>\n"),
                    false,
                    "");
            return new StepReport(
                    step,
                    Outcome.DRIFTED,
                    "",
                    List.of(new Difference("content", "", "", Optional.of(contents), false)),
                    Optional.empty(),
                    Duration.ZERO);
        }
        return new StepReport(step, Outcome.UNCHANGED, "", List.of(), Optional.empty(), Duration.ZERO);
    }

    private static HtmlReport report(Program site, Masker masker) {
        return new HtmlReport(
                masker,
                new HtmlReport.Subject("playbooks/site.yml", "1.0.0 abc", "ann@desk", site.inputs(), site.topology()));
    }

    private static Event.RunStarted started(Program site) {
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        site.hosts().forEach(host -> hosts.put(host.host(), host.steps().size()));
        return new Event.RunStarted(Command.VERIFY, "run-1", Instant.parse("2026-11-28T10:00:00Z"), hosts, 2);
    }

    private String written(HtmlReport report) throws Exception {
        Path file = directory.resolve("page.html");
        report.write(file);
        String kept = System.getProperty("page.kept");
        if (kept != null) {
            Files.copy(file, Path.of(kept), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.readString(file);
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static List<String> texts(Document page, String path) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void whatIsWrongStandsFirstWithTheWorstOnTop() throws Exception {
        Document page = parsed(degraded());
        assertThat(texts(page, "//article/h3").subList(0, 3))
                .containsExactly(
                        "⊘ unreachable db-2",
                        "✗ check failed the site answers & is fast",
                        texts(page, "//article/h3").get(2));
        assertThat(texts(page, "//article/h3"))
                .anyMatch(title -> title.contains("drifted") && title.contains("nginx-web is running"))
                .contains("≠ unaccounted for file /etc/cron.d/mine<b>");
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly("✗ 1 host is unreachable, 3 hosts differ, 1 check failed.");
        assertThat(texts(page, "//article[h3[contains(., 'nginx-web is running')]]/p"))
                .anyMatch(line -> line.contains("provisioner provision"))
                .anyMatch(line -> line.contains("role.yml:"));
    }

    @Test
    void eachHostStandsInTheTableThePictureAndTheMatrix() throws Exception {
        Document page = parsed(degraded());
        assertThat(texts(page, "//section[h2='Hosts']//th[@scope='row']")).contains("web-1", "db-1", "db-2", "lb-1");
        assertThat(texts(page, "//*[local-name()='svg']//*[@class='name']"))
                .contains("Outside", "web-1", "db-1", "lb-1");
        assertThat(texts(page, "//*[local-name()='svg']//*[@class='unreachable']/*[@class='name']"))
                .containsExactly("db-2");
        assertThat(texts(page, "//*[local-name()='svg']//*[local-name()='g']/*[local-name()='title']"))
                .anyMatch(title -> title.startsWith("lb-1 → web-1"));
        assertThat(texts(page, "//section[h2='Steps']//td[@class='drifted']")).contains("≠");
    }

    @Test
    void itLoadsNothingAndShowsNoSecret() throws Exception {
        String page = degraded();
        assertThat(page.contains("canary-of-")).as("a secret").isFalse();
        assertThat(page.contains("<b>")).as("a host's markup").isFalse();
        assertThat(LOADED.matcher(page).results().map(MatchResult::group)).isEmpty();
        // A name of XML's, which nobody loads.
        assertThat(Pattern.compile("https?://[^\"]+").matcher(page).results().map(MatchResult::group))
                .containsOnly("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg");
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        String page = degraded();
        List<String> targets = Pattern.compile("href=\"#([^\"]+)\"")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(targets).isNotEmpty().allSatisfy(id -> assertThat(page).contains("id=\"" + id + "\""));
    }

    @Test
    void aCleanSiteSaysSo() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("three-hosts.yml"), "site.yml");
        HtmlReport report = report(site, Masker.of(site.secrets()));
        report.accept(started(site));
        site.hosts()
                .forEach(host -> host.steps()
                        .forEach(step -> report.accept(new Event.StepEnded(
                                host.host(),
                                new StepReport(
                                        step, Outcome.UNCHANGED, "", List.of(), Optional.empty(), Duration.ZERO)))));
        report.accept(new Event.RunEnded(
                new Summary(Command.VERIFY, 0, List.of(), 20, 0, List.of(), false, false, Duration.ofSeconds(4))));
        Document page = parsed(written(report));
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly("✓ Every host is in the desired state, and 20 checks passed.");
        assertThat(texts(page, "//article")).isEmpty();
        assertThat(texts(page, "//details[@open]")).isEmpty();
    }

    @Test
    void threeHundredHostsFitIntoFiveMegabytes() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("separated.yml"), "site.yml");
        List<HostProgram> few = site.hosts();
        List<Topology.Place> places = new ArrayList<>();
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            hosts.put("host-" + i, 250);
            places.add(new Topology.Place("host-" + i, List.of("web", "role-" + i % 4)));
        }
        List<Topology.Link> links = new ArrayList<>();
        for (int i = 1; i < 300; i++) {
            links.add(new Topology.Link(
                    new Topology.Inside("host-0"), new Topology.Inside("host-" + i), "exporter", List.of("9100")));
        }
        HtmlReport report = new HtmlReport(
                Masker.of(site.secrets()),
                new HtmlReport.Subject(
                        "site.yml", "1", "ann@desk", new TreeMap<>(), () -> new Topology(places, links)));
        report.accept(new Event.RunStarted(Command.VERIFY, "run-1", Instant.EPOCH, hosts, 0));
        int at = 0;
        for (String host : hosts.keySet()) {
            List<Step> steps = few.get(at % few.size()).steps();
            for (Step step : steps) {
                boolean drifted = at % 7 == 0 && step.name().hashCode() % 11 == 0;
                report.accept(new Event.StepEnded(
                        host,
                        new StepReport(
                                step,
                                drifted ? Outcome.DRIFTED : Outcome.UNCHANGED,
                                drifted ? "the mode is 0600" : "",
                                List.of(),
                                Optional.empty(),
                                Duration.ZERO)));
            }
            at++;
        }
        report.accept(new Event.RunEnded(
                new Summary(Command.VERIFY, 2, List.of(), 0, 0, List.of(), false, false, Duration.ofSeconds(9))));
        String page = written(report);
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        assertThat(texts(parsed(page), "//*[local-name()='svg']//*[@class='name']"))
                .hasSizeLessThan(20);
        assertThat(Set.copyOf(texts(parsed(page), "//section[h2='Hosts']//th[@scope='row']")))
                .hasSize(300);
    }
}
