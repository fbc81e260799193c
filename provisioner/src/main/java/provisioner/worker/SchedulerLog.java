package provisioner.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What db-scheduler has to say, in one line each and without stack traces. */
final class SchedulerLog extends Handler {
    /** Said of the work of other pools, which is none of ours. */
    private static final String OTHER_POOL = "Failed to find implementation for task";

    /** Java would forget the level of a logger that nobody holds. */
    private final Logger logger = Logger.getLogger("com.github.kagkarlsson");

    /** The same again within a minute is no news: a database that is away is asked every few seconds. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    private static final int KEY = 30;

    private final Map<String, Instant> said = new ConcurrentHashMap<>();
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final Consumer<String> lines;

    private SchedulerLog(Consumer<String> lines) {
        this.lines = lines;
    }

    static SchedulerLog to(Consumer<String> lines) {
        SchedulerLog log = new SchedulerLog(lines);
        log.logger.setLevel(Level.WARNING);
        log.logger.setUseParentHandlers(false);
        log.logger.addHandler(log);
        return log;
    }

    @Override
    public void publish(LogRecord record) {
        String message = formatter.formatMessage(record);
        if (message.startsWith(OTHER_POOL)) {
            return;
        }
        String key = message.substring(0, Math.min(KEY, message.length()));
        Instant before = said.put(key, record.getInstant());
        if (before != null && Duration.between(before, record.getInstant()).compareTo(NEWS) < 0) {
            said.put(key, before);
            return;
        }
        Throwable cause = record.getThrown();
        String why =
                cause instanceof RuntimeException e ? ": " + WorkException.of(e).getMessage() : "";
        lines.accept("db-scheduler: " + message.lines().findFirst().orElse("") + why);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
