package provisioner.cli.worker;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.TimeSpan;
import provisioner.cli.terminal.FailedException;
import provisioner.report.OutputSanitizer;
import provisioner.worker.Job;
import provisioner.worker.Verify;

/** {@code provisioner schedule add SITE --every 15m verify} and {@code provisioner schedule run SITE verify}. */
final class AddCommand implements Callable<Integer> {
    private static final String VERIFY = "verify";
    private static final String PLAYBOOK = "playbooks/site.yml";
    private static final int LONGEST_NAME = 80;

    private final PositionalParamSpec site = parameter("0", true, "SITE", "Inventory, from the project's directory.");
    private final PositionalParamSpec what = parameter("1", true, VERIFY, "What to run.");
    private final PositionalParamSpec playbook =
            parameter("2", false, "PLAYBOOK", "Playbook, from the project's directory (default: " + PLAYBOOK + ").");

    private final OptionSpec every = OptionSpec.builder("--every")
            .paramLabel("TIME")
            .required(true)
            .type(Duration.class)
            .converters(new TimeSpan())
            .description("Interval between the starts: a number of seconds (s), minutes (m), hours (h), days (d) or"
                    + " weeks (w), such as 15m. The first run is at once.")
            .build();

    private final OptionSpec name = option("--name", "NAME", "Name of the entry (default: the site).");
    private final OptionSpec limit =
            option("--limit", "PATTERN", "Verify only these hosts: names, groups or globs, such as 'web:!web-2'.");

    private final OptionSpec shards = OptionSpec.builder("--shards")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("1")
            .description("Cut the hosts into N parts, which workers run side by side (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec tags = OptionSpec.builder("--tags")
            .paramLabel("TAG")
            .type(List.class)
            .splitRegex(",")
            .description("Verify only steps that have one of these tags.")
            .build();

    private final OptionSpec steps = OptionSpec.builder("--step")
            .paramLabel("NAME")
            .type(List.class)
            .description("Verify only this step, by its name or its id. May be given several times.")
            .build();

    private final OptionSpec readOnly = OptionSpec.builder("--read-only")
            .type(boolean.class)
            .initialValue(false)
            .description("Skip checks that write test data and read it back.")
            .build();

    /** How thoroughly to look. */
    enum Look {
        changed,
        deep
    }

    private final OptionSpec complete = OptionSpec.builder("--complete")
            .paramLabel("changed|deep")
            .type(Look.class)
            .description("Also list what neither a step nor a package accounts for. With 'deep', compare every file of"
                    + " every package.")
            .build();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final WorkOptions work = new WorkOptions(spec);
    private final PrintStream out;
    private final Supplier<String> operator;
    private final boolean once;

    private AddCommand(PrintStream out, Supplier<String> operator, boolean once) {
        this.out = out;
        this.operator = operator;
        this.once = once;
        spec.addPositional(site).addPositional(what).addPositional(playbook).addOption(name);
        List.of(limit, shards, tags, steps, readOnly, complete).forEach(spec::addOption);
    }

    static CommandSpec repeated(PrintStream out, Supplier<String> operator, Consumer<CommandSpec> standard) {
        AddCommand command = new AddCommand(out, operator, false);
        command.spec.addOption(command.every);
        command.spec.usageMessage().description("Have the workers of a pool verify a site again and again.");
        standard.accept(command.spec);
        return command.spec;
    }

    static CommandSpec once(PrintStream out, Supplier<String> operator, Consumer<CommandSpec> standard) {
        AddCommand command = new AddCommand(out, operator, true);
        command.spec.usageMessage().description("Have the workers of a pool verify a site once. Does not wait for it.");
        standard.accept(command.spec);
        return command.spec;
    }

    private static PositionalParamSpec parameter(String index, boolean required, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity(required ? "1" : "0..1")
                .required(required)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec option(String option, String label, String description) {
        return OptionSpec.builder(option)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    @Override
    public Integer call() throws FailedException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            List<Job> jobs = jobs(start);
            String entry = entry(start);
            work.change(list -> list.add(work.pool(), entry, jobs, start));
            say("added '" + entry + "' to pool " + work.pool() + ": verify "
                    + interval().map(time -> "every " + TimeSpan.text(time)).orElse("once")
                    + (jobs.size() == 1 ? "" : ", in " + jobs.size() + " shards"));
            return 0;
        } catch (IllegalArgumentException e) {
            throw work.usage(e);
        }
    }

    private List<Job> jobs(Instant start) {
        if (!VERIFY.equals(what.getValue())) {
            throw new IllegalArgumentException(
                    "workers only verify: write 'verify' behind the site; found '" + what.<String>getValue() + "'");
        }
        Look look = complete.getValue();
        Verify verify = new Verify(
                text(site),
                Optional.<String>ofNullable(playbook.getValue()).orElse(PLAYBOOK),
                Optional.<String>ofNullable(limit.getValue()).orElse(""),
                texts(tags),
                texts(steps),
                readOnly.getValue(),
                look == null
                        ? Verify.Complete.NO
                        : Verify.Complete.valueOf(look.name().toUpperCase(Locale.ROOT)));
        int count = shards.getValue();
        return Job.shared(verify, count, interval(), start, operator.get());
    }

    private Optional<Duration> interval() {
        return once ? Optional.empty() : Optional.of(every.getValue());
    }

    /** What is run once has a name of its own each time. */
    private String entry(Instant start) {
        Optional<String> given = Optional.ofNullable(name.getValue());
        if (given.isPresent() || !once) {
            return given.orElseGet(() -> text(site));
        }
        String unique = " at " + start + "-" + UUID.randomUUID().toString().substring(0, 4);
        String path = text(site);
        return path.substring(0, Math.min(path.length(), LONGEST_NAME - unique.length())) + unique;
    }

    private static String text(PositionalParamSpec parameter) {
        return parameter.getValue();
    }

    private static List<String> texts(OptionSpec option) {
        List<String> given = option.getValue();
        return given == null ? List.of() : given;
    }

    private void say(String line) {
        out.println(OutputSanitizer.WITHOUT_SECRETS.line(line));
    }
}
