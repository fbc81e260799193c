package provisioner.inventory.ansible;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that one entry of an inventory stands for: {@code web[01:10:2].example.com:2222}.
 *
 * @param port behind a colon, for all of them
 */
record HostNames(List<String> names, OptionalInt port) {
    private static final int MOST = 10_000;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Pattern BRACKETED = Pattern.compile("\\[(.+)]:([0-9]{1,9})");
    private static final Pattern WITH_PORT = Pattern.compile("((?:[^:\\[\\]]++|\\[[^\\]]*+])*+):([0-9]{1,9})");
    private static final String RANGE = "\\[(?:[A-Za-z]:[A-Za-z]|[0-9]+:[0-9]+)(?::[0-9]+)?]";
    private static final String LABEL = "(?:\\w|" + RANGE + ")(?:[\\w-]|" + RANGE + ")*+(?<![_-])";
    private static final Pattern NAME =
            Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.\\[\\]]*:[0-9A-Fa-f:.\\[\\]]*");

    /** Why an entry cannot be used. */
    static final class InvalidRange extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidRange(String message) {
            super(message, null, false, false);
        }
    }

    static HostNames of(String entry) throws InvalidRange {
        String pattern = entry;
        OptionalInt port = OptionalInt.empty();
        Matcher bracketed = BRACKETED.matcher(entry);
        Matcher plain = WITH_PORT.matcher(entry);
        Optional<Matcher> with =
                bracketed.matches() ? Optional.of(bracketed) : plain.matches() ? Optional.of(plain) : Optional.empty();
        // Without a name before it, the colon is part of something that Ansible does not understand, and keeps.
        if (with.isPresent() && isAddress(with.get().group(1))) {
            pattern = with.get().group(1);
            port = OptionalInt.of(Integer.parseInt(with.get().group(2)));
        }
        if (entry.strip().endsWith(":") && port.isEmpty()) {
            throw new InvalidRange("a host's name must not end in ':', which stands before a port");
        }
        return new HostNames(expanded(pattern), port);
    }

    private static boolean isAddress(String text) {
        return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    private static List<String> expanded(String pattern) throws InvalidRange {
        List<String> names = List.of("");
        int at = 0;
        for (int open = pattern.indexOf('['); open >= 0; open = pattern.indexOf('[', at)) {
            int close = pattern.indexOf(']', open);
            if (close < 0) {
                throw new InvalidRange("the range in '" + pattern + "' must end with ']'");
            }
            List<String> longer = new ArrayList<>();
            List<String> items = range(pattern.substring(open + 1, close));
            if ((long) names.size() * items.size() > MOST) {
                throw new InvalidRange("a range must not stand for more than " + MOST + " hosts");
            }
            for (String name : names) {
                String head = name + pattern.substring(at, open);
                items.forEach(item -> longer.add(head + item));
            }
            names = longer;
            at = close + 1;
        }
        String tail = pattern.substring(at);
        return names.stream().map(name -> name + tail).toList();
    }

    private static List<String> range(String text) throws InvalidRange {
        String[] bounds = text.split(":", -1);
        if (bounds.length < 2 || bounds.length > 3) {
            throw new InvalidRange("a range of hosts must be [begin:end] or [begin:end:step], found '[" + text + "]'");
        }
        String first = bounds[0].isEmpty() ? "0" : bounds[0];
        String last = bounds[1];
        boolean padded = first.startsWith("0") && first.length() > 1;
        if (last.isEmpty() || padded && first.length() != last.length()) {
            throw new InvalidRange(
                    last.isEmpty()
                            ? "the range '[" + text + "]' must have an end"
                            : "begin and end of the range '[" + text + "]' must have the same length");
        }
        try {
            int step = bounds.length == 3 ? Integer.parseInt(bounds[2]) : 1;
            if (step < 1) {
                throw new InvalidRange("the step of the range '[" + text + "]' must be 1 or more");
            }
            int width = padded ? first.length() : 1;
            boolean letters = isLetter(first) && isLetter(last);
            IntFunction<String> item = letters
                    ? i -> LETTERS.substring(i, i + 1)
                    : i -> "0".repeat(Math.max(0, width - String.valueOf(i).length())) + i;
            int from = letters ? LETTERS.indexOf(first) : Integer.parseInt(first);
            int to = letters ? LETTERS.indexOf(last) : Integer.parseInt(last);
            return items(text, from, to, step, item);
        } catch (NumberFormatException e) {
            throw new InvalidRange("the range '[" + text + "]' must be one of numbers or of letters");
        }
    }

    private static List<String> items(String text, int from, int to, int step, IntFunction<String> item)
            throws InvalidRange {
        if (from > to) {
            throw new InvalidRange("the range '[" + text + "]' must not end before it begins");
        }
        List<String> items = new ArrayList<>();
        for (long i = from; i <= to; i += step) {
            items.add(item.apply((int) i));
            if (items.size() > MOST) {
                throw new InvalidRange("a range must not stand for more than " + MOST + " hosts");
            }
        }
        return items;
    }

    private static boolean isLetter(String text) {
        return text.length() == 1 && LETTERS.contains(text);
    }
}
