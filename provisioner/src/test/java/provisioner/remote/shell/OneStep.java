package provisioner.remote.shell;

import java.time.Duration;
import java.util.List;
import provisioner.remote.target.RemoteException;

/** An exchange with a single step. */
public final class OneStep {
    private OneStep() {}

    public static StepResult run(Shell shell, String script, Duration timeout, String then)
            throws RemoteException, InterruptedException {
        return shell.runSteps("", List.of(new StepRequest(script, timeout)), then)
                .getFirst()
                .orElseThrow();
    }
}
