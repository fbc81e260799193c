package provisioner.resource;

import java.util.Map;
import java.util.function.Function;

/**
 * What becomes of something that a step made on a host where nobody wants it any more.
 *
 * <p>The parameters are those of a step of the type, which is read like one of a playbook. So what must stay on every host stays here,
 * too, whatever a note says.
 */
public sealed interface Leaving {
    /** In this order things go: nothing starts what has been stopped, and nothing runs whose files are gone. */
    enum Stage {
        TRIGGERS,
        SERVICES,
        FILES,
        DIRECTORIES
    }

    /** The type of the step that takes it away. */
    String type();

    /** Those of the step that takes it away. */
    Map<String, String> parameters();

    /**
     * It goes.
     *
     * @param removal what becomes of that step: it must not take away anything else than what was made
     */
    record Goes(String type, Map<String, String> parameters, Stage stage, Function<Resource, Removal> removal)
            implements Leaving {
        public Goes {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * It stays, because data may be in it, or others may need it by now.
     *
     * @param command what removes it, for people
     */
    record Stays(String type, Map<String, String> parameters, String command) implements Leaving {
        public Stays {
            parameters = Map.copyOf(parameters);
        }
    }
}
