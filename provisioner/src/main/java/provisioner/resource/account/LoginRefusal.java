package provisioner.resource.account;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.file.SshdConfig;
import provisioner.resource.file.SshdConfig.Directive;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.AuthorizedKeysState;
import provisioner.state.Observation.SshdState;
import provisioner.state.SshdLogin;

/** Why a key lets nobody in, wherever it is written: sshd refuses the user, or all keys. */
record LoginRefusal(String user, Account account, SshdLogin sshd, SshdConfig config) {
    /** What selects logins by where they come from. */
    private static final Pattern PLACE =
            Pattern.compile("(?i)[\\s\"](address|host|localaddress|localport|rdomain)[\\s=]");

    static Optional<Impossible> of(String user, AuthorizedKeysState keys, SshdState state) {
        return keys.account()
                .flatMap(account -> new LoginRefusal(user, account, keys.sshd(), new SshdConfig(state)).found());
    }

    private Optional<Impossible> found() {
        if (!sshd.pubkey()) {
            return because("takes no keys of", "pubkeyauthentication", List.of("no"));
        }
        if (account.uid() == 0 && sshd.root().equals("no")) {
            return because("lets nobody in as", "permitrootlogin", List.of("no"));
        }
        if (sshd.file(user, account).isEmpty()) {
            return because("reads no file of keys of", "authorizedkeysfile", List.of("none"));
        }
        return listed();
    }

    private Optional<Impossible> listed() {
        List<String> groups = Stream.concat(Stream.of(account.group()), account.groups().stream())
                .toList();
        Optional<String> denied =
                sshd.denyUsers().stream().filter(p -> matches(p, user)).findFirst();
        Optional<String> deniedGroup = sshd.denyGroups().stream()
                .filter(p -> groups.stream().anyMatch(group -> matches(p, group)))
                .findFirst();
        if (denied.isPresent()) {
            return because("refuses", "denyusers", List.of(denied.get()));
        }
        if (deniedGroup.isPresent()) {
            return because("refuses a group of", "denygroups", List.of(deniedGroup.get()));
        }
        // USER@HOST lets the user in from somewhere.
        if (!sshd.allowUsers().isEmpty()
                && sshd.allowUsers().stream().noneMatch(p -> matches(p.replaceFirst("@.*", ""), user))) {
            return because("does not list", "allowusers", sshd.allowUsers());
        }
        if (!sshd.allowGroups().isEmpty()
                && sshd.allowGroups().stream().noneMatch(p -> groups.stream().anyMatch(group -> matches(p, group)))) {
            return because("lists no group of", "allowgroups", sshd.allowGroups());
        }
        return Optional.empty();
    }

    private Optional<Impossible> because(String what, String keyword, List<String> values) {
        // sshd was asked about one address only. From another one, a Match block may let the user in.
        boolean elsewhere = config.directives().stream()
                .filter(directive -> directive.keyword().equals(keyword))
                .flatMap(directive -> directive.block().stream())
                .anyMatch(block -> PLACE.matcher(block.words()).find());
        if (elsewhere) {
            return Optional.empty();
        }
        return Optional.of(new Impossible(
                "the key lets nobody in: sshd " + what + " '" + user + "'" + line(keyword, values),
                "change that in a step before this one"));
    }

    /** The first line that says so, or nothing where sshd has it from elsewhere. */
    private String line(String keyword, List<String> values) {
        return config.directives().stream()
                .filter(d -> d.keyword().equals(keyword)
                        && d.arguments().stream().anyMatch(a -> values.stream().anyMatch(a::equalsIgnoreCase)))
                .findFirst()
                .map(Directive::shown)
                .map(shown -> ", because of " + shown)
                .orElse("");
    }

    /** As match_pattern() of sshd has it. */
    private static boolean matches(String pattern, String name) {
        String regex = pattern.codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return name.matches(regex);
    }
}
