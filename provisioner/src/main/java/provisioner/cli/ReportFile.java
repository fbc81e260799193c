package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.Event;

/**
 * A report of a run that an option wants in a file.
 *
 * @param wanted empty without the option
 */
record ReportFile<R extends Consumer<Event>>(Optional<Wanted<R>> wanted, Writing<R> writing) {
    private record Wanted<R>(Path file, R report) {}

    /** Writes a report to a file. */
    interface Writing<R> {
        void write(R report, Path file) throws IOException;
    }

    static OptionSpec option(String name, String format) {
        return OptionSpec.builder(name)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Also write the result to this file " + format + ".")
                .build();
    }

    static <R extends Consumer<Event>> ReportFile<R> of(OptionSpec option, Supplier<R> report, Writing<R> writing) {
        Optional<Path> file = Optional.ofNullable(option.getValue());
        return new ReportFile<>(file.map(path -> new Wanted<>(path, report.get())), writing);
    }

    /** A report, and this one beside it. */
    Consumer<Event> beside(Consumer<Event> report) {
        return wanted.<Consumer<Event>>map(own -> report.andThen(own.report)).orElse(report);
    }

    void write() throws FailedException {
        if (wanted.isPresent()) {
            Path file = wanted.get().file;
            try {
                writing.write(wanted.get().report, file);
            } catch (IOException e) {
                throw new FailedException("cannot write " + file + ": " + e.getMessage(), "");
            }
        }
    }
}
