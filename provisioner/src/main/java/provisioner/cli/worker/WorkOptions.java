package provisioner.cli.worker;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.terminal.FailedException;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;
import provisioner.worker.WorkException;
import provisioner.worker.WorkList;

/** The options of every command about work: where it is, and whose. */
final class WorkOptions {
    final RecordOptions record = RecordOptions.ofWork();

    final OptionSpec pool = OptionSpec.builder("--pool")
            .paramLabel("NAME")
            .type(String.class)
            .defaultValue("default")
            .description("Workers that share work (default: ${DEFAULT-VALUE}).")
            .build();

    private final CommandSpec command;

    WorkOptions(CommandSpec command) {
        this.command = command;
        record.addTo(command);
        command.addOption(pool);
    }

    String pool() {
        return pool.getValue();
    }

    ParameterException usage(IllegalArgumentException e) {
        return new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }

    /** What is done with the work in the database. */
    interface Use {
        void with(WorkList work) throws WorkException;
    }

    void change(Use use) throws FailedException {
        RecordOptions.Target target = record.required();
        try (WorkList list = new WorkList(RecordDatabase.source(target.url(), target.password()))) {
            use.with(list);
        } catch (RecordException | WorkException e) {
            throw failed("cannot change the work", target, e);
        }
    }

    static FailedException failed(String what, RecordOptions.Target target, Exception e) {
        return new FailedException(what + " in " + target.url().place() + ": " + e.getMessage(), "");
    }
}
