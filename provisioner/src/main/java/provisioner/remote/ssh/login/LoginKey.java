package provisioner.remote.ssh.login;

import java.io.IOException;
import java.util.Optional;

/** Something that a host may let us in with: a key, or a certificate of one. */
public interface LoginKey {
    /** What the host is offered, in wire format. */
    byte[] blob() throws IOException;

    /**
     * @param algorithm the signature's, such as {@code rsa-sha2-512}
     * @return the signature with its name, in wire format
     * @throws IOException with a message for the operator
     */
    byte[] sign(String algorithm, byte[] data) throws IOException;

    /** Whether it signs without anybody being asked: for a passphrase, a touch or a confirmation. */
    boolean signsUnasked();

    /** For messages, such as the file's name. */
    String name();

    /** Why it turned out that it cannot sign. */
    Optional<String> unusable();
}
