package provisioner.cli;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The tool's commands. Only the one that is used is made: reading the annotations of all takes longer than everything else that
 * {@code --help} does.
 */
enum Subcommand {
    PLAN("plan", "Say what provisioning would change; touches nothing.", PlanCommand::new),
    PROVISION("provision", "Bring the hosts to what the files say, and verify each change.", ProvisionCommand::new),
    VERIFY(
            "verify",
            "Say whether the hosts are what the files say, and whether the service works; changes nothing.",
            VerifyCommand::new),
    PING("ping", "Say for each host whether SSH, the key and sudo work; changes nothing.", PingCommand::new),
    JOURNAL("journal", "Show what runs have changed on a host: when, by whom, and each change.", JournalCommand::new),
    SECRET("secret", "Passwords and keys, encrypted with age in a file beside the inventory.", SecretCommand::new),
    LAB("lab", "Throwaway systemd hosts in Docker, one for each host of an inventory.", LabCommand::new);

    private final String word;
    private final String description;
    private final Supplier<Object> command;

    Subcommand(String word, String description, Supplier<Object> command) {
        this.word = word;
        this.description = description;
        this.command = command;
    }

    String word() {
        return word;
    }

    /** With its options and everything below it. */
    CommandLine whole() {
        CommandLine line = new CommandLine(command.get());
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    /** As much as the list of commands shows. */
    CommandLine named() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(description);
        return new CommandLine(spec);
    }
}
