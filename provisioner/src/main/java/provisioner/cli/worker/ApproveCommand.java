package provisioner.cli.worker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.record.TimeSpan;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.SavedPlan;
import provisioner.report.OutputSanitizer;
import provisioner.state.Bytes;
import provisioner.worker.Approval;
import provisioner.worker.ApprovedPlan;
import provisioner.worker.Project;

/** {@code provisioner schedule approve PLAN.json --sign KEY}: a worker carries the plan out, once. */
final class ApproveCommand implements Callable<Integer> {
    private final PositionalParamSpec file = PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .paramLabel("PLAN.json")
            .type(Path.class)
            .description("Saved plan, made in the project's directory with paths from there.")
            .build();

    private final OptionSpec sign = OptionSpec.builder("--sign")
            .required(true)
            .paramLabel("KEY")
            .type(Path.class)
            .description("OpenSSH key to approve it with; the workers' --allowed-signers must have it.")
            .build();

    private final OptionSpec within = OptionSpec.builder("--within")
            .paramLabel("TIME")
            .type(Duration.class)
            .converters(new TimeSpan())
            .defaultValue("1d")
            .description("How long the approval holds: a worker must begin within this time (default:"
                    + " ${DEFAULT-VALUE}).")
            .build();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final WorkOptions work = new WorkOptions(spec);
    private final PrintStream out;
    private final Supplier<String> operator;
    private final PlanReader reader;

    private ApproveCommand(PrintStream out, Supplier<String> operator, PlanReader reader) {
        this.out = out;
        this.operator = operator;
        this.reader = reader;
    }

    static CommandSpec spec(
            PrintStream out, Supplier<String> operator, PlanReader reader, Consumer<CommandSpec> standard) {
        ApproveCommand command = new ApproveCommand(out, operator, reader);
        command.spec.addPositional(command.file).addOption(command.sign).addOption(command.within);
        command.spec.usageMessage().description("Approve a saved plan: a worker of a pool carries it out, once.");
        standard.accept(command.spec);
        return command.spec;
    }

    @Override
    public Integer call() throws FailedException, InterruptedException {
        Path planFile = file.getValue();
        Path key = sign.getValue();
        if (!Files.isReadable(key)) {
            throw new FailedException(
                    "cannot read the key " + key + ", which must approve the plan", "name a file with an OpenSSH key");
        }
        SavedPlan plan = reader.read(planFile);
        Instant now = Instant.now();
        try {
            String text = Files.readString(planFile);
            PlanSite site = PlanSite.of(plan);
            Project.within(site.inventories(), site.playbook());
            Approval approval = new Approval(
                    plan.seal(),
                    Bytes.utf8(text).sha256(),
                    site.name(),
                    work.pool(),
                    operator.get(),
                    now.plus(within.<Duration>getValue()));
            work.record.required();
            ApprovedPlan approved = new ApprovedPlan(approval, text, ApprovedPlans.sign(approval, key));
            work.change(list -> list.approve(approved, now));
            say(plan, approval);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new FailedException(planFile + " cannot be approved: " + e.getMessage(), "make a new plan");
        } catch (IOException e) {
            throw new FailedException("cannot read " + planFile + ": " + e.getMessage(), "");
        }
    }

    private void say(SavedPlan plan, Approval approval) {
        int hosts = plan.observed().size();
        String line =
                "approved plan " + approval.digest() + " for pool " + approval.pool() + ": " + approval.site() + ", "
                        + hosts + (hosts == 1 ? " host" : " hosts") + ", made at "
                        + plan.shown().at() + " by "
                        + plan.shown().by() + "; a worker must begin it by " + approval.until();
        out.println(OutputSanitizer.WITHOUT_SECRETS.line(line));
    }
}
