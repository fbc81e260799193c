package provisioner.state;

/** A password or the like, which no record that holds it shows. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "********";
    }
}
