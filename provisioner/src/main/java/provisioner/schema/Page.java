package provisioner.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: its first paragraph, and what its tables say of keys. */
final class Page {
    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern KEY = Pattern.compile("`([a-z0-9_]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");

    private final String summary;
    private final Map<String, Map<String, String>> tables = new LinkedHashMap<>();

    private Page(String text) {
        this.summary = plain(text.split("\n\n", 3)[1].replace('\n', ' '));
        String section = "";
        List<String> columns = List.of();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            }
            if (!line.startsWith("| ")) {
                columns = List.of();
            } else if (columns.isEmpty()) {
                columns = cells(line);
            } else {
                row(section, columns, cells(line));
            }
        }
    }

    /** @param path below the directory of the documentation */
    static Page read(String path) {
        try (InputStream page = Page.class.getResourceAsStream("/provisioner/docs/" + path)) {
            if (page == null) {
                throw new IllegalStateException("no page " + path);
            }
            return new Page(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the page is about. */
    String summary() {
        return summary;
    }

    /**
     * What a table says of the key; empty if it says nothing.
     *
     * @param table the head of its first column, such as {@code key of a group}; or the heading above it, if the head is just {@code key}
     */
    Optional<String> meaning(String table, String key) {
        return Optional.ofNullable(tables.getOrDefault(table, Map.of()).get(key));
    }

    /** What the first table that has the key says of it. */
    Optional<String> meaning(String key) {
        return tables.values().stream()
                .flatMap(table -> Stream.ofNullable(table.get(key)))
                .findFirst();
    }

    private void row(String section, List<String> columns, List<String> cells) {
        String head = columns.getFirst().replace("`", "");
        String table = head.equals("key") ? section : head;
        int meaning = columns.indexOf("meaning");
        if (meaning < 0 || cells.size() <= meaning) {
            return;
        }
        String defaultValue = columns.contains("default") ? cells.get(columns.indexOf("default")) : "";
        String text =
                plain(cells.get(meaning)) + (defaultValue.isEmpty() ? "" : " (default: " + plain(defaultValue) + ")");
        KEY.matcher(cells.getFirst())
                .results()
                .map((MatchResult key) -> key.group(1))
                .forEach(key -> tables.computeIfAbsent(table, s -> new LinkedHashMap<>())
                        .putIfAbsent(key, text.replace("(default: required", "(required")));
    }

    private static List<String> cells(String line) {
        return CELL.splitAsStream(line).skip(1).map(String::strip).toList();
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown)
                .replaceAll("$1")
                .replace("\\|", "|")
                .replace("**", "")
                .strip();
    }
}
