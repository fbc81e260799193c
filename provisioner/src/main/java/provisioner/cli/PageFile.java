package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.Event;
import provisioner.report.HtmlReport;

/**
 * The page that a run is to write.
 *
 * @param wanted where to, and what it is made of; empty if no page is wanted
 */
record PageFile(Optional<Wanted> wanted) {
    private record Wanted(Path file, HtmlReport report) {}

    /** The option {@code --html}. */
    static OptionSpec option() {
        return OptionSpec.builder("--html")
                .paramLabel("FILE")
                .type(Path.class)
                .description("Also write the result to this file as a page for a browser.")
                .build();
    }

    static PageFile of(OptionSpec option, RunInput work, PreparedRun run) {
        @Nullable Path file = option.getValue();
        return new PageFile(Optional.ofNullable(file)
                .map(path -> new Wanted(
                        path,
                        new HtmlReport(
                                run.masker(),
                                new HtmlReport.Subject(
                                        work.playbook().toString(),
                                        Version.build(),
                                        HostCommand.operator(),
                                        run.program().inputs(),
                                        run.program().topology())))));
    }

    /** The report, and the page beside it. */
    Consumer<Event> with(Consumer<Event> report) {
        return wanted.<Consumer<Event>>map(page -> report.andThen(page.report)).orElse(report);
    }

    void write() throws FailedException {
        if (wanted.isPresent()) {
            Path file = wanted.get().file;
            try {
                wanted.get().report.write(file);
            } catch (IOException e) {
                throw new FailedException("cannot write " + file + ": " + e.getMessage(), "");
            }
        }
    }
}
