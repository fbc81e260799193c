package provisioner.remote.shell;

import java.time.Duration;
import java.util.List;
import provisioner.remote.target.RemoteException;

/** An exchange with a single step. */
public final class OneStep {
    private OneStep() {}

    public static StepResult run(Shell shell, String script, Duration timeout, String then)
            throws RemoteException, InterruptedException {
        return reply(shell, script, timeout, then).results().getFirst();
    }

    /** Also what followed it. */
    public static StepsReply reply(Shell shell, String script, Duration timeout, String then)
            throws RemoteException, InterruptedException {
        return new Steps("", List.of(new StepRequest(script, timeout))).run(shell, then);
    }
}
