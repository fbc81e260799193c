package provisioner.resource.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.resource.Difference;
import provisioner.sh.Sh;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.GroupState;
import provisioner.state.Observation.UserState;

/** What makes a user as desired out of what is there; nothing where there is none yet. */
record UserChange(UserResource desired, Optional<Account> now) {
    private static final String SYSTEM_SHELL = "/usr/sbin/nologin";
    private static final String SHELL = "/bin/bash";

    List<Difference> differences() {
        if (now.isEmpty()) {
            return List.of(Difference.of("presence", "", "user"));
        }
        Account account = now.get();
        List<Difference> differences = new ArrayList<>();
        desired.uid().ifPresent(uid -> compare(differences, "uid", String.valueOf(account.uid()), String.valueOf(uid)));
        desired.group().ifPresent(group -> compare(differences, "group", account.group(), group));
        desired.comment().ifPresent(comment -> compare(differences, "comment", account.comment(), comment));
        desired.home().ifPresent(home -> compare(differences, "home", account.home(), home));
        desired.shell().ifPresent(shell -> compare(differences, "shell", account.shell(), shell));
        compare(differences, "groups", String.join(",", account.groups()), String.join(",", groups(account)));
        return differences;
    }

    private static void compare(List<Difference> differences, String attribute, String is, String shall) {
        if (!is.equals(shall)) {
            differences.add(Difference.of(attribute, is, shall));
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

    /** @param ownGroupExists whether the user's primary group is there already */
    String script(boolean ownGroupExists) {
        return now.map(this::modify).orElseGet(() -> create(ownGroupExists));
    }

    private String create(boolean ownGroupExists) {
        Account account = created();
        StringBuilder command = new StringBuilder("useradd");
        command.append(desired.system() ? " --system" : "");
        desired.uid().ifPresent(uid -> command.append(" --uid ").append(uid));
        command.append(ownGroupExists ? " --gid " + Sh.quote(account.group()) : " --user-group");
        if (!desired.groups().isEmpty()) {
            command.append(" --groups ").append(Sh.quote(String.join(",", desired.groups())));
        }
        command.append(" --comment ").append(Sh.quote(account.comment()));
        command.append(" --home-dir ").append(Sh.quote(account.home()));
        command.append(desired.createHome() ? " --create-home" : " --no-create-home");
        command.append(" --shell ").append(Sh.quote(account.shell()));
        return command.append(" -- ")
                .append(Sh.quote(desired.name()))
                .append('\n')
                .toString();
    }

    private String modify(Account account) {
        StringBuilder command = new StringBuilder("usermod");
        differences().forEach(difference -> {
            String option = switch (difference.attribute()) {
                case "uid" -> "--uid";
                case "group" -> "--gid";
                case "comment" -> "--comment";
                case "home" -> "--home";
                case "shell" -> "--shell";
                default -> "--groups";
            };
            command.append(' ').append(option).append(' ').append(Sh.quote(difference.to()));
        });
        return command.append(" -- ")
                .append(Sh.quote(desired.name()))
                .append('\n')
                .toString();
    }

    List<Effect> effects(boolean ownGroupExists) {
        List<Effect> effects = new ArrayList<>();
        if (now.isEmpty()) {
            if (!ownGroupExists) {
                GroupState made = new GroupState(OptionalInt.of(GroupResource.CHOSEN_BY_HOST));
                effects.add(new Becomes<>(desired.groupQuery(), made));
            }
            if (desired.createHome()) {
                effects.add(new Unsettles(new Extent.Below(created().home())));
            }
        }
        Account account = now.map(this::modified).orElseGet(this::created);
        effects.add(new Becomes<>(desired.query(), new UserState(Optional.of(account))));
        return effects;
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
