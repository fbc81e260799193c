package provisioner.record.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import provisioner.record.History;
import provisioner.record.Kind;
import provisioner.record.SiteHistory;
import provisioner.report.Past;
import provisioner.report.html.RecordPage;
import provisioner.report.html.RecordPageWriter;

/** What is recorded, as pages. */
class SitePagesTest {
    private static String html(RecordPage page) throws IOException {
        StringWriter out = new StringWriter();
        RecordPageWriter.write(page, out);
        return out.toString();
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

    private static Document few() throws Exception {
        return parsed(html(
                SampleReport.pages(SampleReport.few(), "index").firstEntry().getValue()));
    }

    @Test
    void eachFindingSaysFromWhenToWhen() throws Exception {
        Document page = few();
        assertThat(texts(page, "//article/h3"))
                .containsExactly(
                        "1. ⊘ unreachable db-1",
                        "2. ✗ check failed the site answers & is fast",
                        "3. ≠ drifted nginx is configured",
                        "4. ≠ unaccounted for file /etc/cron.d/mine<b>");
        assertThat(texts(page, "//article[@id='finding-1']/p[@class='seen']"))
                .containsExactly("First seen 2026-11-28 10:20:00 UTC, last reached 2026-11-28 10:19:00 UTC,"
                        + " last seen 2026-11-28 10:30:00 UTC.");
        assertThat(texts(page, "//article[@id='finding-3']/p[@class='seen']"))
                .containsExactly(
                        "on web-1: first seen 2026-11-28 10:10:00 UTC, last in order 2026-11-28 10:09:00 UTC,"
                                + " last seen 2026-11-28 10:30:00 UTC.",
                        "on web-2: first seen 2026-11-28 10:15:00 UTC, last in order 2026-11-28 10:14:00 UTC,"
                                + " last seen 2026-11-28 10:30:00 UTC.");
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly("✗ 1 host is unreachable, 2 hosts differ, 4 findings are open."
                        + " 1 of 4 hosts was as declared when looked at last.");
    }

    @Test
    void hostsRunsAndWhatWasResolvedStandBelow() throws Exception {
        Document page = few();
        assertThat(texts(page, "//section[h2='Hosts']//tr[th='web-2']/td"))
                .containsExactly("≠ differs", "2 open findings", "3 4 ", "2026-11-28 10:30:00 UTC");
        assertThat(texts(page, "//section[h2='Runs']//table/tr[1]/*"))
                .contains(
                        "2026-11-28 10:30:00 UTC",
                        "verify playbooks/site.yml --limit '<web>'",
                        "✓ 1 as declared ≠ 2 differs ⊘ 1 unreachable ");
        assertThat(texts(page, "//section[h2='Resolved']//table/tr[1]/*"))
                .containsExactly(
                        "drifted: sshd is configured",
                        "web-1, web-2",
                        "2026-11-28 10:03:00 UTC",
                        "2026-11-28 10:05:00 UTC",
                        "2026-11-28 10:07:00 UTC",
                        "provision, ann@desk");
    }

    @Test
    void aSiteThatIsFineSaysSo() throws Exception {
        SiteRecord site =
                new SiteRecord("fine", List.of(SampleReport.stand("a", "fine")), List.of(), List.of(), List.of());
        Document page =
                parsed(html(SampleReport.pages(site, "index").firstEntry().getValue()));
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly("✓ Every host was as declared when it was looked at last.");
        assertThat(texts(page, "//article")).isEmpty();
    }

    @Test
    void moreHostsThanAPageHasRoomForHavePagesOfTheirOwn() throws Exception {
        SequencedMap<String, RecordPage> pages = SampleReport.pages(SampleReport.many(), "fleet");
        assertThat(pages.keySet())
                .containsExactly("fleet.html", "fleet.1.html", "fleet.2.html", "fleet.3.html", "fleet.4.html");
        Document summary = parsed(html(pages.firstEntry().getValue()));
        assertThat(texts(summary, "//section[h2='Hosts']//th[@scope='row']/a"))
                .containsExactly(
                        "db-1.example.com to db-80.example.com",
                        "web-1 to web-300",
                        "web-301 to web-600",
                        "web-601 to web-620");
        assertThat(texts(summary, "//section[h2='Hosts']//th[@scope='row']/a/@href"))
                .isSubsetOf(pages.keySet());
        assertThat(texts(summary, "//article/h3")).containsExactly("1. ✗ check failed the site answers");
        Set<String> hosts = new TreeSet<>();
        for (RecordPage page : pages.sequencedValues().stream().skip(1).toList()) {
            Document range = parsed(html(page));
            hosts.addAll(texts(range, "//section[h2='Hosts']//th[@scope='row']"));
            assertThat(texts(range, "//nav[@aria-label='Pages above']/a/@href")).containsExactly("fleet.html");
        }
        assertThat(hosts).hasSize(700);
    }

    @Test
    void whateverIsRecordedAPageIsSmallerThanFiveMegabytes() throws Exception {
        List<SiteHistory.Stand> hosts = new ArrayList<>();
        List<History.Found> open = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            hosts.add(SampleReport.stand("host-" + i, "fine"));
            for (int step = 0; step < 60; step++) {
                String detail = step % 2 == 0 ? "same" : ("<" + i + ">\n").repeat(800);
                open.add(SampleReport.found("host-" + i, Kind.DRIFT, "step <" + step + ">", detail, i + 1, 400));
            }
        }
        SiteRecord site = new SiteRecord(
                "large",
                hosts,
                open,
                open.stream().map(one -> SampleReport.resolved(one, 401)).toList(),
                List.of());
        RecordPage page = SampleReport.pages(site, "index").firstEntry().getValue();
        assertThat(html(page).getBytes(StandardCharsets.UTF_8).length).isBetween(1_000_000, 5_000_000);
        assertThat(page.notes())
                .singleElement()
                .satisfies(note -> assertThat(note).startsWith("There is no room here for "));
    }

    @Test
    void nothingIsLoadedAndTheRecordsTextsAreNoMarkup() throws Exception {
        String page = html(
                SampleReport.pages(SampleReport.few(), "index").firstEntry().getValue());
        assertThat(page).doesNotContain("<b>", "<script", "\u001b");
        assertThat(Pattern.compile("\\s(?:src|srcset|action|data)=|url\\((?!#)|@import|https?://(?!www.w3.org/)")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void filesHavePlainNamesThatNoTwoSitesShare() {
        assertThat(ReportFiles.names(List.of("inventory/mine.yml"))).isEqualTo(Map.of("inventory/mine.yml", "index"));
        assertThat(ReportFiles.names(List.of("../../etc/x.yml", "index", "a b", "a/b.yml", "…")))
                .isEqualTo(Map.of(
                        "../../etc/x.yml", "etc-x", "index", "index-2", "a b", "a-b", "a/b.yml", "a-b-2", "…", "site"));
    }

    /** What the page of a run asks for. */
    @Test
    void thePastOfARunKnowsItsSubjects() {
        Past past = RecordedPast.of(
                List.of(new SiteHistory.Open(
                        "web-1", Kind.DRIFT, "Web", "nginx", SampleReport.seen(2), Optional.of(SampleReport.seen(1)))),
                List.of(SampleReport.stand("web-1", "differs"), SampleReport.stand("db-1", "unreachable")),
                List.of());
        assertThat(past.found().keySet())
                .containsExactlyInAnyOrder(
                        new Past.Subject(Past.What.STEP, "web-1", "Web", "nginx"),
                        new Past.Subject(Past.What.UNREACHABLE, "db-1", "", ""));
        assertThat(past.runs()).contains(List.of());
    }
}
