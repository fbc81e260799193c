package provisioner.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.inventory.ansible.VaultTags;
import provisioner.inventory.sources.Inventories;
import provisioner.inventory.sources.Sources;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretCommands;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.template.RenderException;
import provisioner.template.TagResolver;

/**
 * The tags for secrets: {@code !env}, {@code !command}, {@code !age}, {@code !secret}, and those of
 * {@code ansible-vault}. Each secret is read or run
 * once, and only when its value is needed.
 */
final class SecretTags {
    /** Gets a secret. A failure becomes a problem for the user. */
    private interface Source {
        String secret() throws SecretException;
    }

    private final InputFiles files;
    private final Path inventory;
    private final Map<String, String> environment;
    private final Map<String, String> known = new HashMap<>();
    private Optional<SecretStore> store = Optional.empty();
    private Optional<AgeKeys> keys = Optional.empty();
    private Optional<SecretCommands> commands = Optional.empty();

    private SecretTags(InputFiles files, Path inventory, Map<String, String> environment) {
        this.files = files;
        this.inventory = inventory;
        this.environment = environment;
    }

    /**
     * @param sources the inventory whose secrets {@code !secret} names
     * @param environment for {@code !env} and for the path of the user's age key
     */
    static Map<String, TagResolver> of(InputFiles files, Sources sources, Map<String, String> environment) {
        SecretTags tags = new SecretTags(files, sources.first(), environment);
        Map<String, TagResolver> all = new HashMap<>(VaultTags.of(Inventories.vault(files, sources, environment)));
        all.put("!env", TagResolver.environment(environment));
        all.put("!command", tags::command);
        all.put("!age", tags::age);
        all.put("!secret", tags::stored);
        return all;
    }

    private String stored(Node node) {
        String name = TagResolver.word(node, "!secret");
        return once("!secret " + name, node, () -> store(node).get(name));
    }

    private String age(Node node) {
        if (!(node instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
            String hint = "write '!age |' and, indented below it, the output of 'age -a'";
            throw new RenderException(new Problem(node.location(), "'!age' must be followed by a ciphertext", hint));
        }
        return once("!age " + scalar.text().strip(), node, () -> {
            String secret = SecretStore.decrypt(scalar.text(), keys());
            if (secret.isEmpty()) {
                throw new RenderException(new Problem(node.location(), "the encrypted value must not be empty", ""));
            }
            return secret;
        });
    }

    private String command(Node node) {
        if (!(node instanceof Node.Sequence list) || list.items().isEmpty()) {
            String message = "'!command' must be followed by a list: a program and its arguments";
            throw new RenderException(new Problem(node.location(), message, "write !command [pass, show, db/root]"));
        }
        List<String> arguments = new ArrayList<>();
        list.items().forEach(item -> arguments.add(((Node.Scalar) item).text()));
        SecretCommands running = commands.orElseGet(SecretCommands::new);
        commands = Optional.of(running);
        return secret(node, () -> running.secret(arguments));
    }

    private String once(String key, Node node, Source source) {
        String secret = known.get(key);
        if (secret == null) {
            secret = secret(node, source);
            known.put(key, secret);
        }
        return secret;
    }

    private static String secret(Node node, Source source) {
        try {
            return source.secret();
        } catch (SecretException e) {
            throw new RenderException(e.problem(node.location()));
        }
    }

    private SecretStore store(Node node) {
        if (store.isEmpty()) {
            try {
                store = Optional.of(SecretStore.open(files, inventory, keys()));
            } catch (InvalidInputException e) {
                // 'provisioner secret' writes that file, so the first problem is enough.
                throw new RenderException(e.problems().stream()
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("at " + node.location(), e)));
            }
        }
        return store.get();
    }

    private AgeKeys keys() {
        AgeKeys used = keys.orElseGet(() -> AgeKeys.of(environment));
        keys = Optional.of(used);
        return used;
    }
}
