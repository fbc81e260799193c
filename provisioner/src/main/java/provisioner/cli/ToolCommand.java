package provisioner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command that can be called. Its options have their values by then. It returns its exit code. */
abstract class ToolCommand implements Callable<Integer> {

    /** Adds the command's options and parameters, in the order of the man page, and its description. */
    abstract void define(CommandSpec command);

    /** The command for picocli. */
    final CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        define(spec);
        Options.addStandard(spec);
        return spec;
    }
}
