package provisioner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to work on: the options that say which hosts, which steps and which values. */
final class InputOptions {
    static final Path DEFAULT_PLAYBOOK = Path.of("playbooks", "site.yml");
    static final Path DEFAULT_INVENTORY = Path.of("inventory", "three-hosts.yml");

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "INVENTORY",
            description = "The hosts: a YAML file.")
    @Nullable
    Path inventory;

    @Option(
            names = "--limit",
            paramLabel = "PATTERN",
            description = "Touch only these hosts: names, groups, globs; 'web:!web-2' leaves one out.")
    @Nullable
    String limit;

    @Option(names = "--tags", paramLabel = "TAG", split = ",", description = "Only steps that have one of these tags.")
    @Nullable
    List<String> tags;

    @Option(
            names = {"-e", "--extra-var"},
            paramLabel = "KEY=VALUE|@FILE",
            description = "A variable that goes before all others: a text, a whole number, true or false. "
                    + "Or a YAML file of them, which may hold lists and mappings, too.")
    @Nullable
    List<String> extra;

    @Option(
            names = "--lab",
            description = "Work on the lab's hosts (see 'provisioner lab') in place of the inventory's.")
    boolean lab;

    Optional<String> limit() {
        return Optional.ofNullable(limit);
    }

    List<String> tags() {
        return tags == null ? List.of() : tags;
    }

    ExtraVariables extra() throws UsageException {
        return ExtraVariables.of(extra == null ? List.of() : extra);
    }

    /** Whether nothing but the defaults was given: a saved plan carries its own. */
    boolean isEmpty() {
        return inventory == null && limit == null && tags == null && extra == null && !lab;
    }
}
