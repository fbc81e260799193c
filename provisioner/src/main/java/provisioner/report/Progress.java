package provisioner.report;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/** The live lines of a run: how far it is, and what each host is doing and since when. */
final class Progress {
    private static final String RUN = "";

    private final Screen screen;
    private final boolean live;
    private final Instant begin = Instant.now();
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private volatile Count checks = new Count(0, 0);
    private volatile boolean ended;

    private record Count(int done, int all) {
        Count more() {
            return new Count(Math.min(done + 1, all), all);
        }

        @Override
        public String toString() {
            return done + " of " + all;
        }
    }

    Progress(PrintStream out, boolean live) {
        this.screen = new Screen(out, live);
        this.live = live;
    }

    /** @param hosts with the number of steps of each */
    void start(SequencedMap<String, Integer> hosts, int allChecks) {
        hosts.forEach((host, steps) -> counts.put(host, new Count(0, steps)));
        checks = new Count(0, allChecks);
        if (live) {
            screen.status(RUN, this::overall);
            Thread.ofVirtual().name("progress").start(this::tick);
        }
    }

    private void tick() {
        try {
            while (!ended) {
                Thread.sleep(Duration.ofSeconds(1));
                screen.refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String overall() {
        int done = counts.values().stream().mapToInt(Count::done).sum();
        int all = counts.values().stream().mapToInt(Count::all).sum();
        String how = checks.all == 0 ? "" : ", " + checks + " checks";
        return clock(begin) + "  " + done + " of " + all + " steps" + how;
    }

    /** @param host padded, as in the permanent lines */
    void doing(String host, String padded, String what) {
        Instant since = Instant.now();
        screen.status(host, () -> {
            Count count = Objects.requireNonNullElse(counts.get(host), checks);
            return padded + "  " + count + "  " + clock(since) + "  " + what;
        });
    }

    void checking(String key, String line) {
        Instant since = Instant.now();
        screen.status(key, () -> line + "  " + clock(since));
    }

    void checked(String key) {
        checks = checks.more();
        screen.clear(key);
    }

    void stepEnded(String host) {
        counts.computeIfPresent(host, (name, count) -> count.more());
    }

    void gone(String host) {
        screen.clear(host);
    }

    /** Nothing is live while a question stands. */
    void pause() {
        screen.clearAll();
    }

    void end() {
        ended = true;
        screen.clearAll();
    }

    void print(String line) {
        screen.print(line);
    }

    private static String clock(Instant since) {
        Duration elapsed = Duration.between(since, Instant.now());
        return String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
