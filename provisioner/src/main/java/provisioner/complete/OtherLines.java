package provisioner.complete;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import provisioner.resource.BlockMarker;
import provisioner.resource.Things;
import provisioner.state.Observation.Content;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Altered;

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
    private final Map<String, String> originals;

    OtherLines(Declared declared, Survey survey, Observed observed) {
        this.declared = declared;
        this.closed = survey.files().stream()
                .filter(entry -> (entry.mode() & OTHERS_READ) == 0)
                .map(Survey.Entry::path)
                .collect(Collectors.toSet());
        this.originals = survey.altered().stream()
                .filter(file -> !file.original().isEmpty())
                .collect(Collectors.toMap(Altered::path, Altered::original, (one, other) -> one));
        observed.asMap().forEach((query, answer) -> {
            if (query instanceof ContentQuery asked && answer instanceof Content said) {
                said.bytes().text().ifPresent(text -> contents.put(asked.path(), text));
            }
        });
    }

    /**
     * Of a file in which steps declare lines its other lines are shown; none where they are what the file's package has. Where its content
     * is not known, or not for everybody, it is shown itself.
     */
    Candidate instead(Candidate file) {
        String path = file.finding().name();
        String content = contents.get(path);
        if (content == null || !declared.has(Things.lines(path))) {
            return file;
        }
        if (isOriginal(path, content)) {
            return file.showing(List.of());
        }
        if (closed.contains(path)) {
            return file;
        }
        List<String> others = content.lines()
                .filter(line -> !COMMENT.matcher(line).matches() && !isDeclared(path, line))
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .distinct()
                .toList();
        return file.showing(
                others.size() > LISTED
                        ? List.of(all(file.finding(), others.size()))
                        : others.stream().map(line -> one(file.finding(), line)).toList());
    }

    /** Whether a package's file says what the package has, but for declared lines. */
    private boolean isOriginal(String path, String content) {
        String original = originals.get(path);
        if (original == null) {
            return false;
        }
        List<String> lines = content.lines().toList();
        List<String> others =
                lines.stream().filter(line -> !isDeclared(path, line)).toList();
        return Stream.concat(Stream.of(others), withoutARange(path, withoutBlocks(path, lines)))
                .map(left -> String.join("\n", left))
                .flatMap(text -> Stream.of(text + "\n", text))
                .anyMatch(text -> md5(text).equals(original));
    }

    private List<String> withoutBlocks(String path, List<String> lines) {
        List<String> left = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            boolean marker = isDeclared(path, line) && BlockMarker.isOne(line);
            inside ^= marker;
            if (!inside && !marker) {
                left.add(line);
            }
        }
        return left;
    }

    /** Without any lines in a row that are declared: some of them may also be the package's, such as the last one of a block. */
    private Stream<List<String>> withoutARange(String path, List<String> lines) {
        return IntStream.range(0, lines.size() + 1)
                .boxed()
                .flatMap(from -> IntStream.rangeClosed(from, lines.size())
                        .takeWhile(to -> to == from || isDeclared(path, lines.get(to - 1)))
                        .filter(to -> to > from || from == 0)
                        .mapToObj(to -> Stream.concat(
                                        lines.stream().limit(from),
                                        lines.stream().skip(to))
                                .toList()));
    }

    private boolean isDeclared(String path, String line) {
        return declared.has(Things.line(path, line));
    }

    /** As dpkg has it in its database. */
    private static String md5(String text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
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
