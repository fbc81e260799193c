package provisioner.source;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses scalars. Each parser records a problem if it returns nothing. */
public final class Scalars {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3,4}");
    private static final Pattern LETTERS = Pattern.compile("([r-][w-][x-]){3}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)?");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,]+");
    private static final Pattern BLANKS = Pattern.compile(",?\\s+");
    private static final Set<String> YES = Set.of("yes", "on", "y", "True", "TRUE", "Yes", "On", "YES", "ON");
    private static final Set<String> NO = Set.of("no", "off", "n", "False", "FALSE", "No", "Off", "NO", "OFF");

    private Scalars() {}

    /** The user's word for the node, or a short value itself: {@code 'web'}, {@code a list}. */
    public static String describe(Node node) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            return scalar.text().length() > 40 || scalar.text().contains("\n") ? "a string" : "'" + scalar.text() + "'";
        }
        return node.kind();
    }

    /** How to write as a mapping what is a list; empty for anything else. */
    static String unlisted(Node node) {
        return node instanceof Node.Sequence list
                        && !list.items().isEmpty()
                        && list.items().getFirst() instanceof Node.Scalar first
                ? "write '" + first.text() + ":' in place of '- " + first.text() + "'"
                : "";
    }

    /** Whether a value without quotes is a boolean. */
    public static boolean isBool(Node.Scalar scalar) {
        return scalar.plain()
                && scalar.tag().isEmpty()
                && (scalar.text().equals("true") || scalar.text().equals("false"));
    }

    /** Whether a value without quotes is an integer; {@code 0644} and {@code 3.10} are not. */
    public static boolean isInteger(Node.Scalar scalar) {
        return scalar.plain()
                && scalar.tag().isEmpty()
                && WHOLE_NUMBER.matcher(scalar.text()).matches();
    }

    /**
     * A node that must be a scalar and not null.
     *
     * @param what the subject of the message: {@code 'name'}
     * @param expected what it must be, with its article
     */
    public static Optional<Node.Scalar> single(Node node, String what, String expected, Problems problems) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            if (!scalar.tag().isEmpty()) {
                refuseTag(scalar.location(), what, scalar.tag(), problems);
                return Optional.empty();
            }
            if (scalar.text().indexOf('\0') >= 0) {
                problems.add(scalar.location(), what + " must not contain NUL", "put binary content in a file");
                return Optional.empty();
            }
            return Optional.of(scalar);
        }
        String hint = node.kind().equals("nothing") ? "give it a value, or remove the key" : "";
        problems.add(node.location(), what + " must be " + expected + ", found " + node.kind(), hint);
        return Optional.empty();
    }

    /** The words, separated by spaces or commas, of a string or of a list of strings or such lists. */
    static List<Node.Scalar> words(Node node, String what, Problems problems) {
        if (node instanceof Node.Sequence sequence && sequence.tag().isEmpty()) {
            return sequence.items().stream()
                    .flatMap(item -> words(item, what, problems).stream())
                    .toList();
        }
        return single(node, what, "a string or a list of strings", problems).stream()
                .flatMap(scalar -> between(scalar.text())
                        .splitAsStream(scalar.text().strip())
                        .filter(word -> !word.isEmpty())
                        .map(word -> new Node.Scalar(scalar.location(), word, scalar.plain(), "")))
                .toList();
    }

    /** A URL may contain commas. */
    private static Pattern between(String text) {
        return text.contains("://") ? BLANKS : BETWEEN_WORDS;
    }

    static void refuseTag(Location at, String what, String tag, Problems problems) {
        String hint = "use tags only in variables and in the parameters of steps";
        problems.add(at, what + " cannot have the tag '" + tag + "'", hint);
    }

    /** As {@link #single}, but the value must not be empty either. */
    public static Optional<Node.Scalar> nonEmpty(Node node, String what, Problems problems) {
        Optional<Node.Scalar> scalar = single(node, what, "a string", problems);
        if (scalar.isPresent() && scalar.get().text().isEmpty()) {
            problems.add(node.location(), what + " must not be empty");
            return Optional.empty();
        }
        return scalar;
    }

    public static Optional<Boolean> bool(Node.Scalar scalar, String what, Problems problems) {
        if (isBool(scalar)) {
            return Optional.of(Boolean.valueOf(scalar.text()));
        }
        String text = scalar.text();
        String hint = "";
        if (text.equals("true") || text.equals("false")) {
            hint = "remove the quotes";
        } else if (YES.contains(text) || NO.contains(text)) {
            hint = "write " + YES.contains(text);
        }
        problems.add(scalar.location(), what + " must be true or false, found " + describe(scalar), hint);
        return Optional.empty();
    }

    /** An integer from {@code least} to {@code most}, both included. */
    public static Optional<Integer> integer(Node.Scalar scalar, String what, int least, int most, Problems problems) {
        if (!WHOLE_NUMBER.matcher(scalar.text()).matches()) {
            problems.add(scalar.location(), what + " must be an integer, found " + describe(scalar));
            return Optional.empty();
        }
        BigInteger number = new BigInteger(scalar.text());
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
            String range = most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
            problems.add(scalar.location(), what + " must be " + range + ", found " + scalar.text());
            return Optional.empty();
        }
        return Optional.of(number.intValueExact());
    }

    /** A file's permission bits, 0 to 07777. */
    public static Optional<Integer> mode(Node.Scalar scalar, String what, Problems problems) {
        if (MODE.matcher(scalar.text()).matches()) {
            return Optional.of(Integer.parseInt(scalar.text(), 8));
        }
        String message = what + " must be octal digits, found " + describe(scalar);
        problems.add(scalar.location(), message, "write " + octal(scalar.text()));
        return Optional.empty();
    }

    /** The octal digits for a mode in letters, as {@code ls} shows it; otherwise an example. */
    private static String octal(String text) {
        if (!LETTERS.matcher(text).matches()) {
            return "0644 for rw-r--r--";
        }
        String bits = text.replaceAll("[rwx]", "1").replace('-', '0');
        return "%04o".formatted(Integer.parseInt(bits, 2));
    }

    /** {@code 30s}, {@code 5m}, {@code 1h}, {@code 2d}. A number alone means seconds. */
    public static Optional<Duration> duration(Node.Scalar scalar, String what, Problems problems) {
        Matcher matcher = DURATION.matcher(scalar.text());
        if (!matcher.matches()) {
            String message = what + " must be a duration, found " + describe(scalar);
            problems.add(scalar.location(), message, "such as 30s, 5m, 1h or 2d");
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    case null, default -> Duration.ofSeconds(number);
                });
    }

    /** A path of this machine, as written. */
    public static Optional<Path> path(Node.Scalar scalar, Problems problems) {
        try {
            return Optional.of(Path.of(scalar.text()));
        } catch (InvalidPathException e) {
            problems.add(scalar.location(), "invalid path: " + e.getReason());
            return Optional.empty();
        }
    }
}
