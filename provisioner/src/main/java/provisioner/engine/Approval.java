package provisioner.engine;

/** A saved plan that a run must match, and the way to compute its digests. */
public record Approval(SavedPlan plan, PlanDigest digest) {}
