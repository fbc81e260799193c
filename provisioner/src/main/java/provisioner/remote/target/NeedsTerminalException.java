package provisioner.remote.target;

/** sudo requires a terminal ({@code requiretty} in sudoers). Nothing else is known to be wrong. */
public final class NeedsTerminalException extends RemoteException {
    private static final long serialVersionUID = 1L;

    public NeedsTerminalException(Target target) {
        super(
                Kind.PRIVILEGE,
                "sudo on " + target.host() + " requires a terminal for " + target.user()
                        + ", but none could be opened there",
                "install bsdutils (for script), or put 'Defaults:" + target.user()
                        + " !requiretty' in /etc/sudoers.d/provisioner");
    }
}
