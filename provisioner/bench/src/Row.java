import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * All runs of one command for one piece of work.
 *
 * @param walls seconds, a run each
 * @param ratios of the walls to those of the work's first command, run by run
 */
record Row(String work, String command, List<Measured> runs, List<Double> ratios) {
    static final String HEAD = "| work | command | wall s, median (min–max) | CPU s | peak MiB | ratio, median (min–max) |\n"
            + "| --- | --- | --- | --- | --- | --- |\n";

    double wall() {
        return median(runs.stream().mapToDouble(Measured::wall).toArray());
    }

    String markdown() {
        double[] walls = runs.stream().mapToDouble(Measured::wall).toArray();
        double[] cpus = runs.stream().mapToDouble(Measured::cpu).toArray();
        double[] peaks = runs.stream().mapToDouble(Measured::peakMiB).toArray();
        double[] all = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        return "| " + String.join(" | ", work, command, spread(walls), text(median(cpus)), text(median(peaks)), spread(all)) + " |\n";
    }

    private static String spread(double[] values) {
        return text(median(values)) + " (" + text(Arrays.stream(values).min().orElseThrow()) + "–"
                + text(Arrays.stream(values).max().orElseThrow()) + ")";
    }

    static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
