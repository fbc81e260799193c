package provisioner.cli.worker;

import java.util.List;
import provisioner.engine.SavedPlan;

/** Which files of a project a plan is made from. */
record PlanSite(List<String> inventories, String playbook) {
    static PlanSite of(SavedPlan plan) {
        return new PlanSite(
                plan.arguments().getOrDefault("inventory", List.of()),
                String.join(" ", plan.arguments().getOrDefault("playbook", List.of())));
    }

    /** As the record calls it. */
    String name() {
        return String.join(",", inventories);
    }
}
