package provisioner.template;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a text can refer to, by name. Values are strings, integers ({@code Integer}, {@code Long}), booleans, lists and
 * maps of these, hosts, groups, and null for a variable that was declared without a value.
 */
public interface Scope {

    boolean has(String name);

    /**
     * @return null also for a name that does not exist
     * @throws RenderException if the value cannot be rendered
     */
    @Nullable
    Object get(String name);

    /** All names, for hints. */
    Collection<String> names();
}
