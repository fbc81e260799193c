package provisioner.inventory.ansible;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.secret.store.AnsibleVault;
import provisioner.secret.store.SecretException;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/**
 * Reads YAML and JSON as Ansible does, with its own tags. Every single value is {@linkplain Canonical canonical} afterwards,
 * or has one of the tags named here.
 */
final class Documents {
    /** A value that is encrypted on its own. */
    static final String VAULT = "!vault";

    /** A string of a file that is encrypted as a whole. */
    static final String VAULTED = "!vaulted";

    /** A string that is never rendered. */
    static final String UNSAFE = "!unsafe";

    /** Numbers with fewer digits in encrypted files are ports and counts, not passwords. */
    private static final int DIGITS_OF_A_PASSWORD = 6;

    private final InputFiles files;
    private final AnsibleVault vault;
    private final Problems problems;

    Documents(InputFiles files, AnsibleVault vault, Problems problems) {
        this.files = files;
        this.vault = vault;
        this.problems = problems;
    }

    /** @param encrypted whether the file was encrypted as a whole */
    record Text(String text, boolean encrypted) {}

    /** The clear text of a file; empty after a problem. */
    Optional<Text> text(Path file) {
        return files.text(file, problems).flatMap(text -> {
            if (!AnsibleVault.isVault(text)) {
                return Optional.of(new Text(text, false));
            }
            try {
                return Optional.of(new Text(vault.decrypt(text), true));
            } catch (SecretException e) {
                problems.add(new Location(files.display(file), 1, 1), String.valueOf(e.getMessage()), e.hint());
                return Optional.empty();
            }
        });
    }

    /** The file's document; empty after a problem, or if there is nothing in it. */
    Optional<Node> read(Path file) {
        return text(file).flatMap(text -> parse(text, files.display(file), problems));
    }

    /** @param found receives the problems */
    static Optional<Node> parse(Text text, String file, Problems found) {
        String stripped = text.text.strip();
        boolean json = stripped.startsWith("{") && stripped.endsWith("}") || stripped.startsWith("[{");
        return YamlReader.parseLenient(text.text, file, found)
                .filter(node -> !(node instanceof Node.Scalar scalar) || !scalar.isNull())
                .map(node -> new Canonicalizer(json, text.encrypted, found).of(node));
    }

    /** What an executable has printed. */
    static Optional<Node> json(String text, String file, Problems found) {
        return YamlReader.parseLenient(text, file, found).map(node -> new Canonicalizer(true, false, found).of(node));
    }

    private record Canonicalizer(boolean json, boolean encrypted, Problems problems) {
        Node of(Node node) {
            return switch (node) {
                case Node.Scalar scalar -> scalar(scalar);
                case Node.Sequence list ->
                    new Node.Sequence(
                            list.location(), list.items().stream().map(this::of).toList());
                case Node.Mapping mapping -> mapping(mapping);
            };
        }

        private Node mapping(Node.Mapping mapping) {
            SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
            mapping.entries()
                    .forEach(
                            (key, entry) -> entries.put(key, new Node.Entry(entry.location(), key, of(entry.value()))));
            if (json && entries.size() == 1 && entries.firstEntry().getValue().value() instanceof Node.Scalar only) {
                return switch (entries.firstEntry().getKey()) {
                    case "__ansible_vault" -> new Node.Scalar(mapping.location(), only.text(), false, VAULT);
                    case "__ansible_unsafe" -> new Node.Scalar(mapping.location(), only.text(), false, UNSAFE);
                    default -> new Node.Mapping(mapping.location(), entries);
                };
            }
            return new Node.Mapping(mapping.location(), entries);
        }

        private Node scalar(Node.Scalar scalar) {
            Location at = scalar.location();
            switch (scalar.tag()) {
                case "" -> {
                    Node.Scalar value = !scalar.plain()
                            ? Canonical.text(at, scalar.text())
                            : json ? Canonical.json(scalar) : Canonical.yaml(scalar);
                    return encrypted && isSecret(value)
                            ? new Node.Scalar(at, value.text(), value.plain(), VAULTED)
                            : value;
                }
                case VAULT, "!vault-encrypted" -> {
                    return new Node.Scalar(at, scalar.text(), false, VAULT);
                }
                case UNSAFE -> {
                    return new Node.Scalar(at, scalar.text(), false, UNSAFE);
                }
                default -> {
                    problems.add(at, "unknown tag '" + scalar.tag() + "'", "Ansible has !vault and !unsafe");
                    return Canonical.text(at, scalar.text());
                }
            }
        }

        private static boolean isSecret(Node.Scalar value) {
            return value.plain()
                    ? value.text().length() >= DIGITS_OF_A_PASSWORD
                            && value.text().chars().allMatch(Character::isDigit)
                    : !value.text().isEmpty();
        }
    }
}
