package provisioner.cli.worker;

import java.nio.file.Path;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.SavedPlan;

/** Reads a saved plan. */
public interface PlanReader {
    /** @throws FailedException if it is none, or if somebody else may have changed it */
    SavedPlan read(Path file) throws FailedException;
}
