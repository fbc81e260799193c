package provisioner.worker;

import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Sends what is to be said of a pool's sites, beside the runs. A notice stays until the receiver says that it has it: if a
 * worker dies between that and writing it down, the notice is sent again, with the same id.
 */
public final class Notifier implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 10;

    private final Webhook webhook;
    private final Lease lease;
    private final Outbox outbox;
    private final Consumer<String> log;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    /** @param log told in one line each what could not be sent */
    public Notifier(DataSource source, Worker.Settings settings, Webhook webhook, Consumer<String> log) {
        this.webhook = webhook;
        this.lease = settings.lease();
        this.outbox = new Outbox(source, settings.pool());
        this.log = log;
    }

    /** Sends from now on. */
    public void start() {
        long pause = lease.poll().toMillis();
        thread.scheduleWithFixedDelay(this::sendAll, 0, pause, TimeUnit.MILLISECONDS);
    }

    /** From now on, every recorded run of this site is told of. Waits for the database. */
    public void tellOf(String site) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                outbox.tellOf(site);
                return;
            } catch (SQLException e) {
                if (!told) {
                    log.accept("the database does not take the site of a notice yet: " + WorkException.firstLine(e));
                }
                told = true;
                Thread.sleep(lease.poll());
            }
        }
    }

    private void sendAll() {
        try {
            Optional<Outbox.Notice> notice = outbox.take(lease.whole());
            while (notice.isPresent()) {
                send(notice.get());
                notice = outbox.take(lease.whole());
            }
        } catch (SQLException e) {
            // The database is away, which the runs tell of. What was sent is sent again, unless it could be written
            // down.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Outbox.Notice notice) throws SQLException, InterruptedException {
        Optional<String> why = webhook.post(client, notice.id(), notice.message(), limit());
        if (why.isEmpty()) {
            outbox.sent(notice);
            return;
        }
        Duration pause = pause(notice.attempts());
        log.accept("notice " + notice.id() + " is sent again in " + pause.toSeconds() + " s: " + webhook.place() + ": "
                + why.get());
        outbox.again(notice, pause);
    }

    /** Far less than for how long the notice is held. */
    private Duration limit() {
        Duration third = lease.whole().dividedBy(3);
        return third.compareTo(ANSWER) < 0 ? third : ANSWER;
    }

    static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Sends what is there once more, and then nothing. */
    @Override
    public void close() {
        thread.execute(this::sendAll);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(lease.whole().toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
