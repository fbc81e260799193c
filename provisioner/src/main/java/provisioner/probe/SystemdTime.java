package provisioner.probe;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Parses times as {@code systemctl show --timestamp=us+utc} prints them. */
final class SystemdTime {
    /** Without the day of the week, whose name would make Java load its locale data. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT);

    private SystemdTime() {}

    /** Epoch microseconds; 0 for the empty string, which means never. */
    static long micros(String text) throws ProbeException {
        if (text.isEmpty() || text.equals("n/a")) {
            return 0;
        }
        try {
            Instant time = LocalDateTime.parse(text.substring(text.indexOf(' ') + 1), FORMAT)
                    .toInstant(ZoneOffset.UTC);
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (DateTimeParseException e) {
            throw new ProbeException("systemctl printed an invalid time: '" + text + "'");
        }
    }
}
