package provisioner.engine;

/** A saved plan that a run must not go beyond, and how its digests are made. */
public record Approval(SavedPlan plan, PlanDigest digest) {}
