package provisioner.pki;

import java.io.Serial;

/** Something is not the certificate, key or request that it should be. The message never holds any part of a key. */
public final class PkiException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    PkiException(String message) {
        super(message);
    }
}
