package provisioner.resource.account;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.StateView;

/**
 * A public key that may log in as a user, or may not. Its comment makes no difference.
 *
 * @param line as it is written to the file
 */
record AuthorizedKeyResource(String user, AuthorizedKey key, String line, boolean absent) implements Resource {
    private static final int WRITABLE_BY_OTHERS = 0022;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "authorized_key";
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
        return new HashSet<>(Set.of(query()));
    }

    @Override
    public Assessment assess(StateView state) {
        AuthorizedKeysState now = state.get(query());
        if (now.account().isEmpty()) {
            return absent
                    ? new InSync()
                    : new Impossible("there is no user '" + user + "'", "add a 'user' step before this one");
        }
        if (blocked(now.directory(), Directory.class) || blocked(now.file(), RegularFile.class)) {
            return new Impossible("~" + user + "/.ssh/authorized_keys must be a regular file in a directory", "");
        }
        List<String> lines = wanted(now.lines());
        Change change = new Change();
        if (!lines.equals(now.lines())) {
            change.differs(absent ? Difference.removal("key", line) : Difference.of("key", "", line));
        }
        if (!absent) {
            loose(now.directory()).ifPresent(o -> change.differs(".ssh", o, user + " 0700"));
            loose(now.file()).ifPresent(o -> change.differs("authorized_keys", o, user + " 0600"));
        }
        if (!change.isEmpty()) {
            put(change, now.account().get(), lines);
        }
        return change.certain(state.settled(query())).assessment();
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

    /** sshd's StrictModes takes neither another owner nor what others can write to. */
    private Optional<String> loose(PathState state) {
        Ownership ownership = switch (state) {
            case Directory directory -> directory.ownership();
            case RegularFile file -> file.ownership();
            default -> new Ownership(user, "", 0);
        };
        boolean fine = ownership.owner().equals(user) && (ownership.mode() & WRITABLE_BY_OTHERS) == 0;
        return fine ? Optional.empty() : Optional.of(ownership.owner() + " " + Ownership.octal(ownership.mode()));
    }

    private void put(Change change, Account account, List<String> lines) {
        Bytes content = Bytes.utf8(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        AuthorizedKeysState after = new AuthorizedKeysState(
                Optional.of(account),
                new Directory(new Ownership(user, account.group(), 0700)),
                new RegularFile(new Ownership(user, account.group(), 0600), content.size(), content.sha256()),
                lines);
        change.send(content)
                .run("put_keys", user, account.home(), content.sha256())
                .becomes(query(), after);
    }
}
