package provisioner.resource;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Observation.UserState;
import provisioner.state.SshdLogin;

/** What a case says of users, groups and the keys that let a user in. */
final class CaseAccount {
    /** For a number that the host gives out. */
    private static final int ANY = -1;

    private static final int UID = 1000;
    private static final String SHELL = "/bin/sh";

    private CaseAccount() {}

    static UserState read(Node node, Problems problems) {
        return new UserState(account(node, problems));
    }

    static Object write(UserState user) {
        return account(user.account());
    }

    private static Optional<Account> account(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return Optional.empty();
        }
        Fields fields = Fields.of(node, "a user", problems);
        Account account = new Account(
                (int) CaseForm.number(fields, "uid", Word.UNKNOWN, ANY, UID),
                fields.string("group"),
                fields.optionalString("comment").orElse(""),
                fields.string("home"),
                fields.optionalString("shell").orElse(SHELL),
                new TreeSet<>(fields.stringList("groups")));
        fields.done();
        return Optional.of(account);
    }

    private static Object account(Optional<Account> account) {
        return account.<Object>map(a -> new CaseForm()
                        .number("uid", a.uid(), Word.UNKNOWN, ANY, UID)
                        .put("group", a.group())
                        .put("comment", a.comment(), "")
                        .put("home", a.home())
                        .put("shell", a.shell(), SHELL)
                        .some("groups", a.groups())
                        .entries())
                .orElse(Word.MISSING);
    }

    static GroupState readGroup(Node node) {
        return new GroupState(CaseState.text(node)
                .map(text -> OptionalInt.of(text.equals(Word.UNKNOWN.text()) ? ANY : Integer.parseInt(text)))
                .orElse(OptionalInt.empty()));
    }

    static Object write(GroupState group) {
        if (group.gid().isEmpty()) {
            return Word.MISSING;
        }
        int gid = group.gid().getAsInt();
        return gid == ANY ? Word.UNKNOWN : gid;
    }

    /** {@code password} is what the host keeps of it, or the digest of that. */
    static ShadowState readShadow(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return new ShadowState(Optional.empty());
        }
        Fields fields = Fields.of(node, "an entry in /etc/shadow", problems);
        String password = fields.optionalString("password").orElse("!");
        OptionalInt expires = fields.optionalString("expires")
                .map(day -> OptionalInt.of((int) LocalDate.parse(day).toEpochDay()))
                .orElseGet(OptionalInt::empty);
        fields.done();
        return new ShadowState(Optional.of(
                password.matches("[0-9a-f]{64}") ? new Shadow(password, expires) : Shadow.of(password, expires)));
    }

    static Object write(ShadowState state) {
        return state.entry().<Object>map(CaseAccount::write).orElse(Word.MISSING);
    }

    private static Object write(Shadow entry) {
        Optional<String> expires = entry.expires().isPresent()
                ? Optional.of(LocalDate.ofEpochDay(entry.expires().getAsInt()).toString())
                : Optional.empty();
        return new CaseForm()
                .put("password", entry.digest())
                .put("expires", expires)
                .entries();
    }

    static AuthorizedKeysState readKeys(Node node, Problems problems) {
        Fields fields = Fields.of(node, "authorized keys", problems);
        AuthorizedKeysState state = new AuthorizedKeysState(
                account(fields.node("account").orElseThrow(), problems),
                CasePath.read(fields.node("directory").orElseThrow(), problems),
                CasePath.read(fields.node("file").orElseThrow(), problems),
                fields.stringList("lines"),
                fields.fields("sshd", "sshd").map(CaseSshd::login).orElse(SshdLogin.USUAL),
                fields.node("home").map(n -> CasePath.read(n, problems)).orElse(new Missing()),
                others(fields));
        fields.done();
        return state;
    }

    private static SortedMap<String, String> joined(SortedMap<String, List<String>> others) {
        SortedMap<String, String> joined = new TreeMap<>();
        others.forEach((path, lines) -> joined.put(path, String.join("\n", lines)));
        return joined;
    }

    private static SortedMap<String, List<String>> others(Fields fields) {
        SortedMap<String, List<String>> others = new TreeMap<>();
        fields.stringMap("others")
                .forEach((path, text) -> others.put(path, text.lines().toList()));
        return others;
    }

    static Object write(AuthorizedKeysState keys, CaseKnown known) {
        return new CaseForm()
                .put("account", account(keys.account()))
                .put("directory", CasePath.write(keys.directory(), known))
                .put("file", CasePath.write(keys.file(), known))
                .put("lines", keys.lines())
                .put("sshd", CaseSshd.write(keys.sshd()), CaseSshd.write(SshdLogin.USUAL))
                .put("home", CasePath.write(keys.home(), known), Word.MISSING)
                .some("others", joined(keys.others()))
                .entries();
    }
}
