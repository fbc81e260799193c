package provisioner.source;

/**
 * One thing in the user's input that cannot be used.
 *
 * @param message what is wrong, without the location
 * @param hint what to do about it; empty where the message says it all
 */
public record Problem(Location location, String message, String hint) {

    /** {@code file:line:column: message; hint}. */
    @Override
    public String toString() {
        return location + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
