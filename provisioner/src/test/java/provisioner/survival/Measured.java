package provisioner.survival;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import provisioner.harness.SiteLoad.Request;

/**
 * What a load has seen of a fault.
 *
 * @param requests all of them
 * @param fault when it began, in nanoseconds, as {@link System#nanoTime()} counts them; so is {@code healed}
 */
record Measured(List<Request> requests, long fault, long healed) {
    private static final long MILLION = 1_000_000;
    static final long READS_MS = 5_000;
    static final long WRITES_MS = 20_000;
    static final long SLOW_MS = 1_000;
    private static final long THERE_AND_BACK_MS = 5_000;
    private static final long ON_ITS_WAY_MS = 1_000;
    private static final int MOST_SHOWN = 10;
    private static final int MOST_SLOW_SHOWN = 40;

    Measured {
        requests = List.copyOf(requests);
    }

    /** How long after the fault none fails any more, and one is answered. */
    long backAfterMillis(boolean writes) {
        return backAfterMillis(writes, fault, healed - ON_ITS_WAY_MS * MILLION);
    }

    /** The same after the return of the host, which may cut requests that were sent up to a second before. */
    long wellAfterMillis(boolean writes) {
        return Math.max(0, backAfterMillis(writes, healed - ON_ITS_WAY_MS * MILLION, Long.MAX_VALUE) - ON_ITS_WAY_MS);
    }

    private long backAfterMillis(boolean writes, long from, long to) {
        Predicate<Request> kind = request -> request.write() == writes && request.sent() >= from;
        long lastFailed = requests.stream()
                .filter(kind.and(request -> !request.good()))
                .mapToLong(Request::sent)
                .filter(sent -> sent < to)
                .max()
                .orElse(from);
        return requests.stream()
                .filter(kind.and(Request::good).and(request -> request.sent() >= lastFailed))
                .mapToLong(request -> (request.ended() - from) / MILLION)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The longest time without an answer to one of the kind, from the fault on. */
    long longestGapMillis(boolean writes) {
        List<Long> answers = new ArrayList<>(List.of(fault));
        requests.stream()
                .filter(request -> request.write() == writes && request.good() && request.ended() > fault)
                .map(Request::ended)
                .sorted()
                .forEach(answers::add);
        long longest = 0;
        for (int i = 1; i < answers.size(); i++) {
            longest = Math.max(longest, answers.get(i) - answers.get(i - 1));
        }
        return longest / MILLION;
    }

    /** Those that were sent while the host was away, and after the site had to be back. */
    List<Request> settled() {
        return requests.stream()
                .filter(request -> request.sent() - fault > (request.write() ? WRITES_MS : READS_MS) * MILLION
                        && request.sent() < healed)
                .toList();
    }

    long slow() {
        return settled().stream().filter(request -> request.millis() > SLOW_MS).count();
    }

    /** After another server has acknowledged a note, the former writer acknowledges none that is sent later. */
    List<String> secondWriters() {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> replacedAt = new HashMap<>();
        String writer = "";
        for (Request write : requests.stream()
                .filter(request -> request.write() && request.good())
                .sorted(Comparator.comparingLong(Request::ended))
                .toList()) {
            if (replacedAt.getOrDefault(write.writer(), Long.MAX_VALUE) < write.sent()) {
                wrong.add(write.writer() + " took " + write.note() + " after " + writer + " had become the writer");
            } else if (!write.writer().equals(writer) && !replacedAt.containsKey(write.writer())) {
                replacedAt.put(writer, write.ended());
                writer = write.writer();
            }
        }
        return wrong;
    }

    /**
     * Two servers that acknowledge in turn: one, the other, and the first again with a note that was sent later. Within so short a time
     * no group moves its primary there and back: it needs five seconds to suspect a member.
     */
    List<String> contested() {
        List<Request> writes = requests.stream()
                .filter(request -> request.write() && request.good())
                .sorted(Comparator.comparingLong(Request::ended))
                .toList();
        List<String> wrong = new ArrayList<>();
        Map<String, Request> last = new HashMap<>();
        String writer = "";
        for (Request write : writes) {
            Request own = last.get(write.writer());
            if (own != null && !write.writer().equals(writer)) {
                Request other = last.get(writer);
                if (write.sent() > other.ended() && (write.ended() - own.ended()) / MILLION < THERE_AND_BACK_MS) {
                    wrong.add(write.writer() + " took " + own.note() + " and " + write.note() + ", " + writer + " took "
                            + other.note() + " in between");
                }
            }
            writer = write.writer();
            last.put(writer, write);
        }
        return wrong;
    }

    long failed(boolean writes) {
        return requests.stream()
                .filter(request -> request.write() == writes && !request.good())
                .count();
    }

    /** When the slow ones were sent, in seconds from the fault on. */
    private String slowAt() {
        return settled().stream()
                .filter(request -> request.millis() > SLOW_MS)
                .sorted(Comparator.comparingLong(Request::sent))
                .map(request ->
                        String.format(Locale.ROOT, "%.1f (%d ms)", (request.sent() - fault) / 1e9, request.millis()))
                .limit(MOST_SLOW_SHOWN)
                .collect(Collectors.joining(", ", "; slow at: ", ""));
    }

    /** When requests failed in which way, in seconds from the fault on. */
    private String failures() {
        SortedMap<String, List<String>> failures = new TreeMap<>();
        requests.stream()
                .filter(request -> !request.good())
                .sorted(Comparator.comparingLong(Request::sent))
                .forEach(request -> failures.computeIfAbsent(request.failure(), text -> new ArrayList<>())
                        .add(String.format(Locale.ROOT, "%.1f", (request.sent() - fault) / 1e9)));
        return failures.entrySet().stream()
                .map(failure -> "; " + failure.getKey() + ", at "
                        + String.join(
                                " ",
                                failure.getValue().stream().limit(MOST_SHOWN).toList())
                        + " s")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "reads back after %d ms (longest gap %d ms, %d failed), writes after %d ms (longest gap %d ms, %d failed),"
                        + " %d of %d slow afterwards; after the return reads after %d ms, writes after %d ms; %d requests%s",
                backAfterMillis(false),
                longestGapMillis(false),
                failed(false),
                backAfterMillis(true),
                longestGapMillis(true),
                failed(true),
                slow(),
                settled().size(),
                wellAfterMillis(false),
                wellAfterMillis(true),
                requests.size(),
                failures() + slowAt());
    }
}
