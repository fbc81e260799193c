package provisioner.cli;

import java.util.concurrent.Callable;
import provisioner.source.InvalidInputException;

/** A command that reads the user's files: what is wrong in them is shown, and its exit code is 1. */
abstract class InventoryCommand implements Callable<Integer> {

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
