package provisioner.complete;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.resource.Things;
import provisioner.state.Observation.Content;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Survey;

/** What files say beside the lines that steps declare in them. */
final class OtherLines {
    /** So many lines are still listed one by one. */
    private static final int LISTED = 20;

    private static final int OTHERS_READ = 04;

    /** sudo follows some of what looks like a comment. */
    private static final Pattern COMMENT = Pattern.compile("\\s*(#(?!include).*|;.*)?");

    private final Declared declared;
    private final Map<String, String> contents = new HashMap<>();
    private final Set<String> closed;

    OtherLines(Declared declared, Survey survey, Observed observed) {
        this.declared = declared;
        this.closed = survey.files().stream()
                .filter(entry -> (entry.mode() & OTHERS_READ) == 0)
                .map(Survey.Entry::path)
                .collect(Collectors.toSet());
        observed.asMap().forEach((query, answer) -> {
            if (query instanceof ContentQuery asked && answer instanceof Content said) {
                said.bytes().text().ifPresent(text -> contents.put(asked.path(), text));
            }
        });
    }

    /**
     * Of a file in which steps declare lines its other lines are shown. Where its content is not known, or not for everybody, it is shown
     * itself.
     */
    Candidate instead(Candidate file) {
        String path = file.finding().name();
        String content = contents.get(path);
        if (content == null || closed.contains(path) || !declared.has(Things.lines(path))) {
            return file;
        }
        List<String> others = content.lines()
                .filter(line -> !COMMENT.matcher(line).matches() && !declared.has(Things.line(path, line)))
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .distinct()
                .toList();
        return file.showing(
                others.size() > LISTED
                        ? List.of(all(file.finding(), others.size()))
                        : others.stream().map(line -> one(file.finding(), line)).toList());
    }

    private static Finding all(Finding file, int count) {
        return new Finding(
                file.kind(),
                file.name(),
                file.what() + ", with " + count + " lines that no step declares",
                file.since(),
                file.step());
    }

    private static Finding one(Finding file, String line) {
        return new Finding(
                "line",
                file.name() + " " + line,
                "a line beside those that steps declare",
                file.since(),
                StepText.of("line", "path", file.name(), "line", line));
    }
}
