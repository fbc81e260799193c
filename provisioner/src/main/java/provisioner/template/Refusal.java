package provisioner.template;

/** A template asked a view for something that does not exist. The renderer adds the location. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public Refusal(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
