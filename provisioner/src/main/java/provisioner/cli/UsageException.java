package provisioner.cli;

/** The options cannot be used together or have a wrong value. Exit code 64. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
