package provisioner.probe;

import java.util.List;
import java.util.Locale;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.ShellQuery;

/** A kind of query with its reader. A new kind must be added only here, and the compiler enforces that. */
record QueryKind<Q extends ShellQuery<?>>(Class<Q> type, Reader<Q> reader) {

    // One instance of each, because a probe groups its queries by kind.
    private static final QueryKind<?> PATH = new QueryKind<>(Query.PathQuery.class, new PathReader());
    private static final QueryKind<?> CONTENT = new QueryKind<>(Query.ContentQuery.class, new ContentReader());
    private static final QueryKind<?> TREE = new QueryKind<>(Query.TreeQuery.class, new TreeReader());
    private static final QueryKind<?> AUTHORIZED_KEYS =
            new QueryKind<>(Query.AuthorizedKeysQuery.class, new AuthorizedKeysReader());
    private static final QueryKind<?> SSHD = new QueryKind<>(Query.SshdQuery.class, new SshdReader());
    private static final QueryKind<?> ARCHIVE = new QueryKind<>(Query.ArchiveQuery.class, new ArchiveReader());
    private static final QueryKind<?> LISTING = new QueryKind<>(Query.ListingQuery.class, new ListingReader());
    private static final QueryKind<?> ENTRIES = new QueryKind<>(Query.EntriesQuery.class, new EntriesReader());
    private static final QueryKind<?> INSIDE = new QueryKind<>(Query.InsideQuery.class, new ListingReader.Inside());
    private static final QueryKind<?> WAY = new QueryKind<>(Query.WayQuery.class, new WayReader());
    private static final QueryKind<?> PACKAGE = new QueryKind<>(Query.PackageQuery.class, new PackageReader());
    private static final QueryKind<?> UNIT = new QueryKind<>(Query.UnitQuery.class, new UnitReader());
    private static final QueryKind<?> UNIT_ADDITIONS =
            new QueryKind<>(Query.UnitAdditionsQuery.class, new UnitAdditionsReader());
    private static final QueryKind<?> LOADED = new QueryKind<>(Query.LoadedQuery.class, new LoadedReader());
    private static final QueryKind<?> USER = new QueryKind<>(Query.UserQuery.class, new UserReader());
    private static final QueryKind<?> SHADOW = new QueryKind<>(Query.ShadowQuery.class, new UserReader.Passwords());
    private static final QueryKind<?> LOCALE = new QueryKind<>(Query.LocaleQuery.class, new LocaleReader());
    private static final QueryKind<?> GROUP = new QueryKind<>(Query.GroupQuery.class, new UserReader.Groups());
    private static final QueryKind<?> SYSCTL = new QueryKind<>(Query.SysctlQuery.class, new SysctlReader());
    private static final QueryKind<?> BOOT_SYSCTL =
            new QueryKind<>(Query.BootSysctlQuery.class, new BootSysctlReader(""));
    private static final QueryKind<?> GUARD = new QueryKind<>(Query.GuardQuery.class, new GuardReader());
    private static final QueryKind<?> OWN = new QueryKind<>(Query.OwnQuery.class, new GuardReader.Own());
    private static final QueryKind<?> FACTS = new QueryKind<>(Query.FactsQuery.class, new FactsReader());

    private static final QueryKind<?> MACHINE = new QueryKind<>(Query.MachineQuery.class, new FactsReader.Machine());

    private static final QueryKind<?> FIREWALL = new QueryKind<>(Query.FirewallQuery.class, new FirewallReader());

    private static final QueryKind<?> PACKETS =
            new QueryKind<>(Query.PacketFilterQuery.class, new PacketFilterReader());

    private static final QueryKind<?> UFW_PROFILE =
            new QueryKind<>(Query.UfwProfileQuery.class, new UfwProfileReader());

    private static final QueryKind<?> NAME = new QueryKind<>(Query.NameQuery.class, new NameReader());

    private static final QueryKind<?> CERTIFICATE =
            new QueryKind<>(Query.CertificateQuery.class, new CertificateReader());

    private static final QueryKind<?> SERVED = new QueryKind<>(Query.ServedQuery.class, new ServedReader());

    private static final QueryKind<?> BOOT = new QueryKind<>(Query.BootQuery.class, new BootReader());

    private static final QueryKind<?> UPGRADE = new QueryKind<>(Query.UpgradeQuery.class, new UpgradeReader());

    private static final QueryKind<?> SURVEY = new QueryKind<>(Query.SurveyQuery.class, new SurveyReader());

    private static final QueryKind<?> NOTES = new QueryKind<>(Query.NotesQuery.class, new NotesReader());

    private static final QueryKind<?> READING = new QueryKind<>(Query.ReadingQuery.class, new ReadingReader());

    static QueryKind<?> of(ShellQuery<?> query) {
        return switch (query) {
            case Query.PathQuery ignored -> PATH;
            case Query.ContentQuery ignored -> CONTENT;
            case Query.TreeQuery ignored -> TREE;
            case Query.ListingQuery ignored -> LISTING;
            case Query.EntriesQuery ignored -> ENTRIES;
            case Query.InsideQuery ignored -> INSIDE;
            case Query.WayQuery ignored -> WAY;
            case Query.PackageQuery ignored -> PACKAGE;
            case Query.UnitQuery ignored -> UNIT;
            case Query.UnitAdditionsQuery ignored -> UNIT_ADDITIONS;
            case Query.LoadedQuery ignored -> LOADED;
            case Query.UserQuery ignored -> USER;
            case Query.GroupQuery ignored -> GROUP;
            case Query.ShadowQuery ignored -> SHADOW;
            case Query.LocaleQuery ignored -> LOCALE;
            case Query.SysctlQuery ignored -> SYSCTL;
            case Query.SshdQuery ignored -> SSHD;
            case Query.BootSysctlQuery ignored -> BOOT_SYSCTL;
            case Query.AuthorizedKeysQuery ignored -> AUTHORIZED_KEYS;
            case Query.ArchiveQuery ignored -> ARCHIVE;
            case Query.GuardQuery ignored -> GUARD;
            case Query.OwnQuery ignored -> OWN;
            case Query.FirewallQuery ignored -> FIREWALL;
            case Query.PacketFilterQuery ignored -> PACKETS;
            case Query.UfwProfileQuery ignored -> UFW_PROFILE;
            case Query.NameQuery ignored -> NAME;
            case Query.CertificateQuery ignored -> CERTIFICATE;
            case Query.ServedQuery ignored -> SERVED;
            case Query.UpgradeQuery ignored -> UPGRADE;
            case Query.SurveyQuery ignored -> SURVEY;
            case Query.NotesQuery ignored -> NOTES;
            case Query.BootQuery ignored -> BOOT;
            case Query.ReadingQuery ignored -> READING;
            case Query.FactsQuery ignored -> FACTS;
            case Query.MachineQuery ignored -> MACHINE;
        };
    }

    /** The name for people. */
    String name() {
        return type.getSimpleName().replaceFirst("Query$", "").toLowerCase(Locale.ROOT);
    }

    String script(List<ShellQuery<?>> queries) {
        return reader.script(queries.stream().map(type::cast).toList());
    }

    boolean takesLong() {
        return reader.takesLong();
    }

    void read(List<ShellQuery<?>> queries, Answers answers, Observed.Builder into) throws ProbeException {
        reader.read(queries.stream().map(type::cast).toList(), answers, into);
    }
}
