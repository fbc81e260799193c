package provisioner.apply;

import provisioner.plan.StepReport;
import provisioner.resource.Step;

/** Hears of each step of a host, in their order. */
public interface StepListener {

    /** The step's action is on its way to the host. */
    void started(Step step);

    /** Something that the operator should know meanwhile. */
    void note(String text);

    void ended(StepReport report);
}
