package provisioner.worker;

/** Carries out approved plans. */
public interface Provisioner {
    /**
     * Who has approved a plan.
     *
     * @throws RefusedException if that is nobody who may, or if it is not to be carried out for another reason
     */
    String approver(ApprovedPlan plan) throws RefusedException;

    /** Carries it out, and returns the exit code. */
    int run(ApprovedPlan plan);

    /** A plan is not to be carried out. The message is one line for users. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        public RefusedException(String message) {
            super(message);
        }
    }
}
