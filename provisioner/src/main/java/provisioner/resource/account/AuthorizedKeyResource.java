package provisioner.resource.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Made;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.SshdQuery;
import provisioner.state.StateView;

/**
 * A public key that may log in as a user, or may not. Its comment makes no difference.
 *
 * @param line as it is written to the file
 */
record AuthorizedKeyResource(String user, AuthorizedKey key, String line, boolean absent) implements Resource {
    private static final SshdQuery SSHD = new SshdQuery();

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "authorized_key";
        }

        /** Nobody is locked out because of a note. Its name is the user, a blank, and the key. */
        @Override
        public Optional<Leaving> leaving(Made made) {
            int blank = made.name().indexOf(' ');
            if (blank < 0) {
                return Optional.empty();
            }
            String user = made.name().substring(0, blank);
            return Optional.of(new Stays(
                    name(),
                    Map.of("user", user, "key", made.name().substring(blank + 1), "absent", "true"),
                    "a step 'authorized_key' with 'absent: true'"));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            fields.string("user");
            String user = Owner.name(fields, "user", Owner.ROOT);
            String line = fields.string("key").strip();
            boolean absent = fields.bool("absent", false);
            Optional<AuthorizedKey> key = AuthorizedKey.parse(line);
            if (!line.isEmpty() && (key.isEmpty() || line.contains("\n"))) {
                fields.refuse("key", "'key' " + AuthorizedKey.wrong(line), "copy the whole line of the .pub file");
                return Optional.empty();
            }
            return key.map(k -> new AuthorizedKeyResource(user, k, line, absent));
        }
    }

    @Override
    public String title() {
        String end = key.blob().substring(Math.max(0, key.blob().length() - 8));
        return "authorized_key " + user + " " + key.type() + " …" + end;
    }

    private AuthorizedKeysQuery query() {
        return new AuthorizedKeysQuery(user);
    }

    @Override
    public List<Claim> claims() {
        String thing = "key " + user + " " + key.type() + " " + key.blob();
        Claim state = Claim.of(thing, "state", absent ? "absent" : "present");
        return absent ? List.of(state) : List.of(state, Claim.of(thing, "option", key.options()));
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query(), SSHD);
    }

    @Override
    public Assessment assess(StateView state) {
        AuthorizedKeysState now = state.get(query());
        if (now.account().isEmpty()) {
            return absent
                    ? new InSync()
                    : new Impossible("there is no user '" + user + "'", "add a 'user' step before this one");
        }
        KeyFile file = new KeyFile(
                user,
                now.account().get(),
                now.sshd().file(user, now.account().get()).orElse(""));
        Change change = new Change();
        if (!absent) {
            change.orImpossible(LoginRefusal.of(user, now, state.get(SSHD))).orImpossible(file.ignored(now));
        }
        if (blocked(now.directory(), Directory.class) || blocked(now.file(), RegularFile.class)) {
            change.impossible(file.shown() + " must be a regular file in a directory", "");
        }
        AuthorizedKeysState after = write(change, file, now);
        return change.becomes(query(), after).certain(state.settled(query())).assessment();
    }

    private AuthorizedKeysState write(Change change, KeyFile file, AuthorizedKeysState now) {
        SortedMap<String, List<String>> others = new TreeMap<>(now.others());
        List<String> lines = wanted(now.lines());
        if (!lines.equals(now.lines())) {
            if (!absent && lines.size() > now.lines().size()) {
                change.makes(new Made("authorized_key", user + " " + key.type() + " " + key.blob(), ""));
            }
            change.differs(
                    absent ? Difference.removal(file.attribute(), line) : Difference.of(file.attribute(), "", line));
        }
        if (!absent) {
            change.differs(file.loose(now));
        }
        boolean written = !change.isEmpty();
        if (written) {
            file.put(change, lines);
        }
        now.others().forEach((path, before) -> {
            List<String> left = withoutIt(before);
            if (!left.equals(before)) {
                change.differs(Difference.removal("key in " + path, line));
                new KeyFile(user, now.account().orElseThrow(), path).put(change, left);
                others.put(path, left);
            }
        });
        return written ? file.written(now, lines, others) : now.with(others);
    }

    /** Another file must not let the key in if it is to be absent, nor with other options. */
    private List<String> withoutIt(List<String> lines) {
        return lines.stream()
                .filter(existing -> AuthorizedKey.parse(existing)
                        .filter(other -> key.sameKey(other) && (absent || !other.equals(key)))
                        .isEmpty())
                .toList();
    }

    private static boolean blocked(PathState state, Class<? extends PathState> wanted) {
        return !(state instanceof Missing) && !wanted.isInstance(state);
    }

    private List<String> wanted(List<String> lines) {
        List<String> wanted = new ArrayList<>();
        boolean found = absent;
        for (String existing : lines) {
            Optional<AuthorizedKey> other = AuthorizedKey.parse(existing).filter(key::sameKey);
            if (other.isEmpty()) {
                wanted.add(existing);
            } else if (!found) {
                wanted.add(other.get().equals(key) ? existing : line);
                found = true;
            }
        }
        if (!found) {
            wanted.add(line);
        }
        return wanted;
    }
}
