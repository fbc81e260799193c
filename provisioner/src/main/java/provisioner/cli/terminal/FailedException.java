package provisioner.cli.terminal;

/** A command cannot continue. The user sees only the message and the hint. Exit code 1. */
public final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /** @param hint what the user can do about it; empty if nothing is known */
    public FailedException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What the user can do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
