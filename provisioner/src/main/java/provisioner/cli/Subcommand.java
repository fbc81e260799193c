package provisioner.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** The tool's commands. Only the one that is used is made: each takes its time. */
enum Subcommand {
    PLAN("plan", "Say what provisioning would change; touches nothing.", () -> new PlanCommand().spec(), true),
    PROVISION(
            "provision",
            "Bring the hosts to what the files say, and verify each change.",
            () -> new ProvisionCommand().spec(),
            true),
    VERIFY(
            "verify",
            "Say whether the hosts are what the files say, and whether the service works; changes nothing.",
            () -> new VerifyCommand().spec(),
            true),
    PING(
            "ping",
            "Say for each host whether SSH, the key and sudo work; changes nothing.",
            () -> new PingCommand().spec(),
            true),
    JOURNAL(
            "journal",
            "Show what runs have changed on a host: when, by whom, and each change.",
            () -> new JournalCommand().spec(),
            true),
    SECRET(
            "secret",
            "Passwords and keys, encrypted with age in a file beside the inventory.",
            SecretCommand::spec,
            false),
    LAB("lab", "Throwaway systemd hosts in Docker, one for each host of an inventory.", LabCommand::spec, false);

    private final String word;
    private final String description;
    private final Supplier<CommandSpec> spec;
    private final boolean contactsHosts;

    Subcommand(String word, String description, Supplier<CommandSpec> spec, boolean contactsHosts) {
        this.word = word;
        this.description = description;
        this.spec = spec;
        this.contactsHosts = contactsHosts;
    }

    static Optional<Subcommand> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    boolean contactsHosts() {
        return contactsHosts;
    }

    /** With its options and everything below it. */
    CommandSpec whole() {
        CommandSpec whole = spec.get();
        whole.usageMessage().description(description);
        return whole;
    }

    /** As much as the list of commands shows. */
    CommandSpec line() {
        CommandSpec line = CommandSpec.create();
        line.usageMessage().description(description);
        return line;
    }
}
