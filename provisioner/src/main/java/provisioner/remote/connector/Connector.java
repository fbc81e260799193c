package provisioner.remote.connector;

import provisioner.remote.connection.Connection;
import provisioner.remote.process.ProcessConnection;
import provisioner.remote.ssh.Ssh;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/** Opens connections of every kind. One object serves all hosts of a run. Thread-safe. */
public final class Connector {
    private final Ssh ssh;

    public Connector(PassphrasePrompt passphrases) {
        this.ssh = new Ssh(passphrases);
    }

    /** @throws RemoteException as {@link Ssh#connect}; without SSH {@code UNREACHABLE} where a program is missing here */
    public Connection connect(Target target) throws RemoteException, InterruptedException {
        return switch (target.kind()) {
            case SSH -> ssh.connect(target);
            case LOCAL, DOCKER, PODMAN -> ProcessConnection.open(target);
        };
    }
}
