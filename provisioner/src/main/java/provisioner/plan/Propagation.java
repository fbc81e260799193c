package provisioner.plan;

import static provisioner.state.PathNames.isBelow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.state.AptAnswer;
import provisioner.state.Observation;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observation.WayState;
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
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
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

/** The rules by which one changed answer changes others, such as a file's content its service's pending reload. */
final class Propagation {
    private Propagation() {}

    private static final Set<String> MYSQL_UNITS = Set.of("mysql.service", "mariadb.service");
    private static final Pattern UNIT_PATHS = Pattern.compile("(/etc|/run|/usr/lib|/lib|/usr/local/lib)/systemd/.*");
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();
    private static final AnswerChange UNSETTLED = new AnswerChange.Unsettled();
    private static final AnswerChange STALE = new AnswerChange.Stale();

    /**
     * What a change of {@code path} does to the answer of another query.
     *
     * @param now a time after all observations and earlier predictions
     */
    static AnswerChange ofPath(String path, PathState state, Query<?> query, Observation old, long now) {
        return switch (query) {
            case PathQuery q -> ofPathOnPath(path, state, q);
            case ContentQuery q -> ofPathOnContent(path, state, q);
            case TreeQuery q -> ofPathOnTree(path, state, q, (TreeState) old);
            case LoadedQuery q -> ofPathOnLoaded(path, state, q, (LoadedState) old, now);
            case ArchiveQuery q -> overlaps(path, q.destination()) ? UNSETTLED : UNTOUCHED;
            case ListingQuery q -> overlaps(path, q.path()) ? UNSETTLED : UNTOUCHED;
            case EntriesQuery q -> ofPathOnEntries(path, state, q);
            case InsideQuery q -> ofPathOnInside(path, state, q, (InsideState) old);
            case NotesQuery ignored -> UNTOUCHED;
            case WayQuery q -> ofPathOnWay(path, state, q, (WayState) old);
            case UnitQuery q -> ofPathOnUnit(path, q, (UnitState) old);
            case UnitAdditionsQuery ignored -> ofPathOnAdditions(path, state, (UnitAdditionsState) old);
            case SshdQuery ignored -> SshdPropagation.ofPath(path, state, (SshdState) old);
            case AuthorizedKeysQuery q -> SshdPropagation.ofPathOnKeys(path, q, (AuthorizedKeysState) old);
            case GuardQuery ignored -> UNSETTLED;
            case OwnQuery q -> q.dependsOnPath(path) ? UNSETTLED : UNTOUCHED;
            case SurveyQuery ignored -> UNTOUCHED;
            case UpgradeQuery ignored -> isBelow(path, "/etc/apt") ? UNSETTLED : UNTOUCHED;
            case BootQuery ignored -> isOfBoot(path) ? UNSETTLED : UNTOUCHED;
            case PackageQuery ignored -> ofPathOnPackage(path, (PackageState) old);
            case UserQuery ignored -> UNTOUCHED;
            case ShadowQuery ignored -> UNTOUCHED;
            case GroupQuery ignored -> UNTOUCHED;
            case LocaleQuery ignored -> path.equals("/usr/local/share/i18n/SUPPORTED") ? UNSETTLED : UNTOUCHED;
            case SysctlQuery ignored -> UNTOUCHED;
            case BootSysctlQuery ignored -> isOfBootSysctls(path) ? UNSETTLED : UNTOUCHED;
            case FirewallQuery ignored -> isOfUfw(path) ? UNSETTLED : UNTOUCHED;
            case PacketFilterQuery ignored -> isOfUfw(path) ? UNSETTLED : UNTOUCHED;
            case UfwProfileQuery ignored -> isBelow(path, "/etc/ufw/applications.d") ? UNSETTLED : UNTOUCHED;
            case NameQuery ignored -> isOfResolver(path) ? UNSETTLED : UNTOUCHED;
            case CertificateQuery q -> files(q).anyMatch(file -> overlaps(path, file)) ? UNSETTLED : UNTOUCHED;
            case ServedQuery ignored -> UNTOUCHED;
            case ReadingQuery q -> q.paths().stream().anyMatch(read -> overlaps(path, read)) ? UNSETTLED : UNTOUCHED;
            case FactsQuery ignored -> UNTOUCHED;
            case MachineQuery ignored -> UNTOUCHED;
            case DatabaseQuery<?> ignored -> UNTOUCHED;
        };
    }

