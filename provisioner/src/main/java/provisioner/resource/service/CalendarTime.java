package provisioner.resource.service;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time as in systemd.time(7), section "Calendar Events": {@code Mon..Fri *-*-* 04:00 Europe/Berlin}. Its shape is checked here; the
 * host's systemd has the last word before the timer is live.
 */
final class CalendarTime {
    private static final int LONGEST = 200;
    private static final String DAY = "(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}";
    private static final String DAYS = DAY + "(?:(?:\\.\\.|,|-)" + DAY + "){0,7},?";
    private static final String PART = "[0-9*][0-9*/.,]{0,60}";
    private static final String DATE = "(?:" + PART + "-)?" + PART + "[-~]" + PART;
    private static final String TIME = PART + ":" + PART + "(?::" + PART + ")?";
    private static final String ZONE = "[A-Z][A-Za-z0-9_+/-]{1,60}";
    private static final Pattern SHAPE = Pattern.compile(
            "(?:" + DAYS + "(?: |$))?(?:" + DATE + "(?: |$))?(?:" + TIME + "(?: |$))?(?:" + ZONE + ")?");
    private static final Pattern WORD = Pattern.compile(
            "(?:minutely|hourly|daily|monthly|weekly|yearly|annually|quarterly|semiannually)(?: " + ZONE + ")?");

    private CalendarTime() {}

    /** Empty where it has the shape of one. */
    static Optional<String> wrong(String text) {
        boolean shaped = !text.isBlank()
                && text.length() <= LONGEST
                && (WORD.matcher(text).matches()
                        || SHAPE.matcher(text).matches() && !text.matches(ZONE)
                        || text.matches(DAYS));
        return shaped
                ? Optional.empty()
                : Optional.of("'on_calendar' must be a time such as daily, or Mon..Fri *-*-* 04:00");
    }
}
