package provisioner.worker;

/** Work cannot be scheduled, found or taken. The message is one line for users. */
public final class WorkException extends Exception {
    private static final long serialVersionUID = 1L;

    WorkException(String message) {
        super(message);
    }

    static WorkException of(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new WorkException(firstLine(cause));
    }

    static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason was given");
    }
}
