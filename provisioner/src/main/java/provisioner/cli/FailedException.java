package provisioner.cli;

/** A command cannot go on; the message and the hint are all that the user sees. Exit code 1. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    FailedException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
