package provisioner.remote.target;

/** The host closed the connection before the login was complete. A later attempt may succeed. */
public final class HungUpException extends RemoteException {
    private static final long serialVersionUID = 1L;

    public HungUpException(String message, String hint, Throwable cause) {
        super(Kind.PROTOCOL, message, hint, cause);
    }
}