    static boolean isOfUfw(String path) {
        return isBelow(path, "/etc/ufw") || path.equals("/etc/default/ufw");
    }

    /** What other steps of provisioner write there has the same name as the parameter, so it is about that one only. */
    private static boolean isOfBootSysctls(String path) {
        return path.startsWith("/etc/ufw/")
                || List.of("/etc/default/ufw", "/etc/sysctl.conf").contains(path)
                || path.contains("/sysctl.d/") && !path.contains("/99-zz-provisioner-")
                || path.endsWith("/systemd-sysctl.service");
    }

    /** What requires a reboot. */
    private static boolean isOfBoot(String path) {
        return path.startsWith("/run/reboot-required") || path.startsWith("/boot/vmlinuz-");
    }

    /** What decides how the host resolves names. */
    static boolean isOfResolver(String path) {
        return List.of("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf")
                        .contains(path)
                || path.startsWith("/etc/systemd/resolved.conf")
                || path.startsWith("/etc/systemd/network/");
    }

    static Stream<String> files(CertificateQuery query) {
        return Stream.of(query.chain(), query.key(), query.authorities()).filter(file -> !file.isEmpty());
    }

    private static AnswerChange ofPathOnPath(String path, PathState state, PathQuery query) {
        if (!isBelow(query.path(), path)) {
            return UNTOUCHED;
        }
        return switch (state) {
            case Directory ignored -> UNTOUCHED;
            case Symlink ignored -> UNSETTLED;
            default -> new AnswerChange.Altered(new Missing());
        };
    }

    private static AnswerChange ofPathOnContent(String path, PathState state, ContentQuery query) {
        if (query.path().equals(path)) {
            return switch (state) {
                case RegularFile file
                when file.sha256().equals(query.unlessSha256()) -> new AnswerChange.Altered(new SameContent());
                case RegularFile ignored -> UNSETTLED;
                case Symlink ignored -> UNSETTLED;
                default -> new AnswerChange.Altered(new NoContent());
            };
        }
        return switch (ofPathOnPath(path, state, new PathQuery(query.path()))) {
            case AnswerChange.Altered ignored -> new AnswerChange.Altered(new NoContent());
            case AnswerChange other -> other;
        };
    }

    private static AnswerChange ofPathOnEntries(String path, PathState state, EntriesQuery query) {
        if (isBelow(path, query.path())) {
            return query.directories() ? UNSETTLED : UNTOUCHED;
        }
        boolean same = path.equals(query.path());
        if (!same && !isBelow(query.path(), path)) {
            return UNTOUCHED;
        }
        if (state instanceof Missing || same && state instanceof Directory && !query.directories()) {
            return new AnswerChange.Altered(new EntriesState(""));
        }
        return !same && state instanceof Directory ? UNTOUCHED : UNSETTLED;
    }

    private static AnswerChange ofPathOnInside(String path, PathState state, InsideQuery query, InsideState old) {
        if (path.equals(query.path()) || isBelow(query.path(), path)) {
            return switch (state) {
                case Directory ignored -> UNTOUCHED;
                case Symlink ignored -> UNSETTLED;
                default -> new AnswerChange.Altered(InsideState.NOTHING);
            };
        }
        if (!isBelow(path, query.path())) {
            return UNTOUCHED;
        }
        String name = path.substring(query.path().length() + 1);
        boolean deeper = name.indexOf('/') >= 0;
        SortedSet<String> names = new TreeSet<>(old.names());
        if (!(state instanceof Missing)) {
            names.add(deeper ? name.substring(0, name.indexOf('/')) : name);
        } else if (!deeper) {
            names.remove(name);
        }
        return names.equals(old.names()) ? UNTOUCHED : new AnswerChange.Altered(new InsideState(names));
    }

