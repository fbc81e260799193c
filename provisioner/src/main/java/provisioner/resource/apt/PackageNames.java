package provisioner.resource.apt;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import provisioner.resource.Claim;
import provisioner.state.Query;
import provisioner.state.Query.PackageQuery;

/**
 * The packages that a step is about.
 *
 * @param wish of {@link PackageQuery}, for each of them
 */
record PackageNames(List<String> names, String wish) {
    PackageNames {
        names = List.copyOf(names);
    }

    String title() {
        return "package " + String.join(" ", names);
    }

    List<Claim> claims(String state) {
        return names.stream()
                .map(name -> Claim.of("package " + name, "state", state))
                .toList();
    }

    Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>();
        names.forEach(name -> queries.add(query(name)));
        return queries;
    }

    PackageQuery query(String name) {
        return new PackageQuery(name, wish);
    }
}
