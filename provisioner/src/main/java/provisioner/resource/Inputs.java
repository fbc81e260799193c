package provisioner.resource;

import java.util.Optional;
import java.util.SortedMap;
import provisioner.source.Location;
import provisioner.state.Bytes;

/** The user's files that a resource may need while it is parsed; problems with them are collected where they belong. */
public interface Inputs {

    /** As whom the inventory lets provisioner log in; empty where ssh's own configuration says it. */
    Optional<String> login();

    /** The run's name. A plan that was saved has the same when it is applied. */
    String run();

    /** What is to be asked about the links between the hosts. */
    default LinkAsks links() {
        return LinkAsks.NONE;
    }

    /**
     * A file, verbatim.
     *
     * @param path relative to the role's {@code files/}, then to the playbook's directory
     * @param usedAt the parameter that names it
     */
    Optional<Bytes> file(String path, Location usedAt);

    /** A template, rendered for the host; {@code path} is relative to the role's directory below {@code templates/}. */
    Optional<Bytes> template(String path, Location usedAt);

    /** All templates below a directory, rendered, by their relative path without the suffix {@code .vm}. */
    Optional<SortedMap<String, Bytes>> templateTree(String directory, Location usedAt);
}
