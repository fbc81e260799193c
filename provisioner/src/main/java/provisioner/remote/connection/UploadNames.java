package provisioner.remote.connection;

import java.security.SecureRandom;
import provisioner.remote.shell.Protocol;

/** What files that are sent to a host are called there. Not for several threads at once. */
public final class UploadNames {
    private final SecureRandom random = new SecureRandom();
    private int sent;

    /**
     * A directory for a user who may not write to most places. Everybody can write to /tmp, so the name is random, and creating it must
     * fail if it exists.
     */
    public String privateDirectory() {
        return "/tmp/provisioner-" + Protocol.nonce(random);
    }

    /** A path that no other file had there, for a file that belongs at {@code remotePath}. */
    public String within(String directory, String remotePath) {
        sent++;
        return directory + "/" + sent + "-" + remotePath.substring(remotePath.lastIndexOf('/') + 1);
    }

    /** The name of a file until it is whole. */
    public String beside(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1) + ".provisioner-" + Protocol.nonce(random);
    }
}
