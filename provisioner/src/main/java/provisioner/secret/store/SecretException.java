package provisioner.secret.store;

import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Problem;

/** A secret cannot be had, or cannot be kept. Neither the message nor the hint holds a secret. */
public final class SecretException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Location location;
    private final String hint;

    SecretException(String message, String hint) {
        this(null, message, hint);
    }

    /** @param location what cannot be used; null where the place that asks for it is the one to name */
    SecretException(@Nullable Location location, String message, String hint) {
        super(message);
        this.location = location;
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }

    /** @param askedAt the place that asks for the secret */
    public Problem problem(Location askedAt) {
        return new Problem(location == null ? askedAt : location, String.valueOf(getMessage()), hint);
    }

    /** The message with its place, where it has one. */
    public String describe() {
        return (location == null ? "" : location + ": ") + getMessage();
    }

    /** The same, at a place. */
    SecretException at(Location place) {
        return new SecretException(place, String.valueOf(getMessage()), hint);
    }
}
