package provisioner.remote.target;

import org.jspecify.annotations.Nullable;

/** A host could not be worked with; the message and the hint are for the operator. */
public sealed class RemoteException extends Exception permits HungUpException, NeedsTerminalException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for those who have to tell cases apart. */
    public enum Kind {
        /** No connection: name not known, refused, no route, no answer in time. */
        UNREACHABLE,
        /** The host's key is unknown, has changed, is revoked, or cannot be judged. */
        HOST_KEY,
        /** None of the keys was accepted. */
        AUTHENTICATION,
        /** Logged in, but no root shell: sudo refused. */
        PRIVILEGE,
        /** Another run holds the host's lock. */
        LOCKED,
        /** The other side does not keep to the protocol, or a bound was exceeded. */
        PROTOCOL,
        /** A script or a step did not end in its time; the shell is gone. */
        TIMEOUT,
        /** The connection broke, or was aborted; a step in hand goes on to its end on the host. */
        LOST,
        /** A file could not be sent. */
        TRANSFER,
        /** sshd does not forward TCP connections. */
        FORWARDING,
        /** Nothing accepts a forwarded connection at its far end. */
        REFUSED
    }

    private final Kind kind;
    private final String hint;

    public RemoteException(Kind kind, String message, String hint) {
        this(kind, message, hint, null);
    }

    public RemoteException(Kind kind, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    public Kind kind() {
        return kind;
    }

    /** What to do about it; empty where the message says it all. */
    public String hint() {
        return hint;
    }
}
