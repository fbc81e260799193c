package provisioner.secret;

/** A password, a key or another secret, which {@code toString} hides. */
public record Secret(String value) {
    @Override
    public String toString() {
        return Masker.MASK;
    }
}
