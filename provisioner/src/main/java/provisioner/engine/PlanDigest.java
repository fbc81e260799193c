package provisioner.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import provisioner.plan.StepPlan;
import provisioner.resource.Difference;
import provisioner.state.Bytes;

/**
 * Compares plans by a digest of each step's outcome and of both sides of every difference. So a plan becomes stale only
 * through facts that a difference shows, never through others (times, process numbers).
 */
final class PlanDigest {
    private PlanDigest() {}

    static Map<String, String> bySteps(List<StepPlan> plans) {
        Map<String, String> digests = new LinkedHashMap<>();
        plans.forEach(plan -> digests.put(plan.step().id(), of(plan)));
        return digests;
    }

    private static String of(StepPlan plan) {
        StringBuilder text = new StringBuilder();
        append(text, plan.outcome().word());
        append(text, plan.because());
        for (Difference difference : plan.differences()) {
            append(text, difference.attribute());
            append(text, difference.from());
            append(text, difference.to());
            difference.contents().ifPresent(contents -> {
                append(text, contents.before().sha256());
                append(text, contents.after().sha256());
            });
        }
        return Bytes.utf8(text.toString()).sha256();
    }

    /** The length separates neighbouring fields. */
    private static void append(StringBuilder text, String field) {
        text.append(field.length()).append(':').append(field);
    }
}
