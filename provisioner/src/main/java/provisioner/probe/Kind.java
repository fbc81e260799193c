package provisioner.probe;

import java.util.List;
import java.util.Locale;
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
    private static final Kind<?> LISTING = new Kind<>(Query.ListingQuery.class, new ListingReader());
    private static final Kind<?> PACKAGE = new Kind<>(Query.PackageQuery.class, new PackageReader());
    private static final Kind<?> UNIT = new Kind<>(Query.UnitQuery.class, new UnitReader());
    private static final Kind<?> LOADED = new Kind<>(Query.LoadedQuery.class, new LoadedReader());
    private static final Kind<?> USER = new Kind<>(Query.UserQuery.class, new UserReader());
    private static final Kind<?> GROUP = new Kind<>(Query.GroupQuery.class, new GroupReader());
    private static final Kind<?> SYSCTL = new Kind<>(Query.SysctlQuery.class, new SysctlReader());
    private static final Kind<?> GUARD = new Kind<>(Query.GuardQuery.class, new GuardReader());
    private static final Kind<?> FACTS = new Kind<>(Query.FactsQuery.class, new FactsReader());

    private static final Kind<?> FIREWALL = new Kind<>(Query.FirewallQuery.class, new FirewallReader());

    private static final Kind<?> CERTIFICATE = new Kind<>(Query.CertificateQuery.class, new CertificateReader());

    private static final Kind<?> SERVED = new Kind<>(Query.ServedQuery.class, new ServedReader());

    static Kind<?> of(Query<?> query) {
        return switch (query) {
            case Query.PathQuery ignored -> PATH;
            case Query.ContentQuery ignored -> CONTENT;
            case Query.TreeQuery ignored -> TREE;
            case Query.ListingQuery ignored -> LISTING;
            case Query.PackageQuery ignored -> PACKAGE;
            case Query.UnitQuery ignored -> UNIT;
            case Query.LoadedQuery ignored -> LOADED;
            case Query.UserQuery ignored -> USER;
            case Query.GroupQuery ignored -> GROUP;
            case Query.SysctlQuery ignored -> SYSCTL;
            case Query.AuthorizedKeysQuery ignored -> AUTHORIZED_KEYS;
            case Query.ArchiveQuery ignored -> ARCHIVE;
            case Query.GuardQuery ignored -> GUARD;
            case Query.FirewallQuery ignored -> FIREWALL;
            case Query.CertificateQuery ignored -> CERTIFICATE;
            case Query.ServedQuery ignored -> SERVED;
            case Query.FactsQuery ignored -> FACTS;
            case Query.MysqlQuery ignored -> throw notThroughTheShell(query);
            case Query.MysqlSourceQuery ignored -> throw notThroughTheShell(query);
        };
    }

    private static IllegalArgumentException notThroughTheShell(Query<?> query) {
        return new IllegalArgumentException("asked over a session with the database, not by the shell: " + query);
    }

    /** For people. */
    String name() {
        return type.getSimpleName().replaceFirst("Query$", "").toLowerCase(Locale.ROOT);
    }

    String script(List<Query<?>> queries) {
        return reader.script(queries.stream().map(type::cast).toList());
    }

    void read(List<Query<?>> queries, Answers answers, Observed.Builder into) throws ProbeException {
        reader.read(queries.stream().map(type::cast).toList(), answers, into);
    }
}
