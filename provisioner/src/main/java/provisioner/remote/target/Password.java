package provisioner.remote.target;

/** A password on its way to a host; it does not show itself. */
public record Password(String text) {

    @Override
    public String toString() {
        return "Password[********]";
    }
}
