package provisioner.playbook;

import java.util.Collection;
import java.util.Optional;

/** The roles beside a playbook, also those that it does not use. */
public interface Roles {
    /** Empty if there is none of this name, or if it cannot be read, which is reported. */
    Optional<Role> find(String name);

    Collection<String> names();
}
