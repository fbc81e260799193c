package provisioner.source;

/**
 * One error in the user's input.
 *
 * @param message what is wrong; it does not repeat the location
 * @param hint what to do about it; empty if the message says it already
 */
public record Problem(Location location, String message, String hint) {

    /** {@code file:line:column: message; hint}. */
    @Override
    public String toString() {
        return location + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
