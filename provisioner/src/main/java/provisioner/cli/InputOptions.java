package provisioner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.inventory.Shard;
import provisioner.inventory.sources.Sources;

/** The options that select hosts, steps and variables. */
final class InputOptions {
    static final Path DEFAULT_PLAYBOOK = Path.of("playbooks", "site.yml");
    static final Path DEFAULT_INVENTORY = Path.of("inventory", "three-hosts.yml");

    private final OptionSpec inventory = inventoryOption("Required, except with a saved plan.");

    private final OptionSpec vault = vaultOption();

    private final OptionSpec limit = limitOption();

    private final ShardOption shard = new ShardOption();

    private final OptionSpec tags = OptionSpec.builder("--tags")
            .paramLabel("TAG")
            .type(List.class)
            .splitRegex(",")
            .description("Run only steps that have one of these tags.")
            .build();

    // Not split at commas, which names may contain.
    private final OptionSpec steps = OptionSpec.builder("--step")
            .paramLabel("NAME")
            .type(List.class)
            .description("Run only this step, by its name or its id. May be given several times.")
            .build();

    private final OptionSpec extra = OptionSpec.builder("-e", "--extra-var")
            .paramLabel("KEY=VALUE|@FILE")
            .type(List.class)
            .description("Set a variable, overriding the inventory. KEY=VALUE sets a string, an integer or a boolean. "
                    + "@FILE sets all variables in a YAML file, including lists and mappings.")
            .build();

    private final OptionSpec lab = labOption();

    /** @param more what the command says of it */
    static OptionSpec inventoryOption(String more) {
        return OptionSpec.builder("-i", "--inventory")
                .paramLabel("INVENTORY")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .description("Inventory: a YAML file with the hosts, or an inventory of Ansible (a file, a directory or"
                        + " an executable; repeat the option for several). " + more)
                .build();
    }

    static OptionSpec vaultOption() {
        return OptionSpec.builder("--vault-password-file")
                .paramLabel("FILE")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .description("File with the password for what ansible-vault has encrypted in an inventory"
                        + " (default: $ANSIBLE_VAULT_PASSWORD_FILE).")
                .build();
    }

    /** What was given; empty without an inventory. */
    static Optional<Sources> sources(OptionSpec inventory, OptionSpec vault) {
        List<Path> paths = inventory.getValue();
        List<Path> passwords = vault.getValue();
        return paths == null || paths.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sources(paths, passwords == null ? List.of() : passwords));
    }

    static OptionSpec limitOption() {
        return OptionSpec.builder("--limit")
                .paramLabel("PATTERN")
                .type(String.class)
                .description("Work only on these hosts: names, groups or globs. 'web:!web-2' is the group web without"
                        + " web-2.")
                .build();
    }

    static OptionSpec labOption() {
        return Options.flag(
                "Work on the lab's hosts instead of the inventory's real ones (see 'provisioner lab').", "--lab");
    }

    void addTo(CommandSpec command) {
        Stream.of(inventory, limit, shard.option, tags, steps, extra, lab, vault)
                .forEach(command::addOption);
    }

    /** Adds those of a command that contacts nothing. */
    void addWithoutLabTo(CommandSpec command) {
        Stream.of(inventory, limit, tags, steps, extra, vault).forEach(command::addOption);
    }

    /** Adds those of a command that looks at all steps of the host that it names. */
    void addWithoutSelectionTo(CommandSpec command) {
        Stream.of(inventory, extra, lab, vault).forEach(command::addOption);
    }

    Optional<Sources> sources() {
        return sources(inventory, vault);
    }

    Optional<String> limit() {
        return Optional.ofNullable(limit.getValue());
    }

    /** @throws UsageException if it names no shard */
    Optional<Shard> shard() throws UsageException {
        return shard.shard(System.getenv());
    }

    /** @throws UsageException if only a part of the hosts would be changed */
    void refuseShard() throws UsageException {
        if (shard.isGiven()) {
            throw new UsageException(
                    "--shard is for plan and verify: a site is never cut for changes; use --limit to change some hosts");
        }
    }

    List<String> tags() {
        return texts(tags);
    }

    List<String> steps() {
        return texts(steps);
    }

    /** Whether some steps of the hosts are left out. */
    boolean leavesStepsOut() {
        return !tags().isEmpty() || !steps().isEmpty();
    }

    ExtraVariables extra() throws UsageException {
        return ExtraVariables.of(texts(extra));
    }

    boolean lab() {
        return Boolean.TRUE.equals(lab.<Boolean>getValue());
    }

    private static List<String> texts(OptionSpec option) {
        List<String> given = option.getValue();
        return given == null ? List.of() : given;
    }

    /** Whether none of these options was given. A saved plan includes its own. */
    boolean isEmpty() {
        return sources().isEmpty()
                && vault.getValue() == null
                && limit().isEmpty()
                && !shard.isGiven()
                && tags.getValue() == null
                && steps.getValue() == null
                && extra.getValue() == null
                && !lab();
    }
}
