package provisioner.resource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resource types by name. */
public final class ResourceTypes {
    private final Map<String, ResourceType> byName = new LinkedHashMap<>();

    public ResourceTypes(List<ResourceType> types) {
        types.forEach(type -> byName.put(type.name(), type));
    }

    public Optional<ResourceType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether it names a type of checks. */
    public boolean isCheck(String name) {
        return byName.get(name) instanceof CheckType;
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
