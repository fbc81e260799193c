package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a host's key is judged.
 *
 * @param userFiles known_hosts files, the first of which takes new entries
 * @param globalFiles further ones, for all users of this machine
 * @param alias the name to look up in place of address and port
 * @param hashNew whether the names of new entries are written as hashes
 */
public record HostKeys(
        HostKeyPolicy policy, List<Path> userFiles, List<Path> globalFiles, Optional<String> alias, boolean hashNew) {

    public HostKeys {
        userFiles = List.copyOf(userFiles);
        globalFiles = List.copyOf(globalFiles);
    }

    /** Only what these files say. */
    public static HostKeys strict(List<Path> files) {
        return new HostKeys(HostKeyPolicy.STRICT, files, List.of(), Optional.empty(), false);
    }

    public HostKeys withPolicy(HostKeyPolicy other) {
        return new HostKeys(other, userFiles, globalFiles, alias, hashNew);
    }
}