    /** A directory that is another user's from now on lets them replace what is below. */
    private static AnswerChange ofPathOnWay(String path, PathState state, WayQuery query, WayState old) {
        if (!isBelow(query.path(), path)) {
            return UNTOUCHED;
        }
        if (!old.others().isEmpty() || !old.link().isEmpty()) {
            return UNSETTLED;
        }
        String below = query.path().substring(path.length() + 1);
        if (!(state instanceof Directory(Ownership now)) || now.owner().equals("root") || below.indexOf('/') < 0) {
            return UNTOUCHED;
        }
        String from = path + "/" + below.substring(0, below.indexOf('/'));
        return new AnswerChange.Altered(new WayState(new TreeSet<>(Set.of(now.owner())), from, ""));
    }

    private static AnswerChange ofPathOnTree(String path, PathState state, TreeQuery query, TreeState old) {
        if (path.equals(query.path())) {
            return switch (state) {
                case Directory ignored -> new AnswerChange.Altered(new TreeState(true, old.entries()));
                case Symlink ignored -> UNSETTLED;
                default -> new AnswerChange.Altered(new TreeState(false, new TreeMap<>()));
            };
        }
        if (isBelow(query.path(), path)) {
            return state instanceof Directory ? UNTOUCHED : UNSETTLED;
        }
        if (!isBelow(path, query.path())) {
            return UNTOUCHED;
        }
        SortedMap<String, PathState> entries = new TreeMap<>(old.entries());
        String relative = path.substring(query.path().length() + 1);
        if (state instanceof Missing) {
            entries.keySet().removeIf(entry -> entry.equals(relative) || isBelow(entry, relative));
        } else {
            entries.put(relative, state);
        }
        return new AnswerChange.Altered(new TreeState(old.present(), entries));
    }

    private static AnswerChange ofPathOnLoaded(
            String path, PathState state, LoadedQuery query, LoadedState old, long now) {
        if (query.paths().stream().noneMatch(p -> p.equals(path) || isBelow(path, p) || isBelow(p, path))) {
            return UNTOUCHED;
        }
        if (state instanceof Symlink) {
            return UNSETTLED; // the link's target may well be what was loaded
        }
        SortedMap<String, String> current = new TreeMap<>(old.current());
        current.keySet().removeIf(file -> file.equals(path) || isBelow(file, path) && !(state instanceof Directory));
        if (state instanceof RegularFile file) {
            current.put(path, file.sha256());
        }
        return new AnswerChange.Altered(new LoadedState(current, now, old.recorded()));
    }

    /** systemd notices that a unit's file or drop-in is newer than what it has read. A link there may enable the unit. */
    private static AnswerChange ofPathOnUnit(String path, UnitQuery query, UnitState old) {
        if (!old.exists() || !UNIT_PATHS.matcher(path).matches()) {
            return UNTOUCHED;
        }
        for (String name : List.of(query.name(), named(query.name(), old))) {
            if (path.endsWith("/" + name) || path.contains("/" + name + ".d/")) {
                return path.matches(".*\\.(wants|requires|upholds)/.*")
                        ? UNSETTLED
                        : new AnswerChange.Altered(old.of(old.load(), old.fileState(), true));
            }
        }
        return UNTOUCHED;
    }

    /** What a step makes is declared, and so no addition. */
    private static AnswerChange ofPathOnAdditions(String path, PathState state, UnitAdditionsState old) {
        UnitAdditionsState left = old.without(found -> found.equals(path) || isBelow(found, path));
        return state instanceof Missing && !left.equals(old) ? new AnswerChange.Altered(left) : UNTOUCHED;
    }

    /** Another package source, architecture or preference may let apt do what it refuses now. */
    private static AnswerChange ofPathOnPackage(String path, PackageState old) {
        boolean asked = old.installed().isEmpty() && old.candidate().isEmpty()
                || !old.apt().equals(AptAnswer.YES);
        return asked && isBelow(path, "/etc/apt") ? UNSETTLED : UNTOUCHED;
    }

    /** Another step's wish for the same package. */
    static AnswerChange ofPackage(String name, PackageState state, Query<?> query, Observation old) {
        return query instanceof PackageQuery q && q.name().equals(name)
                ? new AnswerChange.Altered(((PackageState) old).with(state.installed()))
                : ofOther("package " + name, query, old);
    }

