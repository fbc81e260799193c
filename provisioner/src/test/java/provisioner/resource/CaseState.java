package provisioner.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Observation;
import provisioner.state.Observation.*;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.InsideState;
import provisioner.state.Observation.NotesState;
import provisioner.state.Observation.WayState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.*;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.NotesQuery;
import provisioner.state.Query.WayQuery;

/**
 * What a case's host answers, read from its {@code observed:} mapping and written in the same form: {@code path /etc/motd:
 * missing}, {@code unit nginx.service: {active: inactive}}. A path that is not stated but has something stated below it is a
 * plain directory; the content of a file follows from its {@code path}.
 */
final class CaseState {
    private static final String OWN_CASES = "types of one's own have cases of their own";
    private static final String NO_CASES = "what leaves a host has tests of its own";

    private final Node.Mapping stated;
    private final Problems problems;
    private final Set<String> used = new HashSet<>();

    CaseState(Node.Mapping stated, Problems problems) {
        this.stated = stated;
        this.problems = problems;
    }

    /** @throws IllegalArgumentException where the case does not answer a query, or answers one that is not asked */
    Observed answer(Set<Query<?>> queries) {
        Observed.Builder observed = Observed.builder();
        queries.forEach(query -> put(observed, query));
        Set<String> unused = new TreeSet<>(stated.entries().keySet());
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("nobody asks for " + unused + ", but for "
                    + queries.stream().map(CaseState::key).toList());
        }
        return observed.build();
    }

    /** How a query is written in a case. */
    static String key(Query<?> query) {
        return switch (query) {
            case PathQuery q -> "path " + q.path();
            case ContentQuery q -> "content " + q.path();
            case TreeQuery q -> "tree " + q.path();
            case PackageQuery q -> "package " + q.name();
            case UnitQuery q -> "unit " + q.name();
            case UnitAdditionsQuery q -> "additions " + q.unit();
            case LoadedQuery q -> "loaded " + q.unit() + " " + q.key();
            case UserQuery q -> "user " + q.name();
            case GroupQuery q -> "group " + q.name();
            case ShadowQuery q -> "shadow " + q.name();
            case LocaleQuery q -> "locale " + q.name();
            case SysctlQuery q -> "sysctl " + q.key();
            case SshdQuery ignored -> "sshd";
            case BootSysctlQuery q -> "sysctl at boot " + q.key();
            case AuthorizedKeysQuery q -> "authorized_keys " + q.user();
            case ArchiveQuery q -> "archive " + q.destination();
            case ListingQuery q -> "listing " + q.path();
            case WayQuery q -> "way " + q.path();
            case EntriesQuery q -> "entries " + q.path();
            case GuardQuery q -> "guard " + q.shell();
            case Query.OwnQuery q -> "own " + q.type();
            case FirewallQuery ignored -> "firewall";
            case PacketFilterQuery ignored -> "packet filter";
            case UfwProfileQuery q -> "ufw profile " + q.name();
            case NameQuery q -> "name " + q.name();
            case CertificateQuery q -> "certificate " + q.chain();
            case ServedQuery q -> "served " + q.port();
            case UpgradeQuery q -> "upgrade " + q.word();
            case InsideQuery q -> "inside " + q.path();
            case NotesQuery ignored -> "notes";
            case SurveyQuery ignored -> "survey";
            case BootQuery ignored -> "boot";
            case ReadingQuery q -> CaseReading.key(q);
            case FactsQuery ignored -> "facts";
            case MachineQuery ignored -> "machine";
            case MysqlQuery ignored -> "mysql";
            case MysqlSourceQuery q -> "mysql source " + q.address();
            case MysqlSelectQuery q -> "mysql select " + q.select();
            case MysqlSurveyQuery ignored -> "mysql survey";
        };
    }

    private void put(Observed.Builder into, Query<?> query) {
        switch (query) {
            case PathQuery q -> into.put(q, pathAt(q.path()));
            case ContentQuery q -> into.put(q, content(q));
            case TreeQuery q -> into.put(q, CasePath.readTree(node(q), problems));
            case PackageQuery q -> into.put(q, CaseSystem.readPackage(node(q), problems));
            case UnitQuery q -> into.put(q, CaseUnit.read(node(q), problems));
            case UnitAdditionsQuery q ->
                into.put(
                        q,
                        find(key(q))
                                .map(node -> CaseUnit.readAdditions(node, problems))
                                .orElse(UnitAdditionsState.NONE));
            case LoadedQuery q -> into.put(q, CaseUnit.readLoaded(node(q), problems));
            case UserQuery q -> into.put(q, CaseAccount.read(node(q), problems));
            case GroupQuery q -> into.put(q, CaseAccount.readGroup(node(q)));
            case ShadowQuery q -> into.put(q, CaseAccount.readShadow(node(q), problems));
            case LocaleQuery q -> into.put(q, CaseSystem.readLocale(node(q), problems));
            case SysctlQuery q -> into.put(q, CaseSystem.readSysctl(node(q)));
            case SshdQuery q -> into.put(q, CaseSshd.read(find(key(q)), problems));
            case BootSysctlQuery q ->
                into.put(
                        q,
                        find(key(q))
                                .map(node -> CaseSystem.readBoot(node, problems))
                                .orElse(new BootSysctlState(List.of(), "")));
            case AuthorizedKeysQuery q -> into.put(q, CaseAccount.readKeys(node(q), problems));
            case ArchiveQuery q -> into.put(q, CaseSystem.readArchive(node(q), problems));
            case ListingQuery q -> into.put(q, CaseSystem.readListing(node(q)));
            case WayQuery q ->
                into.put(
                        q,
                        find(key(q))
                                .map(node -> CasePath.readWay(node, problems))
                                .orElse(WayState.ROOTS));
            case EntriesQuery q ->
                into.put(
                        q,
                        new EntriesState(find(key(q)).flatMap(CaseState::text).orElseGet(() -> entries(q))));
            case GuardQuery q -> into.put(q, CaseSystem.readGuard(node(q), problems));
            case Query.OwnQuery q when q.type().equals("read") -> into.put(q, CaseValue.read(node(q), problems));
            case Query.OwnQuery ignored -> throw new IllegalArgumentException(OWN_CASES);
            case CertificateQuery q -> into.put(q, CaseCertificate.read(node(q), problems));
            case ServedQuery q -> into.put(q, CaseCertificate.readServed(node(q), problems));
            case FirewallQuery q -> into.put(q, CaseFirewall.read(node(q), problems));
            case PacketFilterQuery q ->
                into.put(
                        q,
                        find(key(q))
                                .map(node -> CasePackets.read(node, problems))
                                .orElse(PacketFilterState.CLEAN));
            case UfwProfileQuery q -> into.put(q, CaseFirewall.readProfile(node(q)));
            case NameQuery q -> into.put(q, CaseFirewall.readName(node(q)));
            case UpgradeQuery q -> into.put(q, CaseUpgrade.read(node(q), problems));
            case InsideQuery ignored -> throw new IllegalArgumentException(NO_CASES);
            case NotesQuery ignored -> throw new IllegalArgumentException(NO_CASES);
            case MachineQuery ignored -> throw new IllegalArgumentException("no resource asks for it");
            case SurveyQuery ignored -> throw new IllegalArgumentException("no resource asks for a survey");
            case MysqlSurveyQuery ignored -> throw new IllegalArgumentException("no resource asks for a survey");
            case BootQuery q -> into.put(q, CaseSystem.readBootState(node(q), problems));
            case ReadingQuery q -> into.put(q, CaseReading.read(node(q)));
            case FactsQuery q -> into.put(q, CaseSystem.readFacts(node(q), problems));
            case MysqlQuery q -> into.put(q, CaseMysql.read(node(q), problems));
            case MysqlSourceQuery q -> into.put(q, CaseMysql.readSource(node(q), problems));
            case MysqlSelectQuery q -> into.put(q, CaseMysql.readSelect(node(q)));
        }
    }

    /** What is there has a digest, whatever it is. */
    private String entries(EntriesQuery query) {
        return pathAt(query.path()) instanceof Missing ? "" : "inodes";
    }

    /** An answer in the form that is read. */
    static Object write(Observation answer, CaseKnown known) {
        return switch (answer) {
            case PathState state -> CasePath.write(state, known);
            case Content(Bytes bytes) -> CasePath.content(bytes);
            case NoContent ignored -> Word.MISSING;
            case SameContent ignored -> throw new IllegalArgumentException("a case states contents themselves");
            case ContentTooLarge ignored -> throw new IllegalArgumentException("a case states contents themselves");
            case TreeState state -> CasePath.write(state, known);
            case PackageState state -> CaseSystem.write(state);
            case UnitState state -> CaseUnit.write(state);
            case UnitAdditionsState state -> CaseUnit.write(state);
            case LoadedState state -> CaseUnit.write(state);
            case UserState state -> CaseAccount.write(state);
            case GroupState state -> CaseAccount.write(state);
            case ShadowState state -> CaseAccount.write(state);
            case LocaleState state -> CaseSystem.write(state);
            case SysctlState state -> CaseSystem.write(state);
            case SshdState state -> CaseSshd.write(state);
            case BootSysctlState state -> CaseSystem.write(state);
            case AuthorizedKeysState state -> CaseAccount.write(state, known);
            case ArchiveState state -> CaseSystem.write(state);
            case ListingState state -> CaseSystem.write(state);
            case WayState state -> CasePath.write(state);
            case EntriesState state -> state.digest();
            case GuardState state -> CaseSystem.write(state);
            case Observation.OwnState state when CaseValue.is(state) -> CaseValue.write(state);
            case Observation.OwnState ignored -> throw new IllegalArgumentException(OWN_CASES);
            case CertificateState state -> CaseCertificate.write(state);
            case ServedState state -> CaseCertificate.write(state);
            case FirewallState state -> CaseFirewall.write(state);
            case PacketFilterState state -> CasePackets.write(state);
            case UfwProfileState state -> CaseFirewall.write(state);
            case NameState state -> CaseFirewall.write(state);
            case UpgradeState state -> CaseUpgrade.write(state);
            case InsideState ignored -> throw new IllegalArgumentException(NO_CASES);
            case NotesState ignored -> throw new IllegalArgumentException(NO_CASES);
            case SurveyState ignored -> throw new IllegalArgumentException("no resource asks for a survey");
            case MysqlSurveyState ignored -> throw new IllegalArgumentException("no resource asks for a survey");
            case BootState state -> CaseSystem.write(state);
            case ReadingState state -> CaseReading.write(state);
            case HostFacts state -> CaseSystem.write(state);
            case MachineState ignored -> throw new IllegalArgumentException("no resource asks for it");
            case MysqlState state -> CaseMysql.write(state, known);
            case MysqlSourceState state -> CaseMysql.write(state);
            case MysqlSelectState state -> state.seen();
        };
    }

    private Node node(Query<?> query) {
        return find(key(query))
                .orElseThrow(() -> new IllegalArgumentException("the case does not answer: " + key(query)));
    }

    private Optional<Node> find(String key) {
        used.add(key);
        return Optional.ofNullable(stated.entries().get(key)).map(Node.Entry::value);
    }

    private PathState pathAt(String path) {
        Optional<Node> node = find("path " + path);
        if (node.isPresent()) {
            return CasePath.read(node.get(), problems);
        }
        if (path.equals("/var/lib/mysql")) {
            return new Missing(); // nearly all cases about databases are about what the server says
        }
        String prefix = "path " + (path.equals("/") ? "/" : path + "/");
        if (stated.entries().keySet().stream().noneMatch(key -> key.startsWith(prefix))) {
            throw new IllegalArgumentException("the case does not answer: path " + path);
        }
        return new Directory(new Ownership("root", "root", 0755));
    }

    private ContentState content(ContentQuery query) {
        Optional<Node> stated = find(key(query));
        Optional<Node> path = find("path " + query.path());
        if (stated.isEmpty() && path.isEmpty()) {
            throw new IllegalArgumentException("the case does not answer: " + key(query));
        }
        if (stated.filter(CaseState::isMissing).isPresent()) {
            return new NoContent();
        }
        Optional<Bytes> bytes = stated.isPresent()
                ? text(stated.get()).map(CaseInputs::bytes)
                : Optional.of(path.orElseThrow())
                        .filter(Node.Mapping.class::isInstance)
                        .flatMap(n -> Fields.of(n, "a path", new Problems()).fields("file", "a file"))
                        .flatMap(f -> f.optionalString("content"))
                        .map(CaseInputs::bytes);
        if (bytes.isEmpty()) {
            return new NoContent();
        }
        if (bytes.get().sha256().equals(query.unlessSha256())) {
            return new SameContent();
        }
        return bytes.get().size() > query.limit()
                ? new ContentTooLarge(bytes.get().size())
                : new Content(bytes.get());
    }

    static Optional<String> text(Node node) {
        return isMissing(node)
                ? Optional.empty()
                : Optional.of(node).map(Node.Scalar.class::cast).map(Node.Scalar::text);
    }

    static boolean isMissing(Node node) {
        return node instanceof Node.Scalar scalar
                && scalar.plain()
                && scalar.text().equals(Word.MISSING.text());
    }
}
