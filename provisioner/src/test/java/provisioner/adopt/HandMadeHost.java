package provisioner.adopt;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.state.Bytes;
import provisioner.state.Observation;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.EntriesState;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.SameContent;
import provisioner.state.Observation.SshdState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observation.UserState;
import provisioner.state.Observation.WayState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.SshdLogin;
import provisioner.state.Survey;
import provisioner.state.Survey.Account;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Diversion;
import provisioner.state.Survey.Entry;
import provisioner.state.Survey.Generated;
import provisioner.state.Survey.GroupMembers;
import provisioner.state.Survey.Installed;
import provisioner.state.Survey.KeyLine;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.ModeOverride;
import provisioner.state.Survey.Mount;
import provisioner.state.Survey.Program;
import provisioner.state.Survey.Unknown;

/** A host that somebody set up by hand, in memory: what a look at all of it says, and the answers to any question. */
final class HandMadeHost {
    private static final String ROOT = "root";

    final List<Entry> files = new ArrayList<>();
    final List<Altered> altered = new ArrayList<>();
    final List<Program> programs = new ArrayList<>();
    final List<Installed> packages = new ArrayList<>();
    final List<Diversion> diversions = new ArrayList<>();
    final List<ModeOverride> overrides = new ArrayList<>();
    final List<Account> accounts = new ArrayList<>();
    final List<GroupMembers> groups = new ArrayList<>();
    final List<KeyLine> keys = new ArrayList<>();
    final List<Listener> listeners = new ArrayList<>();
    final List<Mount> mounts = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<Unknown> unknown = new ArrayList<>();
    final Map<String, UnitState> units = new HashMap<>();

    private final Map<String, Bytes> contents = new HashMap<>();
    private final Map<String, Ownership> owned = new HashMap<>();
    private final Map<String, Ownership> directories = new HashMap<>();

    HandMadeHost file(String path, String owner, int mode, String content) {
        return file(path, owner, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    HandMadeHost file(String path, String owner, int mode, byte[] content) {
        files.add(new Entry(path, 'f', mode, owner, owner, content.length, 1_700_000_000L, ""));
        return packaged(path, owner, mode, Bytes.of(content));
    }

    /** A file that no look tells of. */
    HandMadeHost packaged(String path, String owner, int mode, Bytes content) {
        contents.put(path, content);
        owned.put(path, new Ownership(owner, owner, mode));
        return this;
    }

    HandMadeHost other(String path, char kind, long size) {
        files.add(new Entry(path, kind, 0644, ROOT, ROOT, size, 1_700_000_000L, ""));
        return this;
    }

    HandMadeHost link(String path, String target) {
        files.add(new Entry(path, 'l', 0777, ROOT, ROOT, 0, 1_700_000_000L, target));
        return this;
    }

    HandMadeHost directory(String path, String owner, int mode) {
        directories.put(path, new Ownership(owner, owner, mode));
        return this;
    }

    Survey survey() {
        Set<String> none = Set.of();
        return new Survey(
                files,
                altered,
                programs,
                packages,
                diversions,
                overrides,
                accounts,
                groups,
                keys,
                listeners,
                mounts,
                names,
                "web-1",
                new Generated(none, none, none, none, none, none, none, none),
                new TreeMap<>(),
                List.of(),
                unknown);
    }

    Observed answers(Set<Query<?>> queries) {
        Observed.Builder answers = Observed.builder();
        queries.forEach(query -> put(query, answers));
        return answers.build();
    }

    @SuppressWarnings("unchecked") // each answer is of its query's kind
    private <O extends Observation> void put(Query<O> query, Observed.Builder answers) {
        answers.put(query, (O) answer(query));
    }

    private Observation answer(Query<?> query) {
        return switch (query) {
            case Query.PathQuery(String path) -> path(path);
            case Query.ContentQuery asked -> content(asked);
            case Query.EntriesQuery ignored -> new EntriesState("");
            case Query.WayQuery ignored -> WayState.ROOTS;
            case Query.FactsQuery ignored -> new HostFacts(Map.of(), List.of(), false, Instant.EPOCH);
            case Query.PackageQuery(String name, String ignored) ->
                packages.stream().anyMatch(one -> one.name().equals(name))
                        ? new PackageState(Optional.of("1"), false, Optional.empty(), true)
                        : new PackageState(Optional.empty(), false, Optional.empty(), true);
            case Query.UnitQuery(String name) -> units.getOrDefault(name, UnitState.notFound());
            case Query.UnitAdditionsQuery ignored -> UnitAdditionsState.NONE;
            case Query.UserQuery(String name) -> new UserState(account(name));
            case Query.GroupQuery(String name) -> new GroupState(gid(name));
            case Query.SshdQuery ignored -> new SshdState(new TreeMap<>(), new TreeMap<>());
            case Query.AuthorizedKeysQuery(String user) ->
                new AuthorizedKeysState(
                        account(user),
                        new Directory(new Ownership(user, user, 0700)),
                        new RegularFile(new Ownership(user, user, 0600), 1, ""),
                        keys.stream()
                                .filter(line -> line.user().equals(user))
                                .map(KeyLine::line)
                                .toList(),
                        SshdLogin.USUAL,
                        new Directory(new Ownership(user, user, 0755)),
                        new TreeMap<>());
            default -> throw new AssertionError("nobody said that this would be asked: " + query);
        };
    }

    private Observation path(String path) {
        Optional<Entry> link = files.stream()
                .filter(one -> one.path().equals(path) && one.isLink())
                .findFirst();
        if (link.isPresent()) {
            return new Symlink(link.get().target());
        }
        Bytes content = contents.get(path);
        Ownership owner = owned.get(path);
        if (content != null && owner != null) {
            return new RegularFile(owner, content.size(), content.sha256());
        }
        boolean above = files.stream().anyMatch(one -> one.path().startsWith(path.equals("/") ? path : path + "/"))
                || contents.keySet().stream().anyMatch(one -> one.startsWith(path + "/"));
        boolean gone = altered.stream().anyMatch(one -> one.path().startsWith(path + "/"));
        return above || gone
                ? new Directory(directories.getOrDefault(path, new Ownership(ROOT, ROOT, 0755)))
                : new Missing();
    }

    private Observation content(Query.ContentQuery asked) {
        Bytes content = contents.get(asked.path());
        if (content == null) {
            return new NoContent();
        }
        if (content.sha256().equals(asked.unlessSha256())) {
            return new SameContent();
        }
        return content.size() > asked.limit() ? new ContentTooLarge(content.size()) : new Content(content);
    }

    private Optional<Observation.Account> account(String name) {
        return accounts.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .map(one -> new Observation.Account(
                        one.uid(),
                        groups.stream()
                                .filter(group -> group.gid() == one.group())
                                .map(GroupMembers::name)
                                .findFirst()
                                .orElse(""),
                        "",
                        one.home(),
                        one.shell(),
                        new TreeSet<>(groups.stream()
                                .filter(group -> group.members().contains(name))
                                .map(GroupMembers::name)
                                .toList())));
    }

    private OptionalInt gid(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .mapToInt(GroupMembers::gid)
                .findFirst();
    }
}
