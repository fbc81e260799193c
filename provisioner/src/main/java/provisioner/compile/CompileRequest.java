package provisioner.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.inventory.Host;

/**
 * What to compile.
 *
 * @param templates the directory of the templates, {@code templates/} in a checkout
 * @param limit a host pattern; empty for all hosts
 * @param tags only steps with one of these; empty for all steps
 * @param variableFiles {@code -e @FILE}: YAML mappings of variables; a later file goes before an earlier one
 * @param extraVariables {@code -e}: name to the text of a single YAML value, no list or mapping; goes before the files
 * @param lab where the lab's hosts are, which then stand in for the inventory's
 */
public record CompileRequest(
        Path inventory,
        Path playbook,
        Path templates,
        Optional<String> limit,
        List<String> tags,
        List<Path> variableFiles,
        Map<String, String> extraVariables,
        Optional<LabHosts> lab) {

    public CompileRequest {
        tags = List.copyOf(tags);
        variableFiles = List.copyOf(variableFiles);
        extraVariables = Map.copyOf(extraVariables);
    }

    /**
     * Where a host is reached. Templates see the address, too.
     *
     * @param port empty, as the following, for what ssh's own configuration says
     * @param keys private key files
     * @param knownHosts known_hosts files
     * @param down why nobody needs to try to connect: it is known that the host does not run
     */
    public record Access(
            String address,
            Optional<Integer> port,
            Optional<String> user,
            List<Path> keys,
            List<Path> knownHosts,
            Optional<String> down) {
        public Access {
            keys = List.copyOf(keys);
            knownHosts = List.copyOf(knownHosts);
        }

        /** As the inventory says. */
        public static Access declared(Host host) {
            return new Access(
                    host.address(), host.port(), host.user(), host.keys(), host.knownHosts(), Optional.empty());
        }
    }
}
