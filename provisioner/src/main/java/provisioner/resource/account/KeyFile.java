package provisioner.resource.account;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.resource.file.Owner;
import provisioner.state.Bytes;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;

/** A file of keys that sshd reads for a user: one of the user's, or a central one of root's outside of the home directory. */
record KeyFile(String user, Account account, String path) {
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int READABLE_BY_OTHERS = 0004;
    private static final int CENTRAL = 0644;
    private static final int ENTER = 0011;
    private static final String HINT = "mend that with a 'directory' step before this one";

    private String usual() {
        return account.home() + "/.ssh/authorized_keys";
    }

    private String directory() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private boolean isCentral() {
        return !path.startsWith(account.home() + "/");
    }

    private boolean isInHome() {
        return directory().equals(account.home());
    }

    /** For people. */
    String shown() {
        return path.equals(usual()) ? "~" + user + "/.ssh/authorized_keys" : path;
    }

    /** What a difference is about. */
    String attribute() {
        return path.equals(usual()) ? "key" : "key in " + path;
    }

    /** sshd's StrictModes takes no directory of somebody else's, or that others can write to. Those here are not a key's matter. */
    Optional<Impossible> ignored(AuthorizedKeysState now) {
        String at = isCentral() ? directory() : account.home();
        PathState state = isCentral() ? now.directory() : now.home();
        if (isCentral()
                && state instanceof Directory(Ownership o)
                && !o.owner().equals(user)
                && (o.mode() & ENTER) == 0) {
            return Optional.of(new Impossible(
                    "sshd reads " + path + " as '" + user + "', who must be able to enter " + at + ", but it is "
                            + shown(o),
                    HINT));
        }
        return Optional.of(state)
                .filter(found -> now.sshd().strict() && !(found instanceof Directory(Ownership o) && isPrivate(o)))
                .flatMap(s -> bad(s, Set.copyOf(List.of(user, Owner.ROOT))))
                .map(found -> new Impossible(
                        "sshd ignores " + shown() + ": nobody but '" + user + "' and root may be able to write to " + at
                                + ", but it is " + found,
                        HINT));
    }

    /** Debian's sshd (user-group-modes.patch) lets the group of the user alone write. */
    private boolean isPrivate(Ownership o) {
        return !user.equals(Owner.ROOT)
                && List.of(user, Owner.ROOT).contains(o.owner())
                && o.group().equals(user)
                && account.group().equals(user)
                && (o.mode() & 0002) == 0;
    }

    /** Owners and modes with which sshd ignores the file, and which are its own matter. */
    List<Difference> loose(AuthorizedKeysState now) {
        if (isCentral()) {
            boolean readable = !(now.file() instanceof RegularFile file)
                    || file.ownership().owner().equals(user)
                    || (file.ownership().mode() & READABLE_BY_OTHERS) != 0;
            Optional<String> bad =
                    readable ? bad(now.file(), Set.copyOf(List.of(user, Owner.ROOT))) : Optional.of("unreadable");
            return bad.map(state -> Difference.of(path, state, "root 0644")).stream()
                    .toList();
        }
        Optional<Difference> directory = isInHome()
                ? Optional.empty()
                : bad(now.directory(), Set.of(user))
                        .map(state -> Difference.of(name(directory()), state, user + " 0700"));
        Optional<Difference> file =
                bad(now.file(), Set.of(user)).map(state -> Difference.of(name(path), state, user + " 0600"));
        return Stream.of(directory, file).flatMap(Optional::stream).toList();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<String> bad(PathState state, Set<String> owners) {
        Optional<Ownership> ownership = switch (state) {
            case Directory directory -> Optional.of(directory.ownership());
            case RegularFile file -> Optional.of(file.ownership());
            default -> Optional.empty();
        };
        return ownership
                .filter(o -> !owners.contains(o.owner()) || (o.mode() & WRITABLE_BY_OTHERS) != 0)
                .map(KeyFile::shown);
    }

    private static String shown(Ownership ownership) {
        return ownership.owner() + " " + Ownership.octal(ownership.mode());
    }

    /** Writes the file with these lines. */
    void put(Change change, List<String> lines) {
        Bytes content = content(lines);
        change.send(content);
        if (isCentral()) {
            change.run("put_central_keys", path, content.sha256());
        } else if (path.equals(usual())) {
            change.run("put_keys", user, account.home(), content.sha256());
        } else {
            String relative = path.substring(account.home().length() + 1);
            change.run("put_keys", user, account.home(), content.sha256(), relative);
        }
    }

    private static Bytes content(List<String> lines) {
        return Bytes.utf8(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    /** What is there when it has been written. */
    AuthorizedKeysState written(AuthorizedKeysState now, List<String> lines, SortedMap<String, List<String>> others) {
        Bytes content = content(lines);
        boolean keeps = isInHome() || isCentral() && !(now.directory() instanceof Missing);
        Ownership ofFile = isCentral()
                ? new Ownership(Owner.ROOT, Owner.ROOT, CENTRAL)
                : new Ownership(user, account.group(), 0600);
        Ownership ofDirectory =
                isCentral() ? new Ownership(Owner.ROOT, Owner.ROOT, 0755) : new Ownership(user, account.group(), 0700);
        return new AuthorizedKeysState(
                now.account(),
                keeps ? now.directory() : new Directory(ofDirectory),
                new RegularFile(ofFile, content.size(), content.sha256()),
                lines,
                now.sshd(),
                now.home(),
                others);
    }
}
