package provisioner.resource;

import java.util.ArrayList;
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

    /** These and those of a project, whose names must be others. */
    public ResourceTypes with(List<? extends ResourceType> own) {
        List<ResourceType> all = new ArrayList<>(byName.values());
        for (ResourceType type : own) {
            if (byName.containsKey(type.name())) {
                throw new IllegalArgumentException("it would hide a built-in type: " + type.name());
            }
            all.add(type);
        }
        return new ResourceTypes(all);
    }

    public Optional<ResourceType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether it names a type of checks. */
    public boolean isCheck(String name) {
        return byName.get(name) instanceof CheckType;
    }

    /** Whether it names a type whose steps read the value of a variable. */
    public boolean givesValue(String name) {
        return byName.get(name) instanceof HostValue.Type;
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
