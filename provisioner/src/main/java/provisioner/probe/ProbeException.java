package provisioner.probe;

/** A host's answer to a probe is invalid. The message is for users. */
public final class ProbeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;

    public ProbeException(String message) {
        super(message);
        this.message = message;
    }

    ProbeException(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
