package provisioner.cli;

import provisioner.source.InvalidInputException;

/** A command that reads the user's files. Prints every problem in them and then exits with 1. */
abstract class InventoryCommand extends ToolCommand {

    /** Runs the command and returns its exit code. */
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
