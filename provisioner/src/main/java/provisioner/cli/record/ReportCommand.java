package provisioner.cli.record;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.record.History;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;
import provisioner.record.SiteHistory;
import provisioner.record.page.ReportFiles;
import provisioner.record.page.SitePages;
import provisioner.record.page.SiteRecord;
import provisioner.report.html.RecordPage;
import provisioner.report.html.RecordPageWriter;

/** {@code provisioner report --html DIR}: pages about what is recorded. */
public final class ReportCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 50;

    /** A site with more has other worries than a page. */
    private static final int MOST_FINDINGS = 20_000;

    private final RecordOptions record = RecordOptions.ofView();

    private final OptionSpec html = OptionSpec.builder("--html")
            .paramLabel("DIRECTORY")
            .type(Path.class)
            .required(true)
            .description("Write the pages into this directory, beginning with index.html.")
            .build();

    private final OptionSpec since = OptionSpec.builder("--since")
            .paramLabel("TIME")
            .type(Duration.class)
            .converters(new TimeSpan())
            .defaultValue("30d")
            .description(
                    "Also show what was resolved in this time: a number of seconds (s), minutes (m), hours (h), days (d) or weeks (w)"
                            + " (default: ${DEFAULT-VALUE}).")
            .build();

    private final PrintStream out;
    private final String build;

    private ReportCommand(PrintStream out, String build) {
        this.out = out;
        this.build = build;
    }

    /**
     * The command {@code report}.
     *
     * @param build of the tool
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, String build, Consumer<CommandSpec> standard) {
        ReportCommand command = new ReportCommand(out, build);
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.record.addTo(spec);
        spec.addOption(command.html).addOption(command.since);
        standard.accept(spec);
        return spec;
    }

    @Override
    public Integer call() throws FailedException {
        Path directory = html.getValue();
        Instant now = Instant.now();
        int pages = Asking.ask(record, database -> write(database, directory, now));
        out.println("wrote " + directory.resolve(ReportFiles.FIRST + ".html")
                + (pages == 1 ? "" : " and " + (pages - 1) + " more pages"));
        return 0;
    }

    /** One site after the other: together they may be too many. */
    private int write(RecordDatabase database, Path directory, Instant now) throws RecordException, FailedException {
        List<String> sites = SiteHistory.sites(database).stream()
                .filter(site -> record.site().map(site::equals).orElse(true))
                .toList();
        if (sites.isEmpty()) {
            throw new FailedException(
                    record.site()
                            .map(site -> "the record has no run of the site '" + site + "'")
                            .orElse("the record has no runs"),
                    "'provisioner runs' lists what it has");
        }
        SequencedMap<String, String> names = ReportFiles.names(sites);
        List<RecordPage.Part> parts = new ArrayList<>();
        int written = 0;
        for (Map.Entry<String, String> site : names.entrySet()) {
            SiteRecord recorded = recorded(database, site.getKey(), now);
            List<RecordPage.Link> above = names.size() == 1
                    ? List.of()
                    : List.of(new RecordPage.Link("All sites", ReportFiles.FIRST + ".html"));
            SequencedMap<String, RecordPage> pages =
                    SitePages.of(recorded, site.getValue(), new SitePages.Made(now, build, notes(recorded)), above);
            for (Map.Entry<String, RecordPage> page : pages.entrySet()) {
                write(directory, page.getKey(), page.getValue());
            }
            written += pages.size();
            parts.add(SitePages.part(recorded, site.getValue()));
        }
        if (names.size() > 1) {
            write(directory, ReportFiles.FIRST + ".html", ReportFiles.overview(parts, now, build));
            written++;
        }
        return written;
    }

    private SiteRecord recorded(RecordDatabase database, String site, Instant now) throws RecordException {
        Duration time = since.getValue();
        History history = new History(database);
        SiteHistory whole = new SiteHistory(database, site);
        History.Selection selection = new History.Selection(site, "", "", MOST_FINDINGS);
        return new SiteRecord(
                site,
                whole.hosts(),
                history.open(selection),
                history.resolved(selection, now.minus(time)),
                whole.runs(MOST_RUNS));
    }

    private static List<String> notes(SiteRecord site) {
        return site.open().size() < MOST_FINDINGS
                ? List.of()
                : List.of("More than " + MOST_FINDINGS + " findings are open; these are the newest.");
    }

    /** Who looks at a page meanwhile sees the old one or the new one. */
    private static void write(Path directory, String name, RecordPage page) throws FailedException {
        Path file = directory.resolve(name);
        Path part = directory.resolve(name + ".part");
        try {
            Files.createDirectories(directory);
            try (Writer out = Files.newBufferedWriter(part)) {
                RecordPageWriter.write(page, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new FailedException("cannot write " + file + ": " + e.getMessage(), "");
        }
    }
}
