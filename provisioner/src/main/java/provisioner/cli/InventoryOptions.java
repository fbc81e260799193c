package provisioner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.compile.LabHosts;
import provisioner.compile.SudoPasswords;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.inventory.sources.Inventories;
import provisioner.inventory.sources.Sources;
import provisioner.remote.target.Destination;
import provisioner.remote.target.Target;
import provisioner.report.OutputSanitizer;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problems;

/** The options of commands that need hosts but no playbook. */
final class InventoryOptions {
    private final OptionSpec inventory =
            InputOptions.inventoryOption("Default: " + InputOptions.DEFAULT_INVENTORY + ".").toBuilder()
                    .defaultValue(InputOptions.DEFAULT_INVENTORY.toString())
                    .build();

    private final OptionSpec vault = InputOptions.vaultOption();

    private final OptionSpec limit = InputOptions.limitOption();

    private final OptionSpec lab = InputOptions.labOption();

    /** Adds the options of a command for the whole inventory. */
    void addInventoryTo(CommandSpec command) {
        command.addOption(inventory).addOption(vault);
    }

    void addTo(CommandSpec command) {
        Stream.of(inventory, limit, lab, vault).forEach(command::addOption);
    }

    Sources sources() {
        return InputOptions.sources(inventory, vault).orElseThrow();
    }

    private boolean lab() {
        return lab.getValue();
    }

    Inventory read() throws InvalidInputException {
        Problems problems = new Problems();
        Optional<Inventory> read =
                new Inventories(new InputFiles(Path.of("")), sources(), System.getenv(), problems).read();
        problems.throwIfAny();
        return read.orElseThrow(() -> new IllegalStateException("an unusable inventory without a problem"));
    }

    /** How to reach the hosts of the pattern, in the inventory's order. */
    List<Target> targets(RunSettings settings) throws InvalidInputException, FailedException, InterruptedException {
        return targets(Inventory.ALL, settings);
    }

    List<Target> targets(String pattern, RunSettings settings)
            throws InvalidInputException, FailedException, InterruptedException {
        Inventory hosts = read();
        Problems problems = new Problems();
        List<String> selected = HostPattern.select(pattern, hosts, Location.ofFile("'" + pattern + "'"), problems);
        if (limit.getValue() instanceof String within) {
            List<String> limited = HostPattern.select(within, hosts, Location.ofFile("--limit"), problems);
            selected = selected.stream().filter(limited::contains).toList();
            if (selected.isEmpty() && problems.isEmpty()) {
                problems.add(Location.ofFile("--limit"), "'" + within + "' leaves no host of '" + pattern + "'");
            }
        }
        problems.throwIfAny();
        List<Destination> destinations = new ArrayList<>();
        Optional<LabHosts> ofLab = lab() ? Optional.of(LabAccess.hosts(sources())) : Optional.empty();
        for (String name : selected) {
            destinations.add(
                    ofLab.isPresent()
                            ? inLab(name, ofLab.get())
                            : Objects.requireNonNull(hosts.hosts().get(name)).destination());
        }
        Map<String, Secret> passwords = SudoPasswords.of(new InputFiles(Path.of("")), sources(), hosts, selected);
        destinations.replaceAll(one -> one.withSudoPassword(Optional.ofNullable(passwords.get(one.host()))));
        SshAccess.Routes routes = SshAccess.of(settings, lab()).routes(destinations);
        routes.warnings()
                .forEach(warning ->
                        System.err.println("warning: " + OutputSanitizer.WITHOUT_SECRETS.line(warning.toString())));
        return List.copyOf(routes.targets().values());
    }

    private static Destination inLab(String name, LabHosts lab) throws FailedException {
        return lab.destination(name).orElseThrow(() -> new FailedException(LabHosts.missing(name), lab.hint()));
    }
}
