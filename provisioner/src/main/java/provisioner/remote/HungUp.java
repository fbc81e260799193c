package provisioner.remote;

/** A host ended the connection before anybody was logged in: it may be another matter a moment later. */
final class HungUp extends RemoteException {
    private static final long serialVersionUID = 1L;

    HungUp(String message, String hint, Throwable cause) {
        super(Kind.PROTOCOL, message, hint, cause);
    }
}
