package provisioner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command that does something: its options hold what was given by the time it is called, and it returns its exit code. */
abstract class ToolCommand implements Callable<Integer> {

    /** Adds its options and parameters, in the order in which the man page has them, and what its help says of it. */
    abstract void define(CommandSpec command);

    /** For picocli. */
    final CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        define(spec);
        Options.addStandard(spec);
        return spec;
    }
}
