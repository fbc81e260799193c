package provisioner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What to work on: the options that say which hosts, which steps and which values. */
final class InputOptions {
    static final Path DEFAULT_PLAYBOOK = Path.of("playbooks", "site.yml");
    static final Path DEFAULT_INVENTORY = Path.of("inventory", "three-hosts.yml");

    private final OptionSpec inventory = OptionSpec.builder("-i", "--inventory")
            .paramLabel("INVENTORY")
            .type(Path.class)
            .description("The hosts: a YAML file.")
            .build();

    private final OptionSpec limit = OptionSpec.builder("--limit")
            .paramLabel("PATTERN")
            .type(String.class)
            .description("Touch only these hosts: names, groups, globs; 'web:!web-2' leaves one out.")
            .build();

    private final OptionSpec tags = OptionSpec.builder("--tags")
            .paramLabel("TAG")
            .type(List.class)
            .splitRegex(",")
            .description("Only steps that have one of these tags.")
            .build();

    private final OptionSpec extra = OptionSpec.builder("-e", "--extra-var")
            .paramLabel("KEY=VALUE|@FILE")
            .type(List.class)
            .description("A variable that goes before all others: a text, a whole number, true or false. "
                    + "Or a YAML file of them, which may hold lists and mappings, too.")
            .build();

    private final OptionSpec lab =
            Options.flag("Work on the lab's hosts (see 'provisioner lab') in place of the inventory's.", "--lab");

    void addTo(CommandSpec command) {
        Stream.of(inventory, limit, tags, extra, lab).forEach(command::addOption);
    }

    Optional<Path> inventory() {
        return Optional.ofNullable(inventory.getValue());
    }

    Optional<String> limit() {
        return Optional.ofNullable(limit.getValue());
    }

    List<String> tags() {
        return texts(tags);
    }

    ExtraVariables extra() throws UsageException {
        return ExtraVariables.of(texts(extra));
    }

    boolean lab() {
        return lab.getValue();
    }

    private static List<String> texts(OptionSpec option) {
        List<String> given = option.getValue();
        return given == null ? List.of() : given;
    }

    /** Whether nothing but the defaults was given: a saved plan carries its own. */
    boolean isEmpty() {
        return inventory().isEmpty()
                && limit().isEmpty()
                && tags.getValue() == null
                && extra.getValue() == null
                && !lab();
    }
}
