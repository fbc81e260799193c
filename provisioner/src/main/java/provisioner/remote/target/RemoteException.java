package provisioner.remote.target;

import org.jspecify.annotations.Nullable;

/** Working with a host failed. The message and the hint are for the operator. */
public sealed class RemoteException extends Exception permits HungUpException, NeedsTerminalException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for code that must distinguish the cases. */
    public enum Kind {
        /** No connection: unknown name, refused, no route or no answer in time. */
        UNREACHABLE,
        /** The host's key is unknown, changed or revoked, or cannot be verified. */
        HOST_KEY,
        /** The host accepted none of the keys. */
        AUTHENTICATION,
        /** Logged in, but sudo refused a root shell. */
        PRIVILEGE,
        /** Another run holds the host's lock. */
        LOCKED,
        /** The host violates the protocol or exceeds a limit. */
        PROTOCOL,
        /** A script or a step did not end in time. The shell is closed. */
        TIMEOUT,
        /** The connection broke or was aborted. A running step continues on the host. */
        LOST,
        /** A file could not be sent. */
        TRANSFER,
        /** sshd does not forward TCP connections. */
        FORWARDING,
        /** Nothing accepts a forwarded connection at its other end. */
        REFUSED,
        /** A forwarded connection is neither accepted nor refused in time. */
        UNANSWERED
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

    /** What to do about it; empty if the message says it already. */
    public String hint() {
        return hint;
    }
}
