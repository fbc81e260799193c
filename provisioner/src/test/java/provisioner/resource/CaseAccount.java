package provisioner.resource;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.UserState;

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

    static AuthorizedKeysState readKeys(Node node, Problems problems) {
        Fields fields = Fields.of(node, "authorized keys", problems);
        AuthorizedKeysState state = new AuthorizedKeysState(
                account(fields.node("account").orElseThrow(), problems),
                CasePath.read(fields.node("directory").orElseThrow(), problems),
                CasePath.read(fields.node("file").orElseThrow(), problems),
                fields.stringList("lines"));
        fields.done();
        return state;
    }

    static Object write(AuthorizedKeysState keys, CaseKnown known) {
        return new CaseForm()
                .put("account", account(keys.account()))
                .put("directory", CasePath.write(keys.directory(), known))
                .put("file", CasePath.write(keys.file(), known))
                .put("lines", keys.lines())
                .entries();
    }
}
