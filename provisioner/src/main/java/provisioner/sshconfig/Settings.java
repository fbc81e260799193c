package provisioner.sshconfig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Problems;

/** The settings of one host as values. An invalid value is a problem and counts as not set. */
final class Settings {
    private static final int LAST_PORT = 65535;
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})([sSmMhHdDwW]?)");
    private static final String NONE = "none";

    private final Map<String, List<Directive>> directives;
    private final LocalUser operator;
    private final Problems problems;

    Settings(Map<String, List<Directive>> directives, LocalUser operator, Problems problems) {
        this.directives = directives;
        this.operator = operator;
        this.problems = problems;
    }

    /** The first directive with the keyword, which is the one that counts. */
    Optional<Directive> first(String keyword) {
        return directives.getOrDefault(keyword, List.of()).stream().findFirst();
    }

    /** The first directive with one of the keywords. */
    Optional<Directive> firstOf(String... keywords) {
        return directives.keySet().stream()
                .filter(List.of(keywords)::contains)
                .findFirst()
                .flatMap(this::first);
    }

    Optional<String> word(String keyword) {
        Optional<Directive> directive = first(keyword);
        if (directive.isPresent() && directive.get().arguments().size() > 1) {
            problems.add(directive.get().at(), "'" + keyword + "' must have one value, found several");
            return Optional.empty();
        }
        return directive.map(Directive::argument);
    }

    Optional<Integer> number(String keyword) {
        return word(keyword).flatMap(text -> {
            boolean number = text.matches("\\d{1,5}") && !text.matches("0+") && Integer.parseInt(text) <= LAST_PORT;
            return number ? Optional.of(Integer.valueOf(text)) : unusable(keyword, text);
        });
    }

    boolean flag(String keyword) {
        return word(keyword)
                .flatMap(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "true" -> Optional.of(true);
                    case "no", "false" -> Optional.of(false);
                    default -> this.<Boolean>unusable(keyword, text);
                })
                .orElse(false);
    }

    /** A time as in sshd_config(5), TIME FORMATS, such as {@code 1h30m}. {@code none} and 0 count as not set. */
    Optional<Duration> time(String keyword) {
        return word(keyword)
                .flatMap(text -> text.equalsIgnoreCase(NONE)
                        ? Optional.empty()
                        : duration(text).or(() -> unusable(keyword, text)).filter(duration -> !duration.isZero()));
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = TIME.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            long number = Long.parseLong(matcher.group(1));
            sum = sum.plus(
                    switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        case "w" -> Duration.ofDays(7 * number);
                        default -> Duration.ofSeconds(number);
                    });
            end = matcher.end();
        }
        boolean whole = end == text.length() && sum.toSeconds() < Integer.MAX_VALUE / 1000;
        return whole ? Optional.of(sum) : Optional.empty();
    }

    /** The files that one line names; empty if nothing is set, and an empty list for {@code none}. */
    Optional<List<Path>> files(String keyword, Tokens tokens) {
        return first(keyword)
                .map(directive -> directive.arguments().equals(List.of(NONE))
                        ? List.of()
                        : directive.arguments().stream()
                                .flatMap(text -> path(directive, text, tokens).stream())
                                .toList());
    }

    /** The files that all lines name, each once; empty if nothing is set. */
    Optional<List<Path>> allFiles(String keyword, Tokens tokens) {
        SequencedSet<Path> files = new LinkedHashSet<>();
        List<Directive> lines = directives.getOrDefault(keyword, List.of());
        for (Directive line : lines) {
            if (!line.argument().equalsIgnoreCase(NONE)) {
                path(line, line.argument(), tokens).ifPresent(files::add);
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new ArrayList<>(files));
    }

    private Optional<Path> path(Directive directive, String text, Tokens tokens) {
        if (text.matches("~[^/].*")) {
            problems.add(directive.at(), "the home directory of another user is not known: " + text);
            return Optional.empty();
        }
        return tokens.expand(directive, text, problems)
                .map(operator::path)
                .map(path -> path.toAbsolutePath().normalize());
    }

    <T> Optional<T> unusable(String keyword, String text) {
        first(keyword).ifPresent(line -> problems.add(line.at(), "invalid value '" + text + "' for " + keyword));
        return Optional.empty();
    }
}
