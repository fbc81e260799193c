package provisioner.resource;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Observation.*;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.*;

/**
 * What a case's host answers, read from its {@code observed:} mapping: {@code path /etc/motd: missing}, {@code unit
 * nginx.service: {active: inactive}}. A path that is not stated but has something stated below it is a plain directory;
 * the content of a file follows from its {@code path}.
 */
final class CaseState {
    private static final String MISSING = "missing";

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
            case LoadedQuery q -> "loaded " + q.unit() + " " + q.key();
            case UserQuery q -> "user " + q.name();
            case GroupQuery q -> "group " + q.name();
            case SysctlQuery q -> "sysctl " + q.key();
            case AuthorizedKeysQuery q -> "authorized_keys " + q.user();
            case ArchiveQuery q -> "archive " + q.destination();
            case ListingQuery q -> "listing " + q.path();
            case GuardQuery q -> "guard " + q.shell();
            case FirewallQuery ignored -> "firewall";
            case CertificateQuery q -> "certificate " + q.chain();
            case ServedQuery q -> "served " + q.port();
            case FactsQuery ignored -> "facts";
            case MysqlQuery ignored -> "mysql";
            case MysqlSourceQuery q -> "mysql source " + q.address();
        };
    }

    private void put(Observed.Builder into, Query<?> query) {
        switch (query) {
            case PathQuery q -> into.put(q, pathAt(q.path()));
            case ContentQuery q -> into.put(q, content(q));
            case TreeQuery q -> into.put(q, CasePath.tree(node(q), problems));
            case PackageQuery q -> into.put(q, packageState(node(q)));
            case UnitQuery q -> into.put(q, unit(node(q)));
            case LoadedQuery q -> into.put(q, loaded(node(q)));
            case UserQuery q -> into.put(q, new UserState(account(node(q))));
            case GroupQuery q -> into.put(q, new GroupState(gid(node(q))));
            case SysctlQuery q -> into.put(q, new SysctlState(text(node(q))));
            case AuthorizedKeysQuery q -> into.put(q, keys(node(q)));
            case ArchiveQuery q -> into.put(q, archive(node(q)));
            case ListingQuery q -> into.put(q, listing(node(q)));
            case GuardQuery q -> into.put(q, guard(node(q)));
            case CertificateQuery q -> into.put(q, CaseCertificate.state(node(q), problems));
            case ServedQuery q ->
                into.put(
                        q,
                        new ServedState(CaseCertificate.state(node(q), problems).leaf()));
            case FirewallQuery q -> into.put(q, CaseFirewall.state(node(q), problems));
            case FactsQuery q -> into.put(q, facts(node(q)));
            case MysqlQuery q -> into.put(q, CaseMysql.state(node(q), problems));
            case MysqlSourceQuery q -> into.put(q, CaseMysql.source(node(q), problems));
        }
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
            return CasePath.state(node.get(), problems);
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
                ? text(stated.get()).map(Bytes::utf8)
                : Optional.of(path.orElseThrow())
                        .filter(Node.Mapping.class::isInstance)
                        .flatMap(n -> Fields.of(n, "a path", new Problems()).fields("file", "a file"))
                        .flatMap(f -> f.optionalString("content"))
                        .map(Bytes::utf8);
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

    private PackageState packageState(Node node) {
        if (isMissing(node)) {
            return new PackageState(Optional.empty(), false, Optional.empty(), true);
        }
        Fields fields = Fields.of(node, "a package", problems);
        PackageState state = new PackageState(
                fields.optionalString("installed"),
                fields.bool("automatic", false),
                fields.optionalString("candidate"),
                fields.bool("lists", true));
        fields.done();
        return state;
    }

    private UnitState unit(Node node) {
        if (isMissing(node)) {
            return UnitState.notFound();
        }
        Fields fields = Fields.of(node, "a unit", problems);
        String active = fields.optionalString("active").orElse("active");
        UnitState state = new UnitState(
                fields.optionalString("load").orElse("loaded"),
                active,
                fields.optionalString("sub").orElse(active.equals("active") ? "running" : "dead"),
                fields.optionalString("file").orElse("enabled"),
                fields.bool("needs_daemon_reload", false),
                fields.optionalString("invocation").orElse("i1"),
                fields.optionalInteger("state_change", 0, Integer.MAX_VALUE).orElse(1000));
        fields.done();
        return state;
    }

    private LoadedState loaded(Node node) {
        Fields fields = Fields.of(node, "what is loaded", problems);
        Optional<LoadedRecord> recorded = fields.fields("recorded", "a record").map(record -> {
            LoadedRecord value = new LoadedRecord(
                    record.optionalString("invocation").orElse("i1"),
                    record.optionalInteger("state_change", 0, Integer.MAX_VALUE).orElse(1000),
                    new TreeMap<>(record.stringMap("digests")));
            record.done();
            return value;
        });
        LoadedState state = new LoadedState(
                new TreeMap<>(fields.stringMap("current")),
                fields.integer("newest_change", 0, Integer.MAX_VALUE),
                recorded);
        fields.done();
        return state;
    }

    private Optional<Account> account(Node node) {
        if (isMissing(node)) {
            return Optional.empty();
        }
        Fields fields = Fields.of(node, "a user", problems);
        Account account = new Account(
                fields.optionalInteger("uid", 0, Integer.MAX_VALUE).orElse(1000),
                fields.string("group"),
                fields.optionalString("comment").orElse(""),
                fields.string("home"),
                fields.optionalString("shell").orElse("/bin/sh"),
                new TreeSet<>(fields.stringList("groups")));
        fields.done();
        return Optional.of(account);
    }

    private static OptionalInt gid(Node node) {
        return text(node).map(t -> OptionalInt.of(Integer.parseInt(t))).orElse(OptionalInt.empty());
    }

    private AuthorizedKeysState keys(Node node) {
        Fields fields = Fields.of(node, "authorized keys", problems);
        AuthorizedKeysState state = new AuthorizedKeysState(
                account(fields.node("account").orElseThrow()),
                CasePath.state(fields.node("directory").orElseThrow(), problems),
                CasePath.state(fields.node("file").orElseThrow(), problems),
                fields.stringList("lines"));
        fields.done();
        return state;
    }

    private ArchiveState archive(Node node) {
        if (isMissing(node)) {
            return new ArchiveState(Optional.empty(), List.of());
        }
        Fields fields = Fields.of(node, "an archive", problems);
        ArchiveState state = new ArchiveState(fields.optionalString("sha256"), fields.stringList("damaged"));
        fields.done();
        return state;
    }

    private ListingState listing(Node node) {
        if (isMissing(node)) {
            return new ListingState(List.of());
        }
        Node.Sequence names = (Node.Sequence) node;
        return new ListingState(
                names.items().stream().map(name -> ((Node.Scalar) name).text()).toList());
    }

    private GuardState guard(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return new GuardState(Integer.parseInt(scalar.text()), "");
        }
        Fields fields = Fields.of(node, "a guard", problems);
        GuardState state = new GuardState(
                fields.integer("exit", 0, 255), fields.optionalString("error").orElse(""));
        fields.done();
        return state;
    }

    private HostFacts facts(Node node) {
        Fields fields = Fields.of(node, "facts", problems);
        HostFacts state = new HostFacts(
                fields.stringMap("facts"),
                fields.stringList("reboot_required"),
                fields.bool("dpkg_interrupted", false),
                fields.optionalString("clock").map(Instant::parse).orElse(Instant.EPOCH));
        fields.done();
        return state;
    }

    private static Optional<String> text(Node node) {
        return isMissing(node)
                ? Optional.empty()
                : Optional.of(node).map(Node.Scalar.class::cast).map(Node.Scalar::text);
    }

    static boolean isMissing(Node node) {
        return node instanceof Node.Scalar scalar
                && scalar.plain()
                && scalar.text().equals(MISSING);
    }
}
