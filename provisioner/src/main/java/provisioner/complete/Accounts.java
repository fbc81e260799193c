package provisioner.complete;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.resource.account.AuthorizedKey;
import provisioner.state.Survey;
import provisioner.state.Survey.Account;
import provisioner.state.Survey.GroupMembers;
import provisioner.state.Survey.KeyLine;

/** Who can log in, who is as good as root, and with which keys. */
public final class Accounts {
    /** Groups whose members can become root, or read what only root should. */
    private static final Map<String, String> POWERFUL = Map.ofEntries(
            Map.entry("root", "may do what root's group may"),
            Map.entry("sudo", "may do anything with sudo"),
            Map.entry("wheel", "may do anything with sudo or su"),
            Map.entry("admin", "may do anything with sudo"),
            Map.entry("adm", "may read all logs"),
            Map.entry("systemd-journal", "may read all logs"),
            Map.entry("shadow", "may read the hashes of all passwords"),
            Map.entry("disk", "may read and write every disk"),
            Map.entry("kmem", "may read all memory"),
            Map.entry("staff", "may write to /usr/local"),
            Map.entry("docker", "may become root with a container"),
            Map.entry("podman", "may become root with a container"),
            Map.entry("lxd", "may become root with a container"),
            Map.entry("incus-admin", "may become root with a container"),
            Map.entry("libvirt", "may become root with a virtual machine"),
            Map.entry("kvm", "may use virtual machines"),
            Map.entry("sasl", "may read passwords"),
            Map.entry("ssl-cert", "may read private keys"),
            Map.entry("provisioner-tls", "may read the host's private keys"));

    private final Survey survey;
    private final Declared declared;
    private final Files files;

    Accounts(Survey survey, Declared declared, Files files) {
        this.survey = survey;
        this.declared = declared;
        this.files = files;
    }

    Stream<Candidate> found() {
        return Stream.of(users(), members(), keys()).flatMap(each -> each);
    }

    private Candidate candidate(Finding finding) {
        return Candidate.of(finding, files::hasPackage);
    }

    private Stream<Candidate> users() {
        return survey.accounts().stream()
                .filter(one -> one.canLogIn() || one.uid() == 0)
                .filter(one -> !declared.has(Things.user(one.name())))
                .filter(one -> !declared.isLoginUser(one.name()) || one.uid() == 0)
                .map(one -> candidate(user(one)));
    }

    private static Finding user(Account one) {
        // Another name for root is never what Debian installs.
        boolean root = one.uid() == 0 && !one.name().equals("root");
        String what = root ? "another account with root's rights" : "an account that can log in";
        String state = one.passwordState().isEmpty() ? "" : ", password " + one.passwordState();
        return new Finding(
                "user",
                one.name(),
                what + ", with " + one.shell() + state,
                Optional.empty(),
                StepText.of("user", "name", one.name(), "uid", String.valueOf(one.uid()), "shell", one.shell()));
    }

    private Stream<Candidate> members() {
        return survey.groups().stream()
                .filter(group -> POWERFUL.containsKey(group.name()) || group.gid() == 0)
                .flatMap(group -> membersOf(group)
                        .filter(user -> !declared.has(Things.member(group.name(), user)))
                        .filter(user -> !declared.isLoginUser(user))
                        .map(user -> candidate(member(group, user))));
    }

    private Stream<String> membersOf(GroupMembers group) {
        Stream<String> primary = survey.accounts().stream()
                .filter(user -> user.group() == group.gid() && user.uid() != 0 && user.canLogIn())
                .map(Account::name);
        return Stream.concat(group.members().stream(), primary).distinct().filter(user -> !user.equals("root"));
    }

    private static Finding member(GroupMembers group, String user) {
        return new Finding(
                "member",
                group.name() + " " + user,
                "a member of a group that " + POWERFUL.getOrDefault(group.name(), "may do what root's group may"),
                Optional.empty(),
                StepText.of("user", "name", user, "groups", group.name()));
    }

    private Stream<Candidate> keys() {
        Map<String, Long> since = survey.files().stream()
                .collect(Collectors.toMap(Survey.Entry::path, Survey.Entry::since, (one, other) -> one));
        return survey.keys().stream()
                .filter(line -> AuthorizedKey.parse(line.line())
                        .filter(key -> declared.has(Things.key(line.user(), key.type(), key.blob())))
                        .isEmpty())
                .map(line -> Candidate.of(
                        key(line, since.getOrDefault(line.path(), 0L)),
                        condition -> condition.startsWith("comment ")
                                && line.line().endsWith(" " + condition.substring("comment ".length()))));
    }

    /** What a key is called in findings. */
    public static String nameOf(KeyLine line) {
        return line.user() + " "
                + AuthorizedKey.parse(line.line())
                        .map(k -> "SHA256:" + fingerprint(k.blob()))
                        .orElse("unreadable line " + digest(bytes(line.line())));
    }

    private static Finding key(KeyLine line, long since) {
        return new Finding(
                "key",
                nameOf(line),
                "may log in, by " + line.path(),
                Finding.at(since),
                StepText.of("authorized_key", "user", line.user(), "key", line.line()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String fingerprint(String blob) {
        return digest(Base64.getDecoder().decode(blob));
    }

    /** As ssh-keygen -l prints it. */
    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
