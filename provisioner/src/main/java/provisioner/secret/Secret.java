package provisioner.secret;

/** A password, a key or the like, which nothing that holds it shows. */
public record Secret(String value) {
    @Override
    public String toString() {
        return Masker.MASK;
    }
}
