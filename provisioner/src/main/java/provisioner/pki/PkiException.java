package provisioner.pki;

import java.io.Serial;

/** A certificate, key or request is invalid. The message never contains any part of a key. */
public final class PkiException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    PkiException(String message) {
        super(message);
    }
}
