package provisioner.resource;

/**
 * Marks a step of a play that is done on another host than the play's own.
 *
 * @param subject the name of the host of the play that it is done for
 * @param order 0-based position among those for this subject, on whichever hosts they are done
 */
public record Delegation(String subject, int order) {}
