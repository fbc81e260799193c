package provisioner.resource.apt;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import provisioner.resource.Claim;
import provisioner.state.Query;
import provisioner.state.Query.PackageQuery;

/** The packages that a step is about. */
record PackageNames(List<String> names) {
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
        names.forEach(name -> queries.add(new PackageQuery(name)));
        return queries;
    }
}
