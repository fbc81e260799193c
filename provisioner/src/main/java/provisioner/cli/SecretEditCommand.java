package provisioner.cli;

import java.io.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.cli.terminal.Editor;
import provisioner.cli.terminal.FailedException;
import provisioner.cli.terminal.PrivateFile;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;
import provisioner.source.YamlWriter;

/** {@code provisioner secret edit}: opens all secrets of an inventory in an editor. */
final class SecretEditCommand extends SecretCommand.Sub {
    private static final String HEADER = """
            # NAME: VALUE. Secrets that you remove are deleted; secrets that you leave alone keep their ciphertext.
            # Quote a value that begins with anything but a letter or a digit, or that contains ': ' or ' #'.
            """;

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.usageMessage()
                .description(
                        "Edit the decrypted secrets in your editor ($VISUAL, or else $EDITOR). Changed values are encrypted again.");
    }

    @Override
    void run(SecretStore store) throws SecretException, FailedException, IOException, InterruptedException {
        store.checkRecipients();
        SequencedMap<String, String> before = store.all();
        String text = HEADER + (before.isEmpty() ? "" : YamlWriter.mapping(before));
        SequencedMap<String, String> after = edited(text);
        if (after.equals(before) && List.copyOf(after.keySet()).equals(List.copyOf(before.keySet()))) {
            System.out.println("nothing was changed");
            return;
        }
        SecretStore with = store.withAll(after);
        with.write();
        System.out.println(with.shown() + ": " + changes(before, after));
    }

    /** Opens the editor until the text is valid or the user gives up. */
    private static SequencedMap<String, String> edited(String before)
            throws FailedException, IOException, InterruptedException {
        try (PrivateFile file = PrivateFile.create("secrets.yml")) {
            String text = before;
            while (true) {
                file.write(text);
                Editor.open(file.path());
                text = file.read();
                List<String> wrong = new ArrayList<>();
                SequencedMap<String, String> values = values(text, wrong);
                if (wrong.isEmpty()) {
                    return values;
                }
                wrong.forEach(System.err::println);
                if (!again()) {
                    throw new FailedException("the edited file is invalid; nothing was changed", "");
                }
            }
        }
    }

    private static boolean again() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return false;
        }
        return !Optional.ofNullable(console.readLine("Edit again? [Y/n] "))
                .orElse("n")
                .strip()
                .startsWith("n");
    }

    /** The values in the text. Errors name only the place, because the reader's own messages would quote secrets. */
    static SequencedMap<String, String> values(String text, List<String> wrong) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
            return values;
        }
        Problems problems = new Problems();
        Optional<Node> document = YamlReader.parse(text, "secrets.yml", problems);
        problems.list().forEach(p -> wrong.add(p.location() + ": must be NAME: VALUE"));
        if (document.isPresent() && document.get() instanceof Node.Mapping mapping) {
            mapping.entries().values().forEach(entry -> {
                if (!SecretStore.isName(entry.key())) {
                    wrong.add(entry.location() + ": invalid secret name; " + SecretStore.NAMES);
                } else if (entry.value() instanceof Node.Scalar scalar
                        && scalar.tag().isEmpty()
                        && !scalar.text().isEmpty()) {
                    values.put(entry.key(), scalar.text());
                } else {
                    wrong.add(entry.value().location() + ": '" + entry.key() + "' must be a string");
                }
            });
        } else if (document.isPresent()) {
            wrong.add(document.get().location() + ": must be NAME: VALUE");
        }
        return values;
    }

    private static String changes(SequencedMap<String, String> before, SequencedMap<String, String> after) {
        List<String> changes = new ArrayList<>();
        after.forEach((name, value) -> {
            if (!before.containsKey(name)) {
                changes.add("added " + name);
            } else if (!value.equals(before.get(name))) {
                changes.add("changed " + name);
            }
        });
        before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .forEach(name -> changes.add("removed " + name));
        return changes.isEmpty() ? "changed the order" : String.join(", ", changes);
    }
}
