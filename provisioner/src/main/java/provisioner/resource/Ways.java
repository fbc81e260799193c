package provisioner.resource;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.state.Observation.WayState;
import provisioner.state.Query;
import provisioner.state.Query.WayQuery;
import provisioner.state.StateView;

/**
 * The one place that decides whether the ways to a resource's files can be trusted, for every resource. The functions of
 * way.sh decide likewise when a script runs.
 */
public final class Ways {
    /** On the way to what would be in it, a path is a directory that somebody can replace or not. */
    private static final String INSIDE = "/.";

    private Ways() {}

    /** What a resource asks for, and the ways to its files. */
    public static Set<Query<?>> queries(Resource resource) {
        Set<Query<?>> asked = resource.queries();
        Set<Query<?>> queries = new HashSet<>(asked);
        ways(resource, asked).forEach(queries::add);
        return queries;
    }

    private static Stream<WayQuery> ways(Resource resource, Set<Query<?>> asked) {
        return resource.writes()
                ? asked.stream()
                        .flatMap(Ways::paths)
                        .map(path -> new WayQuery(resource.rootsOnly() ? path + INSIDE : path))
                : Stream.empty();
    }

    private static Stream<String> paths(Query<?> query) {
        return switch (query) {
            case Query.PathQuery q -> Stream.of(q.path()).filter(path -> !path.equals("/"));
            case Query.ContentQuery q -> Stream.of(q.path());
            case Query.TreeQuery q -> Stream.of(q.path());
            case Query.ListingQuery q -> Stream.of(q.path());
            case Query.EntriesQuery q -> Stream.of(q.path());
            case Query.InsideQuery q -> Stream.of(q.path());
            case Query.ArchiveQuery q -> Stream.of(q.destination());
            case Query.CertificateQuery q -> Stream.of(q.chain(), q.key());
            default -> Stream.empty();
        };
    }

    /** Why the resource is neither read nor written on this host; empty where nothing speaks against it. */
    public static Optional<String> refusal(Resource resource, StateView state) {
        return ways(resource, resource.queries())
                .flatMap(way -> refusal(way.path(), state.get(way), resource.actsFor(state)).stream())
                .findFirst();
    }

    private static Optional<String> refusal(String path, WayState way, String owner) {
        if (!way.link().isEmpty()) {
            return Optional.of(way.link() + ", on the way to " + path
                    + ", is a symbolic link that is not root's; name the path without the link");
        }
        return way.others().stream()
                .filter(other -> !other.equals(owner))
                .findFirst()
                .map(other -> "nobody but root" + (owner.equals("root") ? "" : " and " + owner)
                        + " may be able to alter " + way.from() + ", on the way to " + path + ", but "
                        + other.replace("@", "")
                        + " can; declare its 'owner', or name a path where only root can write");
    }
}
