package provisioner.probe.machine;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;

/** Parses times as {@code systemctl show --timestamp=us+utc} prints them. */
public final class SystemdTime {
    /** Without the day of the week, whose name would make Java load its locale data. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT);

    private SystemdTime() {}

    /** Epoch microseconds; 0 for the empty string, which means never. Empty for what is no time. */
    public static OptionalLong micros(String text) {
        if (text.isEmpty() || text.equals("n/a")) {
            return OptionalLong.of(0);
        }
        try {
            Instant time = LocalDateTime.parse(text.substring(text.indexOf(' ') + 1), FORMAT)
                    .toInstant(ZoneOffset.UTC);
            return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }
}
