package provisioner.resource.system;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a job of cron runs: five fields, or a word such as {@code @daily}. As Debian's crontab(5) says. */
final class CronSchedule {
    private static final Set<String> WORDS =
            Set.of("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

    private static final int SHOWN = 40;
    private static final Pattern ITEM =
            Pattern.compile("(?:\\*|(\\d{1,2}|[a-z]{3})(?:-(\\d{1,2}|[a-z]{3}))?)(?:/(\\d{1,2}))?");

    private static final List<Part> PARTS = List.of(
            new Part("minute", 0, 59, List.of()),
            new Part("hour", 0, 23, List.of()),
            new Part("day of the month", 1, 31, List.of()),
            new Part(
                    "month",
                    1,
                    12,
                    List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
            new Part("day of the week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    private CronSchedule() {}

    /** @param names of the values, from the least on */
    private record Part(String what, int least, int most, List<String> names) {

        Optional<String> problem(String field) {
            for (String item : field.toLowerCase(Locale.ROOT).split(",", -1)) {
                Matcher matcher = ITEM.matcher(item);
                if (!matcher.matches()) {
                    return Optional.of("the " + what + " must consist of numbers, ranges and steps");
                }
                Optional<String> wrong = problem(matcher);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
            return Optional.empty();
        }

        private Optional<String> problem(Matcher item) {
            String first = item.group(1);
            String last = item.group(2);
            String step = item.group(3);
            if (step != null && first != null && last == null) {
                return Optional.of("a step of the " + what + " must follow '*' or a range");
            }
            if (step != null && (Integer.parseInt(step) == 0 || Integer.parseInt(step) > most)) {
                return Optional.of("a step of the " + what + " must be from 1 to " + most);
            }
            if (first == null) {
                return Optional.empty();
            }
            int from = value(first);
            int to = last == null ? from : value(last);
            if (from < least || to < least || from > most || to > most) {
                return Optional.of("the " + what + " must be from " + least + " to " + most
                        + (names.isEmpty() ? "" : ", or a name such as " + names.getLast()));
            }
            return from > to
                    ? Optional.of("a range of the " + what + " must not end before it begins")
                    : Optional.empty();
        }

        /** Below the least for what is no value. */
        private int value(String text) {
            if (Character.isDigit(text.charAt(0))) {
                return Integer.parseInt(text);
            }
            int index = names.indexOf(text);
            return index < 0 ? -1 : least + index;
        }
    }

    /** With single blanks. */
    static String plain(String schedule) {
        return schedule.strip().replaceAll("[ \\t]++", " ");
    }

    /** What is wrong with a plain schedule; empty if cron takes it. */
    static Optional<String> problem(String schedule) {
        if (schedule.startsWith("@")) {
            return WORDS.contains(schedule)
                    ? Optional.empty()
                    : Optional.of("a word must be one of "
                            + String.join(", ", WORDS.stream().sorted().toList()));
        }
        String[] fields = schedule.split(" ", -1);
        if (fields.length != PARTS.size()) {
            return Optional.of(
                    "there must be five fields: minute, hour, day of the month, month, day of the week; found "
                            + fields.length);
        }
        for (int i = 0; i < fields.length; i++) {
            Optional<String> wrong = PARTS.get(i).problem(fields[i]);
            if (wrong.isPresent()) {
                String field = fields[i].length() > SHOWN ? fields[i].substring(0, SHOWN) + "…" : fields[i];
                return wrong.map(message -> message + ", found '" + field + "'");
            }
        }
        return Optional.empty();
    }
}
