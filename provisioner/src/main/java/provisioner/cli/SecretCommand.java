package provisioner.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.parallel.ProcessLock;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** {@code provisioner secret …}: manages the encrypted values beside an inventory. Values are never arguments. */
final class SecretCommand {
    private SecretCommand() {}

    /** The command with its subcommands. */
    static CommandSpec spec() {
        CommandSpec secret = CommandSpec.create()
                .addSubcommand("init", new Init().spec())
                .addSubcommand("generate", new SecretGenerateCommand().spec())
                .addSubcommand("set", new SetValue().spec())
                .addSubcommand("ca", new SecretAuthorityCommand().spec())
                .addSubcommand("show", new Show().spec())
                .addSubcommand("list", new ListAll().spec())
                .addSubcommand("edit", new SecretEditCommand().spec())
                .addSubcommand("rekey", new Rekey().spec());
        secret.usageMessage().synopsisSubcommandLabel("COMMAND");
        Options.addStandard(secret);
        return secret;
    }

    /** Opens the store and turns errors of secrets into errors of the command. */
    abstract static class Sub extends InventoryCommand {
        private final OptionSpec inventory = OptionSpec.builder("-i", "--inventory")
                .paramLabel("INVENTORY")
                .type(Path.class)
                .defaultValue(InputOptions.DEFAULT_INVENTORY.toString())
                .description("Inventory that the secrets belong to (default: ${DEFAULT-VALUE}).")
                .build();

        final AgeKeys keys = AgeKeys.of(System.getenv());

        @Override
        void define(CommandSpec command) {
            command.addOption(inventory);
        }

        Path inventory() {
            return inventory.getValue();
        }

        /** Whether it may change the secrets. Then nobody else can until it ends. */
        boolean changes() {
            return true;
        }

        /** What takes a person's time and needs no secrets yet, so that nobody else waits for it. */
        void ask() throws FailedException, IOException {}

        abstract void run(SecretStore store)
                throws SecretException, FailedException, InvalidInputException, IOException, InterruptedException;

        @Override
        final int run() throws Exception {
            try {
                InputFiles files = new InputFiles(Path.of(""));
                if (!files.exists(inventory())) {
                    throw new FailedException("inventory " + inventory() + " does not exist", "name yours with -i");
                }
                ask();
                if (changes()) {
                    try (ProcessLock _ = SecretStore.lock(files, inventory())) {
                        run(SecretStore.open(files, inventory(), keys));
                    }
                } else {
                    run(SecretStore.open(files, inventory(), keys));
                }
                return 0;
            } catch (SecretException e) {
                throw new FailedException(e.describe(), e.hint());
            }
        }
    }

    private static final class Init extends Sub {
        private static final int KEY_LENGTH = 43; // 256 bits

        @Override
        void define(CommandSpec command) {
            super.define(command);
            command.usageMessage()
                    .description("Create your age key if you have none, and let it decrypt the inventory's secrets.");
        }

        @Override
        void run(SecretStore store) throws SecretException {
            boolean made = keys.create();
            System.out.println((made ? "created your age key: " : "your age key: ") + keys.file());
            SecretStore reader = store.withReader(System.getProperty("user.name"));
            boolean keyed = store.names().contains(SecretStore.PLAN_KEY);
            SecretStore with = keyed ? reader : reader.with(SecretStore.PLAN_KEY, SecretStore.generate(KEY_LENGTH));
            if (!keyed || !with.recipients().equals(store.recipients())) {
                with.write();
            }
            if (!keyed) {
                System.out.println(
                        with.shown() + ": generated " + SecretStore.PLAN_KEY + " for saved plans; commit this file");
            }
            if (with.recipients().equals(store.recipients())) {
                System.out.println(store.shown() + ": you are a recipient already");
                return;
            }
            System.out.println(with.shown() + ": you are now a recipient; commit this file");
            if (!store.names().isEmpty()) {
                System.out.println(
                        "to give you access, somebody who can read its secrets must run: provisioner secret rekey -i "
                                + inventory());
            }
        }
    }

    private static final class SetValue extends Sub {
        private final PositionalParamSpec name = PositionalParamSpec.builder()
                .required(true)
                .paramLabel("NAME")
                .type(String.class)
                .description("Name of the secret.")
                .build();

        @Override
        void define(CommandSpec command) {
            super.define(command);
            command.usageMessage()
                    .description("Store a secret. Asks for it twice on a terminal, or reads standard input.");
            command.addPositional(name);
        }

        private String value = "";

        @Override
        void ask() throws FailedException, IOException {
            value = value(name.getValue());
        }

        @Override
        void run(SecretStore store) throws SecretException {
            String name = this.name.getValue();
            boolean known = store.names().contains(name);
            SecretStore with = store.with(name, value);
            with.write();
            System.out.println(with.shown() + ": " + (known ? "replaced " : "added ") + name);
        }

        private static String value(String name) throws FailedException, IOException {
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                return asked(console, name);
            }
            try {
                byte[] given = System.in.readAllBytes();
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(given))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new FailedException("standard input must be UTF-8", "encode the value, in base64 for example");
            }
        }

        private static String asked(Console console, String name) throws FailedException {
            char[] first = console.readPassword("%s: ", name);
            char[] second = console.readPassword("%s, again: ", name);
            if (first == null || second == null) {
                throw new FailedException("no value was given; nothing was changed", "");
            }
            try {
                if (!Arrays.equals(first, second)) {
                    throw new FailedException("the two values differ; nothing was changed", "");
                }
                return new String(first);
            } finally {
                Arrays.fill(first, ' ');
                Arrays.fill(second, ' ');
            }
        }
    }

    private static final class Show extends Sub {
        private final PositionalParamSpec name = PositionalParamSpec.builder()
                .required(true)
                .paramLabel("NAME")
                .type(String.class)
                .description("Name of the secret.")
                .build();

        @Override
        void define(CommandSpec command) {
            super.define(command);
            command.usageMessage().description("Print one secret, decrypted.");
            command.addPositional(name);
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        void run(SecretStore store) throws SecretException {
            System.out.println(store.get(name.getValue()));
        }
    }

    private static final class ListAll extends Sub {
        @Override
        void define(CommandSpec command) {
            super.define(command);
            command.usageMessage().description("Print the names of the secrets. Decrypts nothing.");
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        void run(SecretStore store) {
            store.names().forEach(System.out::println);
        }
    }

    private static final class Rekey extends Sub {
        @Override
        void define(CommandSpec command) {
            super.define(command);
            command.usageMessage()
                    .description("Encrypt all secrets again, for the recipients that the file lists now.");
        }

        @Override
        void run(SecretStore store) throws SecretException {
            store.checkRecipients();
            SecretStore again = store.rekeyed();
            again.write();
            List<String> readers = new ArrayList<>(again.recipients().sequencedKeySet());
            System.out.println(again.shown() + ": encrypted " + again.names().size() + " secrets again, for "
                    + String.join(", ", readers));
        }
    }
}
