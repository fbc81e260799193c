package provisioner.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.BootState;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observation.TreeState;
import provisioner.state.Observation.UfwProfileState;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UpgradeState;
import provisioner.state.Observation.UserState;
import provisioner.state.PathNames;
import provisioner.state.Query;
import provisioner.state.Query.ArchiveQuery;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.BootQuery;
import provisioner.state.Query.BootSysctlQuery;
import provisioner.state.Query.CertificateQuery;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.DatabaseQuery;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.FirewallQuery;
import provisioner.state.Query.GroupQuery;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.ListingQuery;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.LocaleQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.MysqlSurveyQuery;
import provisioner.state.Query.NameQuery;
import provisioner.state.Query.NotesQuery;
import provisioner.state.Query.OwnQuery;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.PacketFilterQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Query.ServedQuery;
import provisioner.state.Query.ShadowQuery;
import provisioner.state.Query.SshdQuery;
import provisioner.state.Query.SurveyQuery;
import provisioner.state.Query.SysctlQuery;
import provisioner.state.Query.TreeQuery;
import provisioner.state.Query.UfwProfileQuery;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.Query.UpgradeQuery;
import provisioner.state.Query.UserQuery;
import provisioner.state.Query.WayQuery;
import provisioner.state.Reading;

/** The rules for which answers an unpredictable step may change: a package or a user's own command. */
final class UnsettlingRules {
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();
    private static final AnswerChange UNSETTLED = new AnswerChange.Unsettled();

    private UnsettlingRules() {}

    static AnswerChange of(Extent extent, Query<?> query, Observation old) {
        return switch (extent) {
            case Extent.Anything ignored ->
                query instanceof FactsQuery || query instanceof MachineQuery ? UNTOUCHED : UNSETTLED;
            case Extent.LaterSteps ignored -> of(new Extent.Anything(), query, old);
            case Extent.Below(String path) -> below(path, query);
            case Extent.Thing(String name) -> OwnPropagation.ofThing(name, query);
            case Extent.Reboot ignored -> reboot(query, old);
            case Extent.Packages ignored -> packages(query, old);
            case Extent.RemovedPackages ignored -> removedPackages(query, old);
        };
    }

    private static AnswerChange below(String path, Query<?> query) {
        List<String> paths = switch (query) {
            case PathQuery q -> List.of(q.path());
            case ContentQuery q -> List.of(q.path());
            case TreeQuery q -> List.of(q.path());
            case LoadedQuery q -> q.paths();
            case ArchiveQuery q -> List.of(q.destination());
            case CertificateQuery q -> Propagation.files(q).toList();
            case ListingQuery q -> List.of(q.path());
            case EntriesQuery q -> List.of(q.path());
            case InsideQuery q -> List.of(q.path());
            case UfwProfileQuery ignored -> List.of("/etc/ufw/applications.d");
            case SshdQuery ignored -> List.of("/etc/ssh");
            case ReadingQuery q -> q.paths();
            default -> List.of();
        };
        boolean hit = query instanceof GuardQuery
                || query instanceof OwnQuery own && own.dependsOnPath(path)
                || paths.stream()
                        .anyMatch(p -> p.equals(path) || PathNames.isBelow(p, path) || watchesBelow(query, p, path));
        return hit ? UNSETTLED : UNTOUCHED;
    }

    /** Whether an unreadable answer may change together with this path. */
    static boolean readsAt(String path, Query<?> query) {
        return switch (query) {
            case AuthorizedKeysQuery ignored -> path.contains("/.ssh") || path.startsWith("/etc/ssh/sshd_config");
            case FirewallQuery ignored -> Propagation.isOfUfw(path);
            case PacketFilterQuery ignored -> Propagation.isOfUfw(path);
            case NameQuery ignored -> Propagation.isOfResolver(path);
            default -> below(path, query) instanceof AnswerChange.Unsettled;
        };
    }

    private static boolean watchesBelow(Query<?> query, String watched, String path) {
        return !(query instanceof PathQuery || query instanceof ContentQuery) && PathNames.isBelow(path, watched);
    }

    /** Packages add what does not exist and keep what exists (see {@link Extent.Packages}). */
    private static AnswerChange packages(Query<?> query, Observation old) {
        boolean open = switch (old) {
            case Missing ignored -> true;
            case NoContent ignored -> true;
            case UnitState unit -> !unit.exists();
            case UserState user -> user.account().isEmpty();
            case GroupState group -> group.gid().isEmpty();
            case ShadowState shadow -> shadow.entry().isEmpty();
            case LocaleState locale -> locale.charset().isEmpty() || !locale.available();
            case TreeState ignored -> true;
            case EntriesState ignored -> true;
            case InsideState ignored -> true;
            case LoadedState ignored -> true;
            case AuthorizedKeysState keys -> keys.account().isEmpty();
            case SshdState sshd -> sshd.files().isEmpty();
            case ArchiveState ignored -> false;
            case FirewallState firewall -> !firewall.installed();
            case PacketFilterState packets -> !packets.readable();
            case UfwProfileState profile -> profile.ports().isEmpty();
            case CertificateState certificate -> !certificate.openssl();
            case MysqlSelectState select -> !select.one();
            case MysqlState mysql -> mysql.server().isEmpty() && !mysql.refused();
            case UpgradeState ignored -> true;
            case BootState boot -> boot.required().isEmpty();
            default ->
                query instanceof GuardQuery
                        || query instanceof OwnQuery own && own.dependsOn(OwnQuery.PACKAGES)
                        || query instanceof ReadingQuery q && q.reading().isOfPackages();
        };
        // Debian Policy 9.1.2 and the FHS keep packages out of some places, and no package has our name.
        boolean local = (query instanceof TreeQuery tree ? Optional.of(tree.path()) : Propagation.pathOf(query))
                .filter(path -> Stream.of("/usr/local", "/opt", "/srv", "/home", "/root")
                                .anyMatch(top -> PathNames.isBelow(path, top))
                        || Stream.of("/etc/provisioner", "/var/lib/provisioner", "/var/cache/provisioner")
                                .anyMatch(top -> path.equals(top) || PathNames.isBelow(path, top)))
                .isPresent();
        return open && !local ? UNSETTLED : UNTOUCHED;
    }

