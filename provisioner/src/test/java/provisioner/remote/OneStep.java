package provisioner.remote;

import java.time.Duration;
import java.util.List;

/** An exchange with a single step. */
final class OneStep {
    private OneStep() {}

    static StepResult run(Shell shell, String script, Duration timeout, String then)
            throws RemoteException, InterruptedException {
        return shell.runSteps("", List.of(new StepRequest(script, timeout)), then)
                .getFirst()
                .orElseThrow();
    }
}
