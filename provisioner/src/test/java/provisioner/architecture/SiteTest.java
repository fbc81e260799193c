package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation site: every page is in the navigation, the build warns of nothing, and every link leads somewhere. */
class SiteTest {
    private static final Path DOCS = Path.of("docs");
    private static final Pattern PAGE = Pattern.compile("(?m): provisioner/docs/(\\S+\\.md)$");
    private static final Pattern LINK = Pattern.compile("<(?:a|link|script|img)\\s[^>]*?(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile("\\sid=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("(?s)<pre>.*?</pre>");
    private static final Pattern MARKDOWN =
            Pattern.compile("(?m)^\\s*(?:<(?:p|td|li)>)*(?:\\d+\\.|[-*|]) .*|.*```.*|<code>[^<\\n]* {3}[^<]*</code>");
    private static final Pattern ELSEWHERE = Pattern.compile("(?:[a-z]+:|//).*");

    @TempDir
    private Path directory = Path.of("");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void everyPageIsInTheNavigation() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            Set<String> pages = files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> DOCS.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            // The lists of a directory's pages, which the build makes.
            pages.addAll(
                    List.of("resources/README.md", "roles/README.md", "decisions/README.md", "dashboards/README.md"));
            List<String> listed = found(PAGE, Files.readString(Path.of("mkdocs.yml")));
            assertThat(listed)
                    .as("pages in mkdocs.yml")
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(pages);
        }
    }

    @Test
    void theBuildWarnsOfNothingAndEveryLinkLeadsSomewhere() throws Exception {
        assumeThat(Path.of("/usr/bin/mkdocs")).exists();
        Process build = new ProcessBuilder("bin/site", directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("WARNING", "not included in the \"nav\"");

        List<String> nowhere = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !file.endsWith("404.html"))
                    .toList()) {
                check(page, nowhere);
                Matcher left =
                        MARKDOWN.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
                left.results().forEach(markdown -> unread.add(page + ": " + markdown.group()));
            }
        }
        assertThat(unread).as("Markdown that reached the reader").isEmpty();
        assertThat(nowhere).isEmpty();
        assertThat(directory.resolve("search/search_index.json")).exists();
        assertThat(anchors.keySet()).hasSizeGreaterThan(100);
    }

    private void check(Path page, List<String> nowhere) throws IOException {
        String text = Files.readString(page);
        for (String link : found(LINK, text)) {
            if (ELSEWHERE.matcher(link).matches()) {
                if (text.contains("src=\"" + link) || text.contains("<link href=\"" + link)) {
                    nowhere.add(page + " loads " + link);
                }
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            if (!Files.isRegularFile(target)) {
                nowhere.add(page + ": " + link);
            } else if (parts.length > 1
                    && !parts[1].isEmpty()
                    && !anchors(target).contains(parts[1])) {
                nowhere.add(page + ": " + link);
            }
        }
    }

    private Set<String> anchors(Path page) throws IOException {
        Set<String> known = anchors.get(page);
        if (known == null) {
            known = Set.copyOf(new TreeSet<>(found(ANCHOR, Files.readString(page))));
            anchors.put(page, known);
        }
        return known;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
