package provisioner.probe;

import java.util.List;
import provisioner.state.Observed;
import provisioner.state.Query;

/** A kind of query with its reader: the one place that a new kind has to be entered, and the compiler says so. */
record Kind<Q extends Query<?>>(Class<Q> type, Reader<Q> reader) {

    // One of each: a probe groups its queries by their kind.
    private static final Kind<?> PATH = new Kind<>(Query.PathQuery.class, new PathReader());
    private static final Kind<?> CONTENT = new Kind<>(Query.ContentQuery.class, new ContentReader());
    private static final Kind<?> TREE = new Kind<>(Query.TreeQuery.class, new TreeReader());
    private static final Kind<?> AUTHORIZED_KEYS =
            new Kind<>(Query.AuthorizedKeysQuery.class, new AuthorizedKeysReader());
    private static final Kind<?> ARCHIVE = new Kind<>(Query.ArchiveQuery.class, new ArchiveReader());

    static Kind<?> of(Query<?> query) {
        return switch (query) {
            case Query.PathQuery ignored -> PATH;
            case Query.ContentQuery ignored -> CONTENT;
            case Query.TreeQuery ignored -> TREE;
            case Query.PackageQuery ignored -> todo();
            case Query.UnitQuery ignored -> todo();
            case Query.LoadedQuery ignored -> todo();
            case Query.UserQuery ignored -> todo();
            case Query.GroupQuery ignored -> todo();
            case Query.SysctlQuery ignored -> todo();
            case Query.AuthorizedKeysQuery ignored -> AUTHORIZED_KEYS;
            case Query.ArchiveQuery ignored -> ARCHIVE;
            case Query.GuardQuery ignored -> todo();
            case Query.FactsQuery ignored -> todo();
        };
    }

    private static Kind<?> todo() {
        throw new UnsupportedOperationException("reader not written yet");
    }

    String script(List<Query<?>> queries) {
        return reader.script(queries.stream().map(type::cast).toList());
    }

    void read(List<Query<?>> queries, Answers answers, Observed.Builder into) throws ProbeException {
        reader.read(queries.stream().map(type::cast).toList(), answers, into);
    }
}
