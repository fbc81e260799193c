package provisioner.template;

import java.util.Map;
import provisioner.source.Node;
import provisioner.source.Problem;

/** Gives a tagged value such as {@code !env NAME} its text, which is a secret. */
public interface TagResolver {

    /**
     * @param scalar carries the tag
     * @throws RenderException where there is no such secret
     */
    String resolve(Node.Scalar scalar);

    /** {@code !env NAME}: a variable of the environment that the tool runs in. */
    static TagResolver environment(Map<String, String> environment) {
        return scalar -> {
            String value = environment.get(scalar.text());
            if (value == null || value.isEmpty()) {
                String message =
                        "the environment variable '" + scalar.text() + "' is " + (value == null ? "not set" : "empty");
                throw new RenderException(
                        new Problem(scalar.location(), message, "set it before the command is started"));
            }
            return value;
        };
    }
}
