package provisioner.resource;

import java.util.List;
import java.util.Optional;
import provisioner.state.Effect;

/** What comparing a resource with what is known of a host says. */
public sealed interface Assessment {

    /** Nothing to do. */
    record InSync() implements Assessment {}

    /**
     * The host is not as desired.
     *
     * @param differences what differs, for people; never empty
     * @param action what mends it
     * @param effects what will be true afterwards; at least of the resource's own queries where that can be told
     * @param certain false where an unsettled answer (see {@link provisioner.state.StateView#unsettledBy}) may turn out
     *     to be as desired already
     * @param openBecause why nobody can say whether it will come about, where no earlier step is the reason; empty
     *     otherwise
     * @param makes what comes into being by it, for the notes on the host
     */
    record Differs(
            List<Difference> differences,
            Action action,
            List<Effect> effects,
            boolean certain,
            String openBecause,
            List<Making> makes)
            implements Assessment {
        /** One that makes nothing. */
        public Differs(
                List<Difference> differences,
                Action action,
                List<Effect> effects,
                boolean certain,
                String openBecause) {
            this(differences, action, effects, certain, openBecause, List.of());
        }

        public Differs {
            differences = List.copyOf(differences);
            effects = List.copyOf(effects);
            makes = List.copyOf(makes);
            if (differences.isEmpty()) {
                throw new IllegalArgumentException("a difference needs to be named");
            }
        }
    }

    /** It has no probe: it runs every time, and whether it changes anything nobody can tell. */
    record Unverifiable(Action action, List<Effect> effects) implements Assessment {
        public Unverifiable {
            effects = List.copyOf(effects);
        }
    }

    /**
     * Nobody can say: an answer of the host could not be read, or comparing it came to nothing.
     *
     * @param because the earlier step after which it will be known; empty if there is none, or if it leaves an answer open
     */
    record Unknown(String message, Optional<String> because) implements Assessment {
        public Unknown(String message) {
            this(message, Optional.empty());
        }
    }

    /** It cannot be brought about on this host. */
    record Impossible(String message, String hint) implements Assessment {}
}
