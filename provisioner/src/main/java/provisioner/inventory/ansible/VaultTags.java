package provisioner.inventory.ansible;

import java.util.Map;
import provisioner.secret.store.AnsibleVault;
import provisioner.secret.store.SecretException;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.template.RenderException;
import provisioner.template.TagResolver;

/** The tags of values that {@code ansible-vault} has encrypted. What they stand for is secret. */
public final class VaultTags {
    private VaultTags() {}

    /** By tag. */
    public static Map<String, TagResolver> of(AnsibleVault vault) {
        return Map.of(
                Documents.VAULT, node -> decrypt(node, vault),
                Documents.VAULTED, node -> text(node, Documents.VAULTED));
    }

    private static String decrypt(Node node, AnsibleVault vault) {
        String text = text(node, Documents.VAULT);
        try {
            return vault.decrypt(text);
        } catch (SecretException e) {
            throw new RenderException(e.problem(node.location()));
        }
    }

    private static String text(Node node, String tag) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.text();
        }
        throw new RenderException(new Problem(node.location(), "'" + tag + "' must be followed by a string", ""));
    }
}
