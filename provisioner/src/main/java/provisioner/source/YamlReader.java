package provisioner.source;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML 1.2 into nodes with locations. A file contains one document. */
public final class YamlReader {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(InputFiles.LARGEST_TEXT).build();

    private YamlReader() {}

    /** The file's document; empty after a problem. */
    public static Optional<Node> read(InputFiles files, Path file, Problems problems) {
        return read(files, file, null, problems);
    }

    /**
     * The file's document; empty after a problem.
     *
     * @param namedAt where other input names the file; null if the command line does
     */
    public static Optional<Node> read(InputFiles files, Path file, @Nullable Location namedAt, Problems problems) {
        return files.text(file, namedAt, problems).flatMap(text -> parse(text, files.display(file), problems));
    }

    /**
     * The document in a text; empty after a problem.
     *
     * @param file the file that locations name
     */
    public static Optional<Node> parse(String text, String file, Problems problems) {
        return parse(text, file, false, problems);
    }

    /**
     * As {@link #parse(String, String, Problems)}, for files of other tools: with merge keys, and of two equal keys the last.
     * Empty also for a text without a value.
     */
    public static Optional<Node> parseLenient(String text, String file, Problems problems) {
        return parse(text, file, true, problems);
    }

    private static Optional<Node> parse(String text, String file, boolean lenient, Problems problems) {
        Problems found = new Problems();
        Optional<Node> document = Optional.empty();
        try {
            Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
            document = new EventReader(events, file, lenient, found).document();
        } catch (MarkedYamlEngineException e) {
            syntaxProblem(e, text, file, found);
        } catch (ReaderException e) {
            String message = "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
            found.add(locate(text, e.getPosition(), file), message);
        } catch (YamlEngineException e) {
            found.add(Location.ofFile(file), "not YAML: " + e.getMessage());
        }
        problems.addAll(found);
        return found.isEmpty() ? document : Optional.empty();
    }

    /** A single scalar as YAML reads it, for {@code -e KEY=VALUE}. */
    public static Node.Scalar scalar(String text, Location location) {
        Deque<Node> single = new ArrayDeque<>();
        Problems ignored = new Problems();
        parse(text, location.file(), ignored).ifPresent(single::add);
        if (single.peek() instanceof Node.Scalar scalar && scalar.tag().isEmpty()) {
            return new Node.Scalar(location, scalar.text(), scalar.plain(), "");
        }
        return new Node.Scalar(location, text, false, "");
    }

    private static void syntaxProblem(MarkedYamlEngineException e, String text, String file, Problems problems) {
        boolean quote = "while scanning a quoted scalar".equals(e.getContext());
        Location at = (quote ? e.getContextMark() : e.getProblemMark())
                .or(e::getContextMark)
                .map(m -> new Location(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Location.ofFile(file));
        int tab = tabInIndentation(text, at.line());
        if (tab > 0) {
            problems.add(new Location(file, at.line(), tab), "indentation must not contain tabs", "use spaces");
            return;
        }
        Optional<ScalarEvent> open = openQuote(text, at.line());
        if (open.isPresent()) {
            Mark start = open.get().getStartMark().orElseThrow();
            int line = start.getLine() + 1;
            String found = "not YAML: the quote that begins here ends only on line " + at.line();
            problems.add(new Location(file, line, start.getColumn() + 1), found, "close it on line " + line);
            return;
        }
        Optional<UnquotedText.Found> unquoted = UnquotedText.at(text, at);
        if (unquoted.isPresent()) {
            String cause = "not YAML: a value that contains " + unquoted.get().cause() + " needs quotes here";
            problems.add(at, cause, "write " + unquoted.get().value());
            return;
        }
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        String message = "not YAML: " + context + e.getProblem();
        problems.add(at, plain(message.replaceAll("\\s*\\n\\s*", " ")), hint(message));
    }

    /** In the words of those who write YAML, where the library has its own. */
    private static String plain(String message) {
        return message.replace("mapping values are not allowed here", "': ' cannot stand here")
                .replaceFirst(
                        "while parsing a flow (\\w+), expected (.*), but got (.*)", "expected $2 here, found '$3'")
                .replace("while parsing a flow node, expected the node content, but found", "expected a value, found")
                .replace("'<stream end>'", "the end of the file");
    }

    /** A quote that was never closed ends where the next begins: the last text before the problem, over several lines. */
    private static Optional<ScalarEvent> openQuote(String text, int line) {
        Optional<ScalarEvent> last = Optional.empty();
        try {
            for (Event event : new Parse(SETTINGS).parseString(text)) {
                last = event instanceof ScalarEvent scalar ? Optional.of(scalar) : last;
            }
        } catch (YamlEngineException e) {
            return last.filter(scalar -> !scalar.isPlain())
                    .filter(scalar -> line(scalar.getStartMark()) < line && line(scalar.getEndMark()) == line)
                    .filter(scalar -> scalar.getScalarStyle() != ScalarStyle.LITERAL)
                    .filter(scalar -> scalar.getScalarStyle() != ScalarStyle.FOLDED);
        }
        return Optional.empty();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(0);
    }

    private static String hint(String message) {
        if (message.contains("quoted scalar") && message.contains("end of stream")) {
            return "close the quote that begins here";
        }
        if (message.contains("stream end") || message.contains("end of stream")) {
            return "close every [, { and quote";
        }
        if (message.contains("scanning a tag")) {
            return "put a value that begins with ! in quotes";
        }
        if (message.contains("flow")) {
            return "inside [ ] and { }, put a value in quotes if it contains any of [ ] { } , : or begins with * & !";
        }
        if (message.contains("mapping values are not allowed")) {
            return "put a value that contains ': ' in quotes; also check the indentation";
        }
        return message.contains("alias") ? "put a value that begins with * in quotes" : "";
    }

    /** The 1-based column of a tab in the indentation of a line; 0 if there is none. */
    private static int tabInIndentation(String text, int line) {
        String content = text.lines().skip(Math.max(0, line - 1)).findFirst().orElse("");
        String indentation =
                content.substring(0, content.length() - content.stripLeading().length());
        return indentation.indexOf('\t') + 1;
    }

    private static Location locate(String text, int codePoints, String file) {
        String before = text.substring(0, text.offsetByCodePoints(0, codePoints));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new Location(file, line, before.length() - before.lastIndexOf('\n'));
    }
}
