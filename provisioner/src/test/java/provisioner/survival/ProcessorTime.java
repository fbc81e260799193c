package provisioner.survival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What this machine's processors have done since its boot, in ticks: see {@code /proc/stat} in proc(5).
 *
 * @param stolen when other machines on the same hardware ran
 */
record ProcessorTime(long all, long idle, long stolen) {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STOLEN = 7;

    /** Guests count as users, too. */
    private static final int COUNTED = 8;

    static ProcessorTime now() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            String[] words = lines.findFirst().orElseThrow().split("\\s+");
            long[] ticks = Arrays.stream(words, 1, 1 + COUNTED)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new ProcessorTime(Arrays.stream(ticks).sum(), ticks[IDLE] + ticks[IO_WAIT], ticks[STOLEN]);
        }
    }

    /** How a promise of time that was broken is to be read: whether the machine had time to keep it. */
    String since(ProcessorTime before) {
        double whole = Math.max(1, all - before.all);
        return String.format(
                Locale.ROOT,
                "the processors were idle %.0f %% of the time, and stolen %.0f %%",
                100 * (idle - before.idle) / whole,
                100 * (stolen - before.stolen) / whole);
    }
}
