package provisioner.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import provisioner.secret.AgeKeys;
import provisioner.secret.SecretException;
import provisioner.secret.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** {@code provisioner secret …}: the encrypted values beside an inventory. Values never stand in arguments. */
@Command(
        name = "secret",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SecretCommand.Init.class,
            SecretCommand.Generate.class,
            SecretCommand.SetValue.class,
            SecretAuthorityCommand.class,
            SecretCommand.Show.class,
            SecretCommand.ListAll.class,
            SecretEditCommand.class,
            SecretCommand.Rekey.class
        })
final class SecretCommand {

    /** Opens the store; errors of secrets become errors of the command. */
    abstract static class Sub extends InventoryCommand {
        @Option(
                names = {"-i", "--inventory"},
                paramLabel = "INVENTORY",
                description = "Whose secrets (default: ${DEFAULT-VALUE}).",
                defaultValue = "inventory/three-hosts.yml")
        Path inventory = InputOptions.DEFAULT_INVENTORY;

        final AgeKeys keys = AgeKeys.of(System.getenv());

        abstract void run(SecretStore store)
                throws SecretException, FailedException, InvalidInputException, IOException, InterruptedException;

        @Override
        final int run() throws Exception {
            try {
                InputFiles files = new InputFiles(Path.of(""));
                if (!files.exists(inventory)) {
                    throw new FailedException("there is no inventory " + inventory, "name yours with -i");
                }
                run(SecretStore.open(files, inventory, keys));
                return 0;
            } catch (SecretException e) {
                throw new FailedException(e.describe(), e.hint());
            }
        }
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description =
                    "Make your age key, where you have none, and the inventory's secrets file with you as its reader.")
    static final class Init extends Sub {
        @Override
        void run(SecretStore store) throws SecretException {
            boolean made = keys.create();
            System.out.println((made ? "made your age key: " : "your age key: ") + keys.file());
            SecretStore with = store.withReader(System.getProperty("user.name"));
            if (with.recipients().equals(store.recipients())) {
                System.out.println(store.shown() + ": you are a recipient");
                return;
            }
            with.write();
            System.out.println(with.shown() + ": you are now a recipient; commit it");
            if (!with.names().isEmpty()) {
                System.out.println(
                        "whoever can read its secrets makes them readable to you: provisioner secret rekey -i "
                                + inventory);
            }
        }
    }

    @Command(
            name = "generate",
            mixinStandardHelpOptions = true,
            description = {
                "Make passwords of letters and digits, and keep them encrypted.",
                "Without names: all that the inventory refers to by !secret and that are not there yet."
            })
    static final class Generate extends Sub {
        private static final int SHORTEST = 12;
        private static final int LONGEST = 4096;

        @Parameters(paramLabel = "NAME", arity = "0..*", description = "What to call them.")
        List<String> names = List.of();

        @Option(
                names = "--length",
                paramLabel = "N",
                defaultValue = "32",
                description = "Characters (default: ${DEFAULT-VALUE}).")
        int length;

        @Option(names = "--replace", description = "Also where there is one already: the old one is lost.")
        boolean replace;

        @Override
        void run(SecretStore store) throws SecretException, FailedException, InvalidInputException {
            if (length < SHORTEST || length > LONGEST) {
                throw new FailedException("--length is a number from " + SHORTEST + " to " + LONGEST, "");
            }
            if (names.isEmpty()) {
                Map<Boolean, List<String>> missing = referredTo().stream()
                        .filter(name -> !store.names().contains(name))
                        .collect(Collectors.partitioningBy(SecretStore::isAuthority));
                List<String> authorities = missing.getOrDefault(true, List.of());
                List<String> passwords = missing.getOrDefault(false, List.of());
                if (authorities.isEmpty() || !passwords.isEmpty()) {
                    make(store, passwords);
                }
                authorities.forEach(name -> System.out.println(
                        "not made, since it is no password: " + SecretAuthorityCommand.commandFor(inventory, name)));
                return;
            }
            List<String> there = names.stream().filter(store.names()::contains).toList();
            if (!replace && !there.isEmpty()) {
                throw new FailedException(
                        "there already: " + String.join(", ", there) + "; nothing was changed",
                        "--replace makes a new one in its place");
            }
            make(store, names);
        }

        private void make(SecretStore store, List<String> missing) throws SecretException {
            if (missing.isEmpty()) {
                System.out.println(store.shown() + ": every secret that " + inventory + " refers to is there");
                return;
            }
            SecretStore with = store;
            for (String name : missing) {
                with = with.with(name, SecretStore.generate(length));
            }
            with.write();
            System.out.println(with.shown() + ": made " + String.join(", ", missing));
        }

        private Set<String> referredTo() throws InvalidInputException {
            Problems problems = new Problems();
            Set<String> found = new LinkedHashSet<>();
            YamlReader.read(new InputFiles(Path.of("")), inventory, problems).ifPresent(node -> gather(node, found));
            problems.throwIfAny();
            return found;
        }

        private static void gather(Node node, Set<String> into) {
            switch (node) {
                case Node.Scalar scalar -> {
                    if (scalar.tag().equals("!secret")) {
                        into.add(scalar.text());
                    }
                }
                case Node.Sequence list -> list.items().forEach(item -> gather(item, into));
                case Node.Mapping map -> map.entries().values().forEach(entry -> gather(entry.value(), into));
            }
        }
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Keep a value: from standard input, or asked for twice on a terminal.")
    static final class SetValue extends Sub {
        @Parameters(paramLabel = "NAME", description = "What to call it.")
        String name = "";

        @Override
        void run(SecretStore store) throws SecretException, FailedException, IOException {
            boolean known = store.names().contains(name);
            SecretStore with = store.with(name, value());
            with.write();
            System.out.println(with.shown() + ": " + (known ? "replaced " : "added ") + name);
        }

        private String value() throws FailedException, IOException {
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                return asked(console);
            }
            try {
                byte[] given = System.in.readAllBytes();
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(given))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new FailedException(
                        "what came on standard input is not UTF-8", "encode it, in base64 for example");
            }
        }

        private String asked(Console console) throws FailedException {
            char[] first = console.readPassword("%s: ", name);
            char[] second = console.readPassword("%s, again: ", name);
            if (first == null || second == null) {
                throw new FailedException("no value was given; nothing was changed", "");
            }
            try {
                if (!Arrays.equals(first, second)) {
                    throw new FailedException("the two are not the same; nothing was changed", "");
                }
                return new String(first);
            } finally {
                Arrays.fill(first, ' ');
                Arrays.fill(second, ' ');
            }
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Print one secret, decrypted.")
    static final class Show extends Sub {
        @Parameters(paramLabel = "NAME", description = "Which one.")
        String name = "";

        @Override
        void run(SecretStore store) throws SecretException {
            System.out.println(store.get(name));
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Print the names of the secrets; decrypts nothing.")
    static final class ListAll extends Sub {
        @Override
        void run(SecretStore store) {
            store.names().forEach(System.out::println);
        }
    }

    @Command(
            name = "rekey",
            mixinStandardHelpOptions = true,
            description = "Encrypt all secrets again, for the recipients that the file names now.")
    static final class Rekey extends Sub {
        @Override
        void run(SecretStore store) throws SecretException {
            SecretStore again = store.rekeyed();
            again.write();
            List<String> readers = new ArrayList<>(again.recipients().sequencedKeySet());
            System.out.println(
                    again.shown() + ": " + again.names().size() + " encrypted again for " + String.join(", ", readers));
        }
    }
}
