package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to verify a host's key.
 *
 * @param userFiles known_hosts files; new entries go to the first
 * @param globalFiles further known_hosts files, for all users of this machine
 * @param alias the name to look up instead of address and port
 * @param hashNew whether to hash the names of new entries
 */
public record HostKeys(
        HostKeyPolicy policy, List<Path> userFiles, List<Path> globalFiles, Optional<String> alias, boolean hashNew) {

    public HostKeys {
        userFiles = List.copyOf(userFiles);
        globalFiles = List.copyOf(globalFiles);
    }

    /** Only these files, and no new entries. */
    public static HostKeys strict(List<Path> files) {
        return new HostKeys(HostKeyPolicy.STRICT, files, List.of(), Optional.empty(), false);
    }

    public HostKeys withPolicy(HostKeyPolicy other) {
        return new HostKeys(other, userFiles, globalFiles, alias, hashNew);
    }
}
