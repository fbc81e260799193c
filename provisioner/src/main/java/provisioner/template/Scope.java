package provisioner.template;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a text can refer to, by name. Values are texts, whole numbers ({@code Integer}, {@code Long}), booleans, lists and
 * maps of these, hosts, and null for a variable that was declared as nothing.
 */
public interface Scope {

    boolean has(String name);

    /**
     * @return null also for a name that does not exist
     * @throws RenderException where the value cannot be rendered
     */
    @Nullable
    Object get(String name);

    /** Everything that can be referred to, for hints. */
    Collection<String> names();
}