    /** What is on disk stays. A unit that runs and starts at a boot runs afterwards, with what its files say now. */
    private static AnswerChange reboot(Query<?> query, Observation old) {
        boolean open = switch (old) {
            case UnitState unit -> unit.exists() && (unit.running() != unit.enabled() || unit.needsDaemonReload());
            case UnitAdditionsState additions ->
                additions.found().stream().anyMatch(addition -> isInMemory(addition.path()));
            case LoadedState loaded ->
                loaded.recorded()
                        .filter(record -> record.digests().equals(loaded.current()))
                        .isEmpty();
            case FirewallState firewall -> firewall.enabled() != firewall.loaded() || firewall.revertPending();
            case PacketFilterState packets -> !packets.findings().isEmpty();
            default ->
                switch (query) {
                    case GuardQuery ignored -> true;
                    case OwnQuery ignored -> true;
                    case SysctlQuery ignored -> true;
                    case ReadingQuery q -> q.reading() == Reading.MOUNT;
                    case NameQuery ignored -> true;
                    case ServedQuery ignored -> true;
                    case DatabaseQuery<?> ignored -> true;
                    default ->
                        Propagation.pathOf(query)
                                .filter(UnsettlingRules::isInMemory)
                                .isPresent();
                };
        };
        return open ? UNSETTLED : UNTOUCHED;
    }

    private static boolean isInMemory(String path) {
        return Stream.of("/run", "/var/run", "/var/lock", "/tmp", "/dev", "/proc", "/sys")
                .anyMatch(top -> path.equals(top) || PathNames.isBelow(path, top));
    }

    private static AnswerChange removedPackages(Query<?> query, Observation old) {
        boolean open = switch (query) {
            case UnitQuery ignored -> ((UnitState) old).exists();
            case PackageQuery ignored ->
                ((PackageState) old).installed().isPresent()
                        || ((PackageState) old).apt().conflicts();
            case PathQuery q -> !(old instanceof Missing) && !isKept(q.path());
            case ContentQuery q -> !(old instanceof NoContent) && !isKept(q.path());
            case TreeQuery q -> !isKept(q.path());
            case UnitAdditionsQuery ignored -> false;
            case LoadedQuery ignored -> true;
            case ArchiveQuery ignored -> false;
            case ListingQuery q -> !isKept(q.path());
            case EntriesQuery ignored -> !((EntriesState) old).digest().isEmpty();
            case InsideQuery q -> !isKept(q.path());
            case NotesQuery ignored -> false;
            case WayQuery ignored -> false;
            case SshdQuery ignored -> false;
            case AuthorizedKeysQuery ignored -> false;
            case UserQuery ignored -> false;
            case GroupQuery ignored -> false;
            case ShadowQuery ignored -> false;
            case LocaleQuery ignored -> true;
            case SysctlQuery ignored -> false;
            case BootSysctlQuery ignored -> true;
            case BootQuery ignored -> true;
            case SurveyQuery ignored -> false;
            case UpgradeQuery ignored -> true;
            case FirewallQuery ignored -> ((FirewallState) old).installed();
            case PacketFilterQuery ignored -> ((PacketFilterState) old).readable();
            case UfwProfileQuery ignored -> ((UfwProfileState) old).ports().isPresent();
            case NameQuery ignored -> false;
            case CertificateQuery ignored -> ((CertificateState) old).openssl();
            case ServedQuery ignored -> true;
            case GuardQuery ignored -> true;
            case OwnQuery own -> own.dependsOn(OwnQuery.PACKAGES);
            case ReadingQuery q -> q.reading().isOfPackages();
            case FactsQuery ignored -> false;
            case MachineQuery ignored -> false;
            case MysqlQuery ignored -> ((MysqlState) old).server().isPresent();
            case MysqlSourceQuery ignored -> false;
            case MysqlSelectQuery ignored -> true;
            case MysqlSurveyQuery ignored -> false;
        };
        return open ? UNSETTLED : UNTOUCHED;
    }

    private static boolean isKept(String path) {
        return List.of("/etc", "/usr/local", "/opt", "/srv", "/home", "/root").stream()
                .anyMatch(top -> path.equals(top) || PathNames.isBelow(path, top));
    }
}
