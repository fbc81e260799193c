package provisioner.remote;

/** Opens connections. One object serves all hosts of a run, from any number of threads. */
public final class Ssh {
    private final SshOptions options;

    public Ssh(SshOptions options) {
        this.options = options;
    }

    /**
     * Connects, checks the host key and authenticates.
     *
     * @throws RemoteException {@code UNREACHABLE}, {@code HOST_KEY}, {@code AUTHENTICATION} or {@code PROTOCOL}
     */
    public Connection connect(Target target) throws RemoteException, InterruptedException {
        throw new UnsupportedOperationException("not yet: " + options + target);
    }
}
