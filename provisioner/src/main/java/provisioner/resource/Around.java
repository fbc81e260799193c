package provisioner.resource;

/**
 * Marks a step that is done around another host's steps of a play, because those change something.
 *
 * @param subject the name of the host whose steps of the play these are
 * @param order 0-based position in the playbook's list; steps of equal order are done side by side
 */
public record Around(Phase phase, String subject, int order) {

    public enum Phase {
        /** A passing state: it is brought about only when the subject is about to be changed, and never drift. */
        BEFORE,
        /** The normal state, brought about whenever it is not there. */
        AFTER
    }
}
