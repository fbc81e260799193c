package provisioner.cli.record;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;
import provisioner.record.History;
import provisioner.record.RecordException;

/** {@code provisioner drift --since 7d}: what is not in order, since when, and what was not. */
public final class DriftCommand extends RecordCommand {
    private final OptionSpec since = OptionSpec.builder("--since")
            .paramLabel("TIME")
            .type(Duration.class)
            .converters(new Ago())
            .defaultValue("7d")
            .description("Also show what was resolved, if it was seen in this time: a number of minutes (m), hours (h),"
                    + " days (d) or weeks (w) (default: ${DEFAULT-VALUE}).")
            .build();

    private DriftCommand(PrintStream out) {
        super(out);
    }

    /** A time before now. */
    static final class Ago implements ITypeConverter<Duration> {
        private static final Pattern WRITTEN = Pattern.compile("(\\d{1,5})([mhdw])");

        @Override
        public Duration convert(String written) {
            Matcher parts = WRITTEN.matcher(written);
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "'" + written + "' must be a number with m, h, d or w, such as 90m, 12h, 7d or 4w");
            }
            long count = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofDays(7 * count);
            };
        }
    }

    /**
     * The command {@code drift}.
     *
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        return new DriftCommand(out).spec(standard);
    }

    @Override
    void define(CommandSpec command) {
        command.addOption(since);
    }

    @Override
    void show(History history, View view) throws RecordException {
        Duration time = since.getValue();
        view.findings(history.findings(selection("", ""), now().minus(time)));
    }
}
