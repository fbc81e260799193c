package provisioner.cli;

import provisioner.source.InvalidInputException;

/** A command that reads the user's files: what is wrong in them is shown, and its exit code is 1. */
abstract class InventoryCommand extends ToolCommand {

    /** The command itself; its exit code. */
    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run();
        } catch (InvalidInputException e) {
            e.problems().forEach(System.err::println);
            return 1;
        }
    }
}
