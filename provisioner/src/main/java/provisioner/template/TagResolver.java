package provisioner.template;

import java.util.Map;
import provisioner.source.Node;
import provisioner.source.Problem;

/** Gives a tagged value such as {@code !env NAME} its text, which is a secret. */
public interface TagResolver {

    /**
     * @param node carries the tag; of a list, the items are rendered
     * @throws RenderException where there is no such secret
     */
    String resolve(Node node);

    /** The word that stands behind the tag. */
    static String word(Node node, String tag) {
        if (node instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        throw new RenderException(
                new Problem(node.location(), "'" + tag + "' must be followed by a name", "write " + tag + " NAME"));
    }

    /** {@code !env NAME}: a variable of the environment that the tool runs in. */
    static TagResolver environment(Map<String, String> environment) {
        return node -> {
            String name = word(node, "!env");
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                String message = "the environment variable '" + name + "' is " + (value == null ? "not set" : "empty");
                throw new RenderException(new Problem(node.location(), message, "set it before you run the command"));
            }
            return value;
        };
    }
}
