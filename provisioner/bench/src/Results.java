import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What was measured, as a table and as a picture. */
final class Results {
    private final List<Row> rows = new ArrayList<>();
    private final List<String> wire = new ArrayList<>();

    void row(Row row) {
        rows.add(row);
    }

    void wire(String line) {
        wire.add(line);
    }

    /** @param versions of everything that took part, a line each */
    void write(Path directory, int runs, List<String> versions) throws IOException {
        Files.createDirectories(directory);
        StringBuilder table = new StringBuilder("# Measured on " + LocalDate.now() + "\n\n");
        table.append("%d cores, kernel %s; %d runs of each (at most 3 of what takes minutes), in turn, after one that does not count. A ratio is that to the\nfirst line of the same work, run by run. "
                .formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"), runs));
        table.append("CPU time is that of the machine that the tool runs on; here the hosts run on the same two cores. Added\nround-trip time is a relay's"
                + " ([why](../../bench/README.md)).\n\nAgain: `provisioner/bin/bench --peers DIRECTORY`.\n\n![medians](results.svg)\n\n").append(Row.HEAD);
        rows.forEach(row -> table.append(row.markdown()));
        if (!wire.isEmpty()) {
            table.append("\nOn the wire, one run on three hosts, counted on the hosts (all of their traffic meanwhile):\n\n")
                    .append("| command | logins | SSH sessions | packets | KiB |\n| --- | --- | --- | --- | --- |\n");
            wire.forEach(table::append);
        }
        table.append("\n");
        versions.forEach(version -> table.append("- ").append(version).append("\n"));
        Files.writeString(directory.resolve("results.md"), table);
        Files.writeString(directory.resolve("results.svg"), Chart.svg(rows));
        System.out.println(directory.resolve("results.md"));
    }
}
