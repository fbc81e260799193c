package provisioner.cli;

/** A command cannot continue. The user sees only the message and the hint. Exit code 1. */
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
