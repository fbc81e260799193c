package provisioner.cli.worker;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.terminal.FailedException;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;
import provisioner.report.OutputSanitizer;
import provisioner.source.OwnerOnly;
import provisioner.worker.Lease;
import provisioner.worker.Notifier;
import provisioner.worker.Provisioner;
import provisioner.worker.Webhook;
import provisioner.worker.WorkException;
import provisioner.worker.Worker;

/** {@code provisioner worker}: takes the work of a pool, until it is stopped. */
public final class WorkerCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 50;

    /** A killed run may hold the lock of a host for a minute, and for the step in hand. */
    private static final String LOCK_WAIT = "--lock-wait=120";

    private final OptionSpec lease = OptionSpec.builder("--lease")
            .paramLabel("SECONDS")
            .type(int.class)
            .defaultValue(String.valueOf(Lease.USUAL.toSeconds()))
            .description("Seconds after which other workers have taken the work of one that has died, the same for all"
                    + " workers of a pool (default: ${DEFAULT-VALUE}). Less is for tests: a killed worker may hold the"
                    + " lock of a host for 60 s and the step in hand.")
            .build();

    private final OptionSpec allowed = OptionSpec.builder("--allowed-signers")
            .paramLabel("SIGNERS")
            .type(Path.class)
            .description("Also carry out plans that somebody in this file has approved; see ALLOWED SIGNERS in"
                    + " ssh-keygen(1). Without it, this worker changes no host.")
            .build();

    private final PositionalParamSpec verifyOptions = PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("VERIFY-OPTION")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Behind '--': options of 'verify' for all runs of this worker, such as --parallel 20. With"
                    + " --allowed-signers, 'provision' is given them, too.")
            .build();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final WorkOptions work = new WorkOptions(spec);
    private final WebhookOptions webhook = new WebhookOptions(spec);
    private final PrintStream out;
    private final ToIntFunction<List<String>> tool;
    private final Supplier<String> operator;

    private WorkerCommand(PrintStream out, ToIntFunction<List<String>> tool, Supplier<String> operator) {
        this.out = out;
        this.tool = tool;
        this.operator = operator;
    }

    /**
     * The command {@code worker}.
     *
     * @param tool runs a command line and returns its exit code
     * @param operator who runs it, as the record says it
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(
            PrintStream out,
            ToIntFunction<List<String>> tool,
            Supplier<String> operator,
            Consumer<CommandSpec> standard) {
        return new WorkerCommand(out, tool, operator).spec(standard);
    }

    private CommandSpec spec(Consumer<CommandSpec> standard) {
        spec.addOption(lease).addOption(allowed).addPositional(verifyOptions);
        standard.accept(spec);
        return spec;
    }

    @Override
    public Integer call() throws FailedException, InterruptedException {
        Worker.Settings settings = settings();
        Optional<Webhook> told = told();
        RecordOptions.Target target = work.record.required();
        StopSignals signals = new StopSignals();
        try {
            DataSource source = RecordDatabase.source(target.url(), target.password());
            Optional<Notifier> notifier = told.map(receiver -> new Notifier(source, settings, receiver, this::say));
            Worker worker = new Worker(
                    source,
                    settings,
                    given -> run(given, signals),
                    notifier,
                    provisioner(settings, signals),
                    this::say,
                    WorkerCommand::giveUp);
            say("worker " + settings.name() + " takes the work of pool " + settings.pool() + " from "
                    + target.url().place());
            worker.start();
            signals.await();
            worker.stop();
            say("worker " + settings.name() + " has stopped");
            return 0;
        } catch (RecordException | WorkException e) {
            throw WorkOptions.failed("cannot take work", target, e);
        }
    }

    private Optional<Provisioner> provisioner(Worker.Settings settings, StopSignals signals) {
        return Optional.<Path>ofNullable(allowed.getValue())
                .map(signers -> new ApprovedPlans(
                        signers,
                        settings.pool(),
                        settings.project(),
                        InstantSource.system(),
                        plan -> run(List.of("provision", LOCK_WAIT, plan.toString()), signals)));
    }

    private void checkSigners() throws FailedException {
        Path signers = allowed.getValue();
        if (signers == null) {
            return;
        }
        Optional<String> open = OwnerOnly.writable(signers);
        if (open.isPresent() || !Files.isReadable(signers)) {
            throw new FailedException(
                    "--allowed-signers must be a file that only you can write; " + signers + " "
                            + open.orElse("cannot be read"),
                    "");
        }
    }

    private Optional<Webhook> told() throws FailedException {
        try {
            return webhook.webhook();
        } catch (IllegalArgumentException e) {
            throw work.usage(e);
        }
    }

    private Worker.Settings settings() throws FailedException {
        Optional<Path> notReadTwice = work.record.passwordFile().filter(file -> !Files.isRegularFile(file));
        if (notReadTwice.isPresent()) {
            throw new FailedException(
                    "--record-password-file must be a plain file for a worker, which reads it for each run; found "
                            + notReadTwice.get(),
                    "");
        }
        checkSigners();
        int seconds = lease.getValue();
        List<String> more = verifyOptions();
        try {
            if (!more.isEmpty() && !more.getFirst().startsWith("-")) {
                throw new IllegalArgumentException("Unexpected argument: '" + more.getFirst() + "'");
            }
            if (seconds < 1) {
                throw new IllegalArgumentException("--lease must be at least 1 second");
            }
            Duration whole = Duration.ofSeconds(seconds);
            if (whole.compareTo(Lease.USUAL) < 0) {
                System.err.println("note: a lease below " + Lease.USUAL.toSeconds() + " s is for tests");
            }
            return new Worker.Settings(
                    work.pool(), name(), new Lease(whole), Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw work.usage(e);
        }
    }

    private List<String> verifyOptions() {
        List<String> given = verifyOptions.getValue();
        return given == null ? List.of() : given;
    }

    /** As the list of work shows it. */
    private String name() {
        String process = "/" + ProcessHandle.current().pid();
        String machine = operator.get();
        return machine.substring(0, Math.min(machine.length(), LONGEST_NAME - process.length())) + process;
    }

    private void say(String line) {
        out.println(OutputSanitizer.WITHOUT_SECRETS.line(line));
    }

    /** One that is interrupted ends the worker, too: Ctrl-C was meant for both. */
    private int run(List<String> given, StopSignals signals) {
        List<String> line = new ArrayList<>(given);
        line.addAll(1, work.record.arguments());
        line.addAll(1, verifyOptions());
        int exit = tool.applyAsInt(line);
        if (exit == Worker.INTERRUPTED) {
            signals.request();
        }
        return exit;
    }

    private static void giveUp() {
        System.err.println(
                "provisioner: the database was not reached for too long; another worker may have taken the run"
                        + " in hand, so it ends here");
        Runtime.getRuntime().halt(1);
    }
}
