package provisioner.template;

import java.util.Map;
import provisioner.source.Node;
import provisioner.source.Problem;

/** Resolves a tagged value such as {@code !env NAME} to a secret. */
public interface TagResolver {

    /**
     * @param node the node with the tag; the items of a list are rendered
     * @throws RenderException if there is no such secret
     */
    String resolve(Node node);

    /** The word after the tag. */
    static String word(Node node, String tag) {
        if (node instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        throw new RenderException(
                new Problem(node.location(), "'" + tag + "' must be followed by a name", "write " + tag + " NAME"));
    }

    /** {@code !env NAME}: a variable of this process's environment. */
    static TagResolver environment(Map<String, String> environment) {
        return node -> {
            String name = word(node, "!env");
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                String message = "the environment variable '" + name + "' is " + (value == null ? "not set" : "empty");
                throw new RenderException(
                        new Problem(node.location(), message, "export it before you run provisioner"));
            }
            return value;
        };
    }
}
