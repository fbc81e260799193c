package provisioner.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.record.Recording;
import provisioner.cli.terminal.ConsolePassphrases;
import provisioner.cli.terminal.FailedException;
import provisioner.cli.terminal.Interrupt;
import provisioner.complete.Depth;
import provisioner.engine.Command;
import provisioner.engine.Engine;
import provisioner.engine.Event;
import provisioner.engine.Question;
import provisioner.engine.RunOptions;
import provisioner.engine.SavedPlan;
import provisioner.record.Recorder;
import provisioner.report.JsonReport;
import provisioner.report.TextReport;
import provisioner.secret.Masker;
import provisioner.source.OwnerOnly;

/** The base of plan, provision and verify: compiles, runs the engine and reports. */
abstract class HostCommand extends ToolCommand {
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    final InputOptions input = new InputOptions();
    final RunSettings settings;
    final RecordOptions record;

    private final PrintStream out = System.out;

    HostCommand(RunSettings settings, RecordOptions record) {
        this.settings = settings;
        this.record = record;
    }

    @Override
    void define(CommandSpec command) {
        input.addTo(command);
        settings.addTo(command);
        record.addTo(command);
    }

    abstract Command command();

    /** Runs the command and returns its exit code. */
    abstract int run() throws Exception;

    /** Whether to skip checks that write test data. */
    boolean readOnly() {
        return false;
    }

    /** How to look for what nobody accounts for; empty if that is not wanted. */
    Optional<Depth> complete() {
        return Optional.empty();
    }

    /** How long to wait for a host that another run changes. */
    Duration lockWait() {
        return Duration.ZERO;
    }

    /** Asks the operator before anything is changed; empty if nobody is to be asked. */
    Optional<Question> question(Interrupt interrupt) {
        return Optional.empty();
    }

    @Override
    public final Integer call() throws Exception {
        return new Refusal(command().word(), settings.json(), out).unless(() -> {
            settings.check();
            record.check();
            return run();
        });
    }

    /** The report of the run on standard output. */
    Consumer<Event> report(Masker masker) {
        return settings.json() ? new JsonReport(out, masker) : new TextReport(out, masker, settings.text());
    }

    /** The recording of a run, if that is wanted. */
    Recording recording(PreparedRun run, RunInput input) throws FailedException {
        return record.isWanted() ? record.recording(run.masker(), recorded(run, input)) : Recording.NONE;
    }

    /** Runs the engine to its end, and keeps the record of that. */
    int run(PreparedRun run, Recording recording, Consumer<Event> events, Work work) throws Exception {
        int exit = 1;
        try {
            exit = run(run, recording.beside(events), work);
            return exit;
        } finally {
            recording.keep(exit);
        }
    }

    private Recorder.Run recorded(PreparedRun run, RunInput input) {
        return new Recorder.Run(
                record.site().orElseGet(input::site),
                input.playbook().toString(),
                input.scope(),
                operator(),
                Version.build(),
                complete().filter(Depth::deep).isPresent(),
                run.approved().map(approval -> approval.plan().seal()));
    }

    /** Runs the engine for a command and returns the exit code. */
    interface Work {
        int with(Engine engine) throws Exception;
    }

    /** After an interrupt the engine starts nothing more. */
    private int run(PreparedRun run, Consumer<Event> events, Work work) throws Exception {
        try (Interrupt interrupt = new Interrupt()) {
            RunOptions options = new RunOptions(
                    settings.parallel(),
                    newRunId(),
                    operator(),
                    run.targets(),
                    new ConsolePassphrases(),
                    run.masker(),
                    interrupt::requested,
                    readOnly(),
                    run.approved(),
                    question(interrupt),
                    complete(),
                    lockWait());
            return work.with(new Engine(run.program(), options, events));
        }
    }

    static String newRunId() {
        int random = ThreadLocalRandom.current().nextInt(0x1000, 0x10000);
        return RUN_TIME.format(Instant.now()) + "-" + Integer.toHexString(random);
    }

    /** {@code user@controller}. */
    static String operator() {
        String controller;
        try {
            controller = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            controller = "localhost";
        }
        return System.getProperty("user.name") + "@" + controller;
    }

    static SavedPlan readPlan(Path file) throws FailedException {
        Optional<String> open = OwnerOnly.writable(file);
        if (open.isPresent()) {
            throw new FailedException(
                    file + " " + open.get() + ", so somebody else may have changed it",
                    "make a new plan where only you can write");
        }
        try {
            return SavedPlan.read(file);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new FailedException("there is no plan " + file, "make one: provisioner plan -i INVENTORY -o " + file);
        } catch (IOException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "make a new plan");
        }
    }
}
