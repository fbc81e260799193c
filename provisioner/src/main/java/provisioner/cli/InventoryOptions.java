package provisioner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import provisioner.compile.CompileRequest.Access;
import provisioner.inventory.Host;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.inventory.InventoryReader;
import provisioner.remote.Target;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problems;

/** For commands that need hosts, but no playbook. */
final class InventoryOptions {
    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "INVENTORY",
            description = "The hosts: a YAML file (default: inventory/three-hosts.yml).")
    Path inventory = InputOptions.DEFAULT_INVENTORY;

    @Option(names = "--limit", paramLabel = "PATTERN", description = "Only these hosts.")
    @Nullable
    String limit;

    @Option(names = "--lab", description = "The lab's hosts in place of the inventory's.")
    boolean lab;

    Inventory read() throws InvalidInputException {
        Problems problems = new Problems();
        Optional<Inventory> read = InventoryReader.read(new InputFiles(Path.of("")), inventory, problems);
        problems.throwIfAny();
        return read.orElseThrow(() -> new IllegalStateException("an unusable inventory without a problem"));
    }

    /** Where to reach the hosts of the pattern, in the inventory's order. */
    List<Target> targets() throws InvalidInputException, FailedException, InterruptedException {
        return targets(Optional.ofNullable(limit).orElse(Inventory.ALL));
    }

    List<Target> targets(String pattern) throws InvalidInputException, FailedException, InterruptedException {
        Inventory hosts = read();
        Problems problems = new Problems();
        List<String> selected = HostPattern.select(pattern, hosts, Location.ofFile("'" + pattern + "'"), problems);
        problems.throwIfAny();
        Map<String, Access> access = lab ? Labs.access() : Map.of();
        List<Target> targets = new ArrayList<>();
        for (String name : selected) {
            Access other = access.get(name);
            Host host = hosts.hosts().get(name);
            if (other != null) {
                targets.add(new Target(
                        name, other.address(), other.port(), other.user(), other.keys(), other.knownHosts()));
            } else if (lab) {
                throw new FailedException(
                        "the lab has no host " + name, "start it: provisioner lab up -i " + inventory);
            } else if (host != null) {
                String user = host.user().orElse(System.getProperty("user.name"));
                targets.add(new Target(name, host.address(), host.port(), user, host.keys(), host.knownHosts()));
            }
        }
        return targets;
    }
}
