package provisioner.cli.worker;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** Waits for SIGTERM or Ctrl-C. The first asks the worker to stop, the second ends it at once. */
final class StopSignals {
    private static final int SIGNALLED = 128;

    private final CountDownLatch requested = new CountDownLatch(1);

    StopSignals() {
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), this::received);
        }
    }

    private void received(Signal signal) {
        if (requested.getCount() == 0) {
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        System.err.println("stopping when the run in hand has ended (once more to quit at once)");
        request();
    }

    void request() {
        requested.countDown();
    }

    void await() throws InterruptedException {
        requested.await();
    }
}
