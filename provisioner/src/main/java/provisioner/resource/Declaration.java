package provisioner.resource;

import java.util.List;
import java.util.Optional;

/** What a step of a playbook declares: something that a host should have, or something that should answer. */
public sealed interface Declaration permits Resource, Check {

    /** The type and what identifies the instance on a host: {@code file /etc/motd}. */
    String title();

    /** What it wants of which things on a host, so that steps which contradict each other are found. */
    default List<Claim> claims() {
        return List.of();
    }

    /**
     * What makes a parameter's value known to other users of a host; empty if it stays secret. Secrets in a parameter that
     * is exposed are warned of. So a type names the parameters that may hold secrets, and nothing else can.
     *
     * @param parameter a key of the step; for one that names a template it is about what is rendered
     */
    default Optional<String> exposes(String parameter) {
        return Optional.of("it becomes a name, a path or an argument");
    }
}
