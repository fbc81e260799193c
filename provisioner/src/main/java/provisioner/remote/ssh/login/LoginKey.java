package provisioner.remote.ssh.login;

import java.io.IOException;
import java.util.Optional;

/** A key, or a certificate of one, to log in with. */
public interface LoginKey {
    /** The public key or certificate to offer to the host, in wire format. */
    byte[] blob() throws IOException;

    /**
     * @param algorithm of the signature, such as {@code rsa-sha2-512}
     * @return the signature with its algorithm, in wire format
     * @throws IOException with a message for the operator
     */
    byte[] sign(String algorithm, byte[] data) throws IOException;

    /** Whether it signs without asking anybody for a passphrase, a touch or a confirmation. */
    boolean signsUnasked();

    /** The name for messages, such as the file's path. */
    String name();

    /** Why it cannot sign, once that is known. */
    Optional<String> unusable();
}