    /** What predicted content does to another query. Its bytes are known, whatever the query's digest and limit are. */
    static AnswerChange ofContent(String path, ContentState content, Query<?> query, Observation old) {
        if (old instanceof SshdState sshd) {
            return SshdPropagation.ofContent(path, content, sshd);
        }
        if (!(query instanceof ContentQuery q) || !q.path().equals(path)) {
            return UNTOUCHED;
        }
        boolean same = content instanceof Content c && c.bytes().sha256().equals(q.unlessSha256());
        return new AnswerChange.Altered(same ? new SameContent() : content);
    }

    static AnswerChange ofUser(String name, UserState state, Query<?> query, Observation old) {
        return switch (query) {
            case AuthorizedKeysQuery q
            when q.user().equals(name) -> {
                AuthorizedKeysState keys = (AuthorizedKeysState) old;
                yield new AnswerChange.Altered(new AuthorizedKeysState(
                        state.account(),
                        keys.directory(),
                        keys.file(),
                        keys.lines(),
                        keys.sshd(),
                        keys.home(),
                        keys.others()));
            }
            case ShadowQuery q when q.name().equals(name) -> ofUserOnShadow(state, (ShadowState) old);
            default -> ofOther("user " + name, query, old);
        };
    }

    /** A new user has no password, and no end. */
    private static AnswerChange ofUserOnShadow(UserState state, ShadowState old) {
        Optional<Shadow> after = state.account().map(account -> old.entry().orElseGet(Shadow::locked));
        return after.equals(old.entry()) ? UNTOUCHED : new AnswerChange.Altered(new ShadowState(after));
    }

    /** A started database server must be observed again, because it uses its current configuration files. */
    static AnswerChange ofUnit(String name, UnitState state, Query<?> query, Observation old) {
        if (old instanceof UnitState unit) {
            return named(((UnitQuery) query).name(), unit).equals(named(name, state))
                    ? new AnswerChange.Altered(
                            state.from(unit.origin().with(state.origin().also())))
                    : UNTOUCHED;
        }
        if (!MYSQL_UNITS.contains(name)) {
            return ofOther("unit " + name, query, old);
        }
        return switch (old) {
            case MysqlState mysql ->
                mysql.server()
                        .<AnswerChange>map(server -> new AnswerChange.Altered(MysqlState.of(server.afterRestart())))
                        .orElse(UNSETTLED);
            case MysqlSourceState ignored -> STALE;
            case MysqlSelectState ignored -> UNSETTLED;
            default -> ofOther("unit " + name, query, old);
        };
    }

    /** By which name systemd knows a unit, whatever aliases steps name. */
    private static String named(String asked, UnitState unit) {
        return unit.origin().id().isEmpty() ? asked : unit.origin().id();
    }

    /** A server's answer about its source may differ once the server itself has changed. */
    static AnswerChange ofDatabase(Query<?> query, Observation old) {
        return switch (query) {
            case MysqlSourceQuery ignored -> STALE;
            case MysqlSelectQuery ignored -> UNSETTLED;
            default -> ofOther(query, old);
        };
    }

    /** Any other change affects only the user's own probes, and what may be in a directory that is to go. */
    static AnswerChange ofOther(Query<?> query, Observation old) {
        boolean entries =
                query instanceof EntriesQuery && !((EntriesState) old).digest().isEmpty();
        boolean probed = query instanceof GuardQuery
                || query instanceof OwnQuery own && own.reads().isEmpty();
        return probed || entries ? UNSETTLED : UNTOUCHED;
    }

    /** Likewise, and those that say that they depend on this. */
    private static AnswerChange ofOther(String thing, Query<?> query, Observation old) {
        return query instanceof OwnQuery own && own.dependsOn(thing) ? UNSETTLED : ofOther(query, old);
    }

    static boolean overlaps(String a, String b) {
        return a.equals(b) || isBelow(a, b) || isBelow(b, a);
    }

    static Optional<String> pathOf(Query<?> query) {
        return switch (query) {
            case PathQuery q -> Optional.of(q.path());
            case ContentQuery q -> Optional.of(q.path());
            // One that is asked about what is below changes with that.
            case EntriesQuery q -> q.directories() ? Optional.empty() : Optional.of(q.path());
            case WayQuery q -> Optional.of(q.path());
            default -> Optional.empty();
        };
    }
}
