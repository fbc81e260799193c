package provisioner.apply;

import java.util.List;
import provisioner.plan.StepReport;
import provisioner.resource.Step;

/** Hears of each step of a host, in their order. */
public interface StepListener {

    /** What steps have to do is on its way to the host, in one exchange. */
    void started(List<Step> steps);

    /** Something that the operator should know meanwhile. */
    void note(String text);

    void ended(StepReport report);
}
