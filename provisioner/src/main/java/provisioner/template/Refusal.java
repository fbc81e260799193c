package provisioner.template;

/** What was asked of a view does not exist; where that stands is added by whoever renders. */
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
