package provisioner.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.cli.editor.CompleteCommand;
import provisioner.cli.editor.CompletionCommand;
import provisioner.cli.editor.SchemaCommand;
import provisioner.cli.evidence.EvidenceCommand;
import provisioner.cli.record.DriftCommand;
import provisioner.cli.record.HistoryCommand;
import provisioner.cli.record.ReportCommand;
import provisioner.cli.record.RunsCommand;
import provisioner.cli.types.TypesTestCommand;
import provisioner.cli.worker.ScheduleCommand;
import provisioner.cli.worker.WorkerCommand;

/** The commands. Only the one that is used is built, because building takes time. */
enum Subcommand {
    PLAN("plan", "Show what 'provision' would change. Changes nothing.", () -> new PlanCommand().spec(), true),
    PROVISION(
            "provision",
            "Bring the hosts to the desired state and verify each change.",
            () -> new ProvisionCommand().spec(),
            true),
    VERIFY(
            "verify",
            "Check that the hosts are in the desired state and that the service works. Repairs nothing.",
            () -> new VerifyCommand().spec(),
            true),
    VALIDATE(
            "validate",
            "Report every problem in the input that can be known without a host. Contacts nothing.",
            () -> new ValidateCommand().spec(),
            false),
    SHOW(
            "show",
            "Show what a saved plan would do, for whoever approves it. Contacts nothing and needs no secrets.",
            () -> new ShowCommand().spec(),
            false),
    EVIDENCE(
            "evidence",
            "Verify who has signed a page of 'plan' or 'verify'. Contacts nothing.",
            () -> EvidenceCommand.spec(System.out, Options::addStandard),
            false),
    ADOPT(
            "adopt",
            "Print the steps that declare what nobody accounts for on a host. Changes nothing.",
            () -> new AdoptCommand().spec(),
            true),
    PING(
            "ping",
            "Check that SSH, login and sudo work on each host, and that it runs Debian or Ubuntu. Changes nothing.",
            () -> new PingCommand().spec(),
            true),
    JOURNAL(
            "journal",
            "Show the changes that runs have made on a host: what, when and by whom.",
            () -> new JournalCommand().spec(),
            true),
    RUNS(
            "runs",
            "Show the runs in a record: who ran what, when, and what came of it. Contacts no host.",
            () -> RunsCommand.spec(System.out, Options::addStandard),
            false),
    HISTORY(
            "history",
            "Show from a record what was found on hosts, since when and until when, and what was changed.",
            () -> HistoryCommand.spec(System.out, Options::addStandard),
            false),
    DRIFT(
            "drift",
            "Show from a record what is not in order, and since when. Contacts no host.",
            () -> DriftCommand.spec(System.out, Options::addStandard),
            false),
    REPORT(
            "report",
            "Write pages about what a record says: how hosts stand, what is open since when. Contacts no host.",
            () -> ReportCommand.spec(System.out, Version.build(), Options::addStandard),
            false),
    WORKER(
            "worker",
            "Take the work of a pool from the database of the record, until it is stopped.",
            () -> WorkerCommand.spec(System.out, Main::execute, HostCommand::operator, Options::addStandard),
            true),
    SCHEDULE(
            "schedule",
            "Say what workers are to verify or to carry out, and see how it went. Contacts no host.",
            () -> ScheduleCommand.spec(System.out, HostCommand::readPlan, HostCommand::operator, Options::addStandard),
            false),
    INVENTORY(
            "inventory",
            "Show an inventory as ansible-inventory does, or convert one of Ansible's. Contacts no host.",
            ShowInventoryCommand::withConvert,
            false),
    SECRET(
            "secret",
            "Manage passwords and keys, encrypted with age in a file beside the inventory.",
            SecretCommand::spec,
            false),
    TEST(
            "test",
            "Try a project's own resource types against their cases. Contacts no host.",
            () -> TypesTestCommand.spec(Options::addStandard),
            false),
    SCHEMA(
            "schema",
            "Print a JSON Schema of inventories, playbooks or roles, for editors.",
            () -> Options.withStandard(new SchemaCommand(System.out).spec()),
            false),
    COMPLETION(
            "completion",
            "Print the script with which bash, zsh or fish completes command lines.",
            () -> Options.withStandard(new CompletionCommand(System.out).spec()),
            false),
    COMPLETE(
            CompleteCommand.NAME,
            "Print what may stand in the place of a word. Shells ask this.",
            () -> new CompleteCommand(Main::commandLine, InputOptions.DEFAULT_INVENTORY, System.out).spec(),
            false),
    LAB("lab", "Manage throwaway hosts in Docker, one for each host of an inventory.", LabCommand::spec, false);

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

    /** The command with its options and subcommands. */
    CommandSpec whole() {
        CommandSpec whole = spec.get();
        whole.usageMessage().description(description);
        return whole;
    }

    /** The command as the list of commands shows it. */
    CommandSpec line() {
        CommandSpec line = CommandSpec.create();
        line.usageMessage().description(description).hidden(this == COMPLETE);
        return line;
    }
}
