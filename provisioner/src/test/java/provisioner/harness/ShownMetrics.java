package provisioner.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The metrics that the consoles and the dashboards ask for. */
public final class ShownMetrics {
    private static final Path CONSOLES = Path.of("../templates/prometheus/live");
    private static final Path DASHBOARDS = Path.of("docs/dashboards");
    private static final Pattern QUERY =
            Pattern.compile("data-query=(?:\"([^\"]*)\"|'([^']*)')|(?:query|printf) \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])");
    private static final Set<String> WORDS = Set.of("by", "or", "and", "offset", "on", "unless", "d", "ALERTS");

    private ShownMetrics() {}

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.(html|lib|json)"))
                    .sorted()
                    .toList();
        }
    }

    public static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Path file : files(CONSOLES)) {
            Matcher matcher = QUERY.matcher(Files.readString(file));
            while (matcher.find()) {
                String query = Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                        .filter(one -> one != null)
                        .findFirst()
                        .orElseThrow();
                queries.add(query.replace("\\\"", "\"").replace("%s", "x"));
            }
        }
        for (Path file : files(DASHBOARDS)) {
            JsonNode board = new ObjectMapper().readTree(Files.readString(file));
            board.findValues("expr").forEach(query -> queries.add(query.asText()));
        }
        return queries;
    }

    public static TreeSet<String> names() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String query : queries()) {
            String bare = query.replaceAll("\"[^\"]*\"", "")
                    .replaceAll("\\{[^}]*}|\\[[^]]*]|\\bby \\([^)]*\\)|\\boffset \\w+", " ");
            Matcher matcher = NAME.matcher(bare);
            while (matcher.find()) {
                if (!WORDS.contains(matcher.group())) {
                    names.add(matcher.group());
                }
            }
        }
        return names;
    }

    /** The names that recording rules give. */
    public static Set<String> recorded() {
        Set<String> names = new TreeSet<>();
        String rules;
        try {
            rules = Files.readString(CONSOLES.resolve("rules/recording.yml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RuleTests.yaml(rules).findValues("record").forEach(name -> names.add(name.asText()));
        return names;
    }
}
