package provisioner.secret.store;

import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Problem;

/** A secret cannot be read or stored. Neither the message nor the hint contains a secret. */
public final class SecretException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Location location;
    private final String hint;

    SecretException(String message, String hint) {
        this(null, message, hint);
    }

    /** @param location of what is invalid; null to report the place that uses the secret */
    SecretException(@Nullable Location location, String message, String hint) {
        super(message);
        this.location = location;
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }

    /** @param askedAt the place that uses the secret */
    public Problem problem(Location askedAt) {
        return new Problem(location == null ? askedAt : location, String.valueOf(getMessage()), hint);
    }

    /** The message with its location, if it has one. */
    public String describe() {
        return (location == null ? "" : location + ": ") + getMessage();
    }

    /** The same exception with a location. */
    SecretException at(Location place) {
        return new SecretException(place, String.valueOf(getMessage()), hint);
    }
}
