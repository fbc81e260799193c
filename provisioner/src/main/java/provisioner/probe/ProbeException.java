package provisioner.probe;

/** A host answered a probe in a way that cannot be understood. The message is fit for users. */
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
