package provisioner.resource.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.resource.Change;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.UserState;

/** What makes a user as desired. */
record UserChange(UserResource desired, Change change) {
    private static final String SYSTEM_SHELL = "/usr/sbin/nologin";
    private static final String SHELL = "/bin/bash";

    /** @param ownGroupExists whether the user's primary group is there already */
    void create(boolean ownGroupExists) {
        Account account = created();
        List<String> words = new ArrayList<>();
        if (desired.system()) {
            words.add("--system");
        }
        desired.uid().ifPresent(uid -> words.addAll(List.of("--uid", String.valueOf(uid))));
        words.addAll(ownGroupExists ? List.of("--gid", account.group()) : List.of("--user-group"));
        if (!desired.groups().isEmpty()) {
            words.addAll(List.of("--groups", String.join(",", desired.groups())));
        }
        words.addAll(List.of("--comment", account.comment(), "--home-dir", account.home()));
        words.add(desired.createHome() ? "--create-home" : "--no-create-home");
        words.addAll(List.of("--shell", account.shell(), "--", desired.name()));
        change.differs("presence", "", "user").run("useradd", words);
        if (!ownGroupExists) {
            change.becomes(desired.groupQuery(), new GroupState(OptionalInt.of(GroupResource.CHOSEN_BY_HOST)));
        }
        if (desired.createHome()) {
            change.unsettles(new Extent.Below(account.home()));
        }
        change.becomes(desired.query(), new UserState(Optional.of(account)));
        if (desired.shadow().isStated()) {
            desired.shadow().apply(change, Shadow.locked());
        }
    }

    void modify(Account now) {
        Account after = modified(now);
        List<String> words = new ArrayList<>();
        compare("uid", "--uid", String.valueOf(now.uid()), String.valueOf(after.uid()), words);
        compare("group", "--gid", now.group(), after.group(), words);
        compare("comment", "--comment", now.comment(), after.comment(), words);
        compare("home", "--home", now.home(), after.home(), words);
        compare("shell", "--shell", now.shell(), after.shell(), words);
        compare("groups", "--groups", String.join(",", now.groups()), String.join(",", after.groups()), words);
        if (!words.isEmpty()) {
            words.addAll(List.of("--", desired.name()));
            change.run("usermod", words);
        }
        change.becomes(desired.query(), new UserState(Optional.of(after)));
    }

    private void compare(String attribute, String option, String is, String shall, List<String> words) {
        if (!is.equals(shall)) {
            change.differs(attribute, is, shall);
            words.addAll(List.of(option, shall));
        }
    }

    private SortedSet<String> groups(Account account) {
        if (!desired.append()) {
            return desired.groups();
        }
        SortedSet<String> groups = new TreeSet<>(account.groups());
        groups.addAll(desired.groups());
        // The primary group counts; usermod does not list it twice.
        desired.groups().stream().filter(account.group()::equals).forEach(groups::remove);
        return groups;
    }

    private Account created() {
        String home = desired.system() ? "/nonexistent" : "/home/" + desired.name();
        return new Account(
                desired.uid().orElse(GroupResource.CHOSEN_BY_HOST),
                desired.group().orElse(desired.name()),
                desired.comment().orElse(""),
                desired.home().orElse(home),
                desired.shell().orElse(desired.system() ? SYSTEM_SHELL : SHELL),
                desired.groups());
    }

    private Account modified(Account account) {
        return new Account(
                desired.uid().orElse(account.uid()),
                desired.group().orElse(account.group()),
                desired.comment().orElse(account.comment()),
                desired.home().orElse(account.home()),
                desired.shell().orElse(account.shell()),
                groups(account));
    }
}
