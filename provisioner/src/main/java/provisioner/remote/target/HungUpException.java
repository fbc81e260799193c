package provisioner.remote.target;

/** A host ended the connection before anybody was logged in: it may be another matter a moment later. */
public final class HungUpException extends RemoteException {
    private static final long serialVersionUID = 1L;

    public HungUpException(String message, String hint, Throwable cause) {
        super(Kind.PROTOCOL, message, hint, cause);
    }
}
