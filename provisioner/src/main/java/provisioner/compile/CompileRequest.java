package provisioner.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.inventory.Shard;
import provisioner.inventory.sources.Sources;

/**
 * What to compile.
 *
 * @param sources of the inventory
 * @param templates the directory of the templates, {@code templates/} in a checkout
 * @param limit a host pattern; empty for all hosts
 * @param shard only those of these hosts; empty for all of them
 * @param tags only steps with one of these; empty for all steps
 * @param steps only these, by name or identifier; empty for all steps
 * @param variableFiles {@code -e @FILE}: YAML mappings of variables; a later file overrides an earlier one
 * @param extraVariables {@code -e}: names and YAML scalars; they override the files
 * @param lab the lab's hosts, which then replace the inventory's
 * @param run the run's name; a saved plan keeps it
 * @param beside a host that takes part even if no play names it; the playbook may be missing then
 */
public record CompileRequest(
        Sources sources,
        Path playbook,
        Path templates,
        Optional<String> limit,
        Optional<Shard> shard,
        List<String> tags,
        List<String> steps,
        List<Path> variableFiles,
        Map<String, String> extraVariables,
        Optional<LabHosts> lab,
        String run,
        Optional<String> beside) {

    /** For all steps, of the hosts that the playbook names in one inventory. */
    public CompileRequest(
            Path inventory,
            Path playbook,
            Path templates,
            Optional<String> limit,
            List<String> tags,
            List<Path> variableFiles,
            Map<String, String> extraVariables,
            Optional<LabHosts> lab,
            String run) {
        this(
                Sources.of(inventory),
                playbook,
                templates,
                limit,
                Optional.empty(),
                tags,
                List.of(),
                variableFiles,
                extraVariables,
                lab,
                run,
                Optional.empty());
    }

    public CompileRequest {
        tags = List.copyOf(tags);
        steps = List.copyOf(steps);
        variableFiles = List.copyOf(variableFiles);
        extraVariables = Map.copyOf(extraVariables);
    }

    /** Whether some steps of the hosts are left out, so that nobody knows all of a host. */
    boolean leavesStepsOut() {
        return !tags.isEmpty() || !steps.isEmpty();
    }

    @Override
    public String toString() {
        return "the input of " + sources + " and " + playbook;
    }
}
