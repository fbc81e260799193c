package provisioner.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.inventory.Listing;
import provisioner.inventory.sources.Inventories;
import provisioner.report.OutputSanitizer;
import provisioner.secret.Masker;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problems;

/** {@code provisioner inventory}: shows an inventory as {@code ansible-inventory} does, or converts one of Ansible's. */
final class ShowInventoryCommand extends InventoryCommand {
    private final InventoryOptions hosts = new InventoryOptions();
    private final OptionSpec list = Options.flag("Print all hosts, groups and variables as JSON.", "--list");
    private final OptionSpec graph = OptionSpec.builder("--graph")
            .arity("0..1")
            .fallbackValue("all")
            .paramLabel("GROUP")
            .type(String.class)
            .description("Print the groups and their hosts as a tree, from GROUP (default: all) down.")
            .build();
    private final OptionSpec host = OptionSpec.builder("--host")
            .paramLabel("HOST")
            .type(String.class)
            .description("Print the variables of one host as JSON.")
            .build();
    private final OptionSpec secrets = Options.flag(
            "Show strings of files that ansible-vault has encrypted. Otherwise they are masked.", "--show-secrets");

    /** The command with its subcommand. */
    static CommandSpec withConvert() {
        return new ShowInventoryCommand().spec().addSubcommand("convert", new Convert().spec());
    }

    @Override
    void define(CommandSpec command) {
        hosts.addInventoryTo(command);
        Stream.of(list, graph, host, secrets).forEach(command::addOption);
    }

    @Override
    int run() throws Exception {
        boolean all = list.getValue();
        String root = graph.getValue();
        String one = host.getValue();
        if (Stream.of(all, root != null, one != null).filter(given -> given).count() != 1) {
            throw new UsageException("one of --list, --graph and --host is required");
        }
        Listing listing = listing();
        boolean shown = secrets.getValue();
        UnaryOperator<String> masked = shown ? UnaryOperator.identity() : secret -> Masker.MASK;
        String text;
        if (all) {
            text = listing.json(masked);
        } else if (root != null) {
            text = existing(listing.graph(root), "group", root, listing.groups().keySet());
        } else {
            String name = Objects.requireNonNull(one);
            text = existing(
                    listing.host(name, masked),
                    "host",
                    name,
                    listing.variables().keySet());
        }
        System.out.println(OutputSanitizer.WITHOUT_SECRETS.text(text));
        return 0;
    }

    private static String existing(Optional<String> text, String kind, String name, Iterable<String> known)
            throws FailedException {
        return text.orElseThrow(() -> new FailedException(
                "the inventory has no " + kind + " '" + name + "'",
                Problems.near(
                                name,
                                java.util.stream.StreamSupport.stream(known.spliterator(), false)
                                        .toList())
                        .orElse("")));
    }

    private Listing listing() throws InvalidInputException {
        Problems problems = new Problems();
        Optional<Listing> listing =
                new Inventories(new InputFiles(Path.of("")), hosts.sources(), System.getenv(), problems).listing();
        problems.throwIfAny();
        return listing.orElseThrow(() -> new IllegalStateException("an unusable inventory without a problem"));
    }

    /** {@code provisioner inventory convert}. */
    private static final class Convert extends InventoryCommand {
        private final InventoryOptions hosts = new InventoryOptions();

        @Override
        void define(CommandSpec command) {
            command.usageMessage()
                    .description("Print an inventory of Ansible in provisioner's own form, with the same hosts and"
                            + " variables. Secrets stay encrypted.");
            hosts.addInventoryTo(command);
        }

        @Override
        int run() throws InvalidInputException {
            Problems problems = new Problems();
            Optional<String> text = new Inventories(
                            new InputFiles(Path.of("")), hosts.sources(), System.getenv(), problems)
                    .converted();
            problems.throwIfAny();
            System.out.print(text.orElseThrow(() -> new IllegalStateException("nothing to print")));
            return 0;
        }
    }
}
