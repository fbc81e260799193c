package provisioner.cli.worker;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** {@code provisioner schedule}: what workers are to do. */
public final class ScheduleCommand {
    private ScheduleCommand() {}

    /**
     * The command {@code schedule} with its subcommands.
     *
     * @param plans reads a saved plan that nobody else can have changed
     * @param operator who runs it, as the record says it
     * @param standard adds the options that every command has
     */
    public static CommandSpec spec(
            PrintStream out, PlanReader plans, Supplier<String> operator, Consumer<CommandSpec> standard) {
        CommandSpec schedule = CommandSpec.create()
                .addSubcommand("add", AddCommand.repeated(out, operator, standard))
                .addSubcommand("run", AddCommand.once(out, operator, standard))
                .addSubcommand("approve", ApproveCommand.spec(out, operator, plans, standard))
                .addSubcommand("list", ListCommand.spec(out, standard))
                .addSubcommand("remove", RemoveCommand.spec(out, standard));
        schedule.usageMessage().synopsisSubcommandLabel("COMMAND");
        standard.accept(schedule);
        return schedule;
    }
}
