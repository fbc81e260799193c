package provisioner.cli.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import provisioner.worker.PlanState;

/** An approved plan in the list of work. */
record PlanLines(PlanState plan) {
    private String state() {
        return plan.state().name().toLowerCase(Locale.ROOT);
    }

    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(plan.approval().pool() + "  plan " + plan.approval().digest() + "  " + state()
                + switch (plan.state()) {
                    case WAITING -> ", to begin by " + plan.approval().until();
                    case RUNNING -> " on " + plan.worker();
                    case ENDED -> " with " + plan.exitCode().orElse(1) + on();
                    case INTERRUPTED -> on() + "; make a new plan";
                    case REFUSED -> on() + ": " + plan.reason();
                    case WITHDRAWN -> "";
                });
        lines.add("    provision " + plan.approval().site() + ", by "
                + plan.approval().by() + (plan.approver().isEmpty() ? "" : ", approved by " + plan.approver()));
        return lines;
    }

    private String on() {
        return plan.ended().map(end -> " at " + end).orElse("") + " on " + plan.worker();
    }

    void json(ObjectNode line, UnaryOperator<String> clean) {
        line.put("type", "approved")
                .put("pool", clean.apply(plan.approval().pool()))
                .put("plan", plan.approval().digest())
                .put("site", clean.apply(plan.approval().site()))
                .put("by", clean.apply(plan.approval().by()))
                .put("until", plan.approval().until().toString())
                .put("state", state())
                .put("approvedBy", clean.apply(plan.approver()))
                .put("worker", plan.worker().isEmpty() ? null : clean.apply(plan.worker()))
                .put("reason", clean.apply(plan.reason()))
                .put("begunAt", plan.begun().map(Instant::toString).orElse(null))
                .put("endedAt", plan.ended().map(Instant::toString).orElse(null));
        plan.exitCode().ifPresentOrElse(exit -> line.put("exitCode", exit), () -> line.putNull("exitCode"));
    }
}
