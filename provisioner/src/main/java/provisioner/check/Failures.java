package provisioner.check;

import java.io.IOException;

/** Failures of the network in words. */
final class Failures {
    private Failures() {}

    static String describe(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
