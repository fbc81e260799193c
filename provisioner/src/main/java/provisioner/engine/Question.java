package provisioner.engine;

/** Asks the operator whether the plan that was shown is to be carried out. The hosts stay locked meanwhile. */
public interface Question {
    boolean isAnsweredYes() throws InterruptedException;
}
