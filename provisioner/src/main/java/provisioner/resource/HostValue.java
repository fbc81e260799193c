package provisioner.resource;

import java.util.Optional;
import provisioner.state.StateView;

/** A resource that changes nothing: what a host answers to it is the value of a variable for later steps of that host. */
public interface HostValue extends Resource {

    /** A type of such resources. */
    interface Type extends ResourceType {}

    /** The name of the variable. */
    String variable();

    /** Whether the value must never be shown. */
    boolean isSecret();

    /** The value; fails where there is none, with the reason. */
    Told told(StateView state);

    /**
     * @param value empty where there is none
     * @param why there is none, for people
     */
    record Told(Optional<String> value, String why) {
        public static Told of(String value) {
            return new Told(Optional.of(value), "");
        }

        public static Told nothing(String why) {
            return new Told(Optional.empty(), why);
        }
    }
}
