package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

class HtmlReportTest {
    private static final Pattern LOADED =
            Pattern.compile("\\s(?:src|srcset|action|data)=|url\\((?!#)|@import|<script|\\son[a-z]+=");

    @TempDir
    private Path directory = Path.of("");

    private String degraded() throws Exception {
        return Files.readString(new SamplePages(directory).degraded());
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
                        "1. ⊘ unreachable db-2",
                        "2. ✗ check failed the site answers & is fast",
                        texts(page, "//article/h3").get(2));
        assertThat(texts(page, "//article/h3"))
                .anyMatch(title -> title.contains("drifted") && title.contains("nginx-web is running"))
                .anyMatch(title -> title.endsWith("≠ unaccounted for file /etc/cron.d/mine<b>"));
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly(
                        "✗ 1 host is unreachable, 3 hosts differ, 1 check failed. 8 of 12 hosts are as declared.");
        assertThat(texts(page, "//article[h3[contains(., 'nginx-web is running')]]/p"))
                .anyMatch(line -> line.contains("role.yml:"));
    }

    @Test
    void whoSeesItForTheFirstTimeLearnsTheWordsAndWhenItWas() throws Exception {
        Document page = parsed(Files.readString(new SamplePages(directory).drifted()));
        assertThat(texts(page, "//h1")).containsExactly("State of the hosts");
        assertThat(texts(page, "//table[thead//th='What it means']//th[@scope='row']"))
                .as("the kinds that occur")
                .containsExactly("≠ drifted", "≠ unaccounted for");
        assertThat(texts(page, "//tr[th='≠ drifted']/td").getLast())
                .as("what to do")
                .contains("'provisioner provision' takes it back");
        assertThat(texts(page, "//article[h3[contains(., 'backup-test')]]//code"))
                .containsExactly("2026-11-26T23:41:07Z");
        assertThat(texts(page, "//time")).containsExactly("2026-11-28 10:00:00 UTC");
    }

    @Test
    void withARecordEachFindingSaysSinceWhen() throws Exception {
        Document page = parsed(degraded());
        assertThat(texts(page, "//article[h3[contains(., 'db-2')]]/p[@class='seen']"))
                .containsExactly("First seen 2026-11-28 09:30:00 UTC, last reached 2026-11-28 09:15:00 UTC.");
        assertThat(texts(page, "//article[h3[contains(., 'the site answers')]]/p[@class='seen']"))
                .containsExactly("First seen 2026-11-28 10:00:00 UTC, last passed 2026-11-28 09:45:00 UTC.");
        assertThat(texts(page, "//article[h3[contains(., 'mine<b>')]]/p[@class='seen']"))
                .as("no run before it looked")
                .containsExactly("First seen 2026-11-27 10:00:00 UTC.");
        assertThat(texts(page, "//article[p[starts-with(., 'on web-1, web-2')]]/p[@class='seen']"))
                .as("at other times on other hosts")
                .anyMatch(line -> line.startsWith("on web-1: first seen 2026-11-28 09:00:00 UTC"))
                .anyMatch(line -> line.startsWith("on web-2"));
        assertThat(texts(page, "//section[h2='Runs']//th[@scope='row']")).containsExactly("2026-11-28 10:00:00 UTC");
        assertThat(texts(page, "//section[h2='Findings']/p").getFirst()).doesNotContain("knows one run only");
    }

    @Test
    void withoutARecordNothingIsSaidOfThat() throws Exception {
        Document page = parsed(Files.readString(new SamplePages(directory).drifted()));
        assertThat(texts(page, "//*[@class='seen']")).isEmpty();
        assertThat(texts(page, "//h2")).doesNotContain("Runs");
        assertThat(texts(page, "//section[h2='Findings']/p").getFirst()).contains("This page knows one run only");
    }

    @Test
    void aHostLeadsToItsFindings() throws Exception {
        Document page = parsed(degraded());
        List<String> links = texts(page, "//section[h2='Hosts']//tr[th='web-1']//a/@href");
        assertThat(links).hasSize(4);
        for (String link : links) {
            assertThat(texts(page, "//article[@id='" + link.substring(1) + "']/p[@class='where']")
                            .getFirst())
                    .startsWith("on web-1");
        }
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
        Document page = parsed(Files.readString(new SamplePages(directory).clean()));
        assertThat(texts(page, "//p[contains(@class, 'verdict')]"))
                .containsExactly("✓ Every host is in the desired state, and 20 checks passed.");
        assertThat(texts(page, "//article")).isEmpty();
        assertThat(texts(page, "//details[@open]")).isEmpty();
    }

    @Test
    void threeHundredHostsFitIntoFiveMegabytes() throws Exception {
        String page = Files.readString(new SamplePages(directory).threeHundred());
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        assertThat(texts(parsed(page), "//*[local-name()='svg']//*[@class='name']"))
                .hasSizeLessThan(20);
        assertThat(Set.copyOf(texts(parsed(page), "//section[h2='Hosts']//th[@scope='row']")))
                .hasSize(300);
    }
}
