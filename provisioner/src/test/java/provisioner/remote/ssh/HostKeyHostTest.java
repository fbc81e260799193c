package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Decisions about host keys, each compared with what OpenSSH's own client decides about the same file. */
@Tag("host")
@Timeout(60)
class HostKeyHostTest {

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    @BeforeAll
    static void start() throws Exception {
        TestSshd.key(SSHD.path("stranger_ed25519"), "ed25519", "");
        TestSshd.key(SSHD.path("stranger_rsa"), "rsa", "");
    }

    /** {@code NAME} stands for {@code [127.0.0.1]:port}, {@code PORT} for the port. */
    record Case(String name, boolean accepted, String address, List<String> lines) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case accept(String name, String... lines) {
        return new Case(name, true, "127.0.0.1", List.of(lines));
    }

    private static Case refuse(String name, String... lines) {
        return new Case(name, false, "127.0.0.1", List.of(lines));
    }

    static Stream<Case> cases() {
        return Stream.of(
                accept("the key", "NAME ED25519"),
                accept("only ECDSA", "NAME ECDSA"),
                accept("only RSA", "NAME RSA"),
                accept("all of them", "NAME RSA", "NAME ECDSA", "NAME ED25519"),
                accept("hashed", "HASHED ED25519"),
                accept("hashed, only RSA", "HASHED RSA"),
                accept("without port", "127.0.0.1 ED25519"),
                accept("without port, hashed", "PLAINHASHED ED25519"),
                accept("pattern with port", "[127.0.*]:PORT ED25519"),
                accept("pattern without port", "127.0.0.? ED25519"),
                accept("everything", "* ED25519"),
                accept("one name of several", "web-1,NAME,web-2 ED25519 and a comment"),
                new Case("upper case", true, "LocalHost", List.of("[LOCALHOST]:PORT ED25519")),
                new Case("another name for it", false, "localhost", List.of("NAME ED25519")),
                accept("indented, tabs", "# a comment", "", "  NAME\tED25519"),
                accept("one of two keys", "NAME OTHER", "NAME ED25519"),
                accept("negation of others", "!web-2,* ED25519"),
                refuse("nothing known"),
                refuse("other host", "web-2 ED25519"),
                refuse("other port", "[127.0.0.1]:1 ED25519"),
                refuse("changed", "NAME OTHER"),
                refuse("changed, hashed", "HASHED OTHER"),
                refuse("changed RSA key", "NAME OTHERRSA"),
                refuse("changed with port, right without", "NAME OTHER", "127.0.0.1 ED25519"),
                accept("negated with port, so known without", "*,!NAME ED25519"),
                refuse("negated", "*,!NAME,!127.0.0.1 ED25519"),
                refuse("negated first", "!NAME,!127.*,* ED25519"),
                refuse("only negations, as sshj misreads them", "!other,nomatch ED25519"),
                refuse("revoked", "@revoked NAME ED25519"),
                refuse("revoked after it was listed", "NAME ED25519", "@revoked NAME ED25519"),
                refuse("revoked before it is listed", "@revoked * ED25519", "NAME ED25519"),
                refuse("revoked, hashed", "NAME ED25519", "@revoked HASHED ED25519"),
                accept("another key is revoked", "NAME ED25519", "@revoked NAME OTHER"),
                accept("revoked for another host", "NAME ED25519", "@revoked web-2 ED25519"),
                refuse("an authority", "@cert-authority NAME ED25519"),
                refuse("an authority for all", "@cert-authority * OTHER"),
                accept("an authority and the key", "@cert-authority * OTHER", "NAME ED25519"),
                refuse("unknown marker", "@trusted NAME ED25519"),
                refuse("type and key do not agree", "NAME ssh-rsa KEY"),
                refuse("damaged", "NAME ssh-ed25519 AAAA"),
                refuse("commented out", "#NAME ED25519"));
    }

    private static Path file(List<String> lines) throws Exception {
        String name = SSHD.name();
        Path file = SSHD.knownHosts(
                "table",
                lines.stream()
                        .map(line -> {
                            try {
                                return line.replace("PLAINHASHED", hashed("127.0.0.1"))
                                        .replace("HASHED", hashed(name))
                                        .replace("NAME", name)
                                        .replace("PORT", Integer.toString(SSHD.port()))
                                        .replace("OTHERRSA", publicKey("stranger_rsa"))
                                        .replace("OTHER", publicKey("stranger_ed25519"))
                                        .replace("ED25519", SSHD.hostKey("ed25519"))
                                        .replace("ECDSA", SSHD.hostKey("ecdsa"))
                                        .replace("RSA", SSHD.hostKey("rsa"))
                                        .replace("KEY", SSHD.hostKey("ed25519").split(" ", 2)[1]);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .toArray(String[]::new));
        return file;
    }

    private static String publicKey(String name) throws Exception {
        String[] fields = Files.readString(SSHD.path(name + ".pub")).split(" ", 3);
        return fields[0] + " " + fields[1].strip();
    }

    /** As ssh-keygen hashes it. */
    private static String hashed(String name) throws Exception {
        Path file = SSHD.knownHosts("hashing", name + " " + SSHD.hostKey("rsa"));
        TestSshd.exec("ssh-keygen", "-q", "-H", "-f", file.toString());
        return Files.readString(file).split(" ", 2)[0];
    }

    private static boolean openSshAccepts(String address, Path known) throws Exception {
        return OpenSshClient.accepts(SSHD, address, known);
    }

    private static Target target(String address, Path known) {
        return TestSshd.target(address, SSHD.port(), "root", SSHD.path("user_ed25519"), known);
    }

    private static RemoteException refusal(Target target, HostKeyPolicy policy) {
        return catchThrowableOfType(
                RemoteException.class,
                () -> new Ssh(PassphrasePrompt.none())
                        .connect(target.withHostKeys(target.hostKeys().withPolicy(policy)))
                        .close());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asOpenSsh(Case one) throws Exception {
        Path known = file(one.lines());
        assertThat(openSshAccepts(one.address(), known)).as("OpenSSH").isEqualTo(one.accepted());
        RemoteException e = refusal(target(one.address(), known), HostKeyPolicy.STRICT);
        if (one.accepted()) {
            assertThat(e).isNull();
        } else {
            assertThat(e.kind()).isEqualTo(Kind.HOST_KEY);
        }
    }

    private static String fingerprint(String key) throws Exception {
        return TestSshd.exec("ssh-keygen", "-l", "-f", SSHD.path(key + ".pub").toString())
                .split(" ", 3)[1];
    }

    @Test
    void messagesNameTheKeysAndTheLine() throws Exception {
        String mine = "ssh-ed25519 " + fingerprint("host_ed25519");
        String place = "web-1 (127.0.0.1 port " + SSHD.port() + ")";
        Path known = file(List.of());
        RemoteException unknown = refusal(target("127.0.0.1", known), HostKeyPolicy.STRICT);
        assertThat(unknown).hasMessage("the host key of " + place + " is not known: " + mine);
        assertThat(unknown.hint()).contains("--accept-new-host-keys");

        file(List.of("# a comment", "NAME OTHER"));
        RemoteException changed = refusal(target("127.0.0.1", known), HostKeyPolicy.ACCEPT_NEW);
        assertThat(changed)
                .hasMessage("the host key of " + place + " has changed: it offers " + mine + ", but " + known
                        + ":2 says ssh-ed25519 " + fingerprint("stranger_ed25519"));
        assertThat(changed.hint()).contains("ssh-keygen -R '" + SSHD.name() + "' -f " + known);

        file(List.of("@revoked * ED25519"));
        RemoteException revoked = refusal(target("127.0.0.1", known), HostKeyPolicy.ACCEPT_NEW);
        assertThat(revoked).hasMessage("the host key of " + place + " is revoked by " + known + ":1: " + mine);

        file(List.of("@cert-authority * OTHER"));
        RemoteException authority = refusal(target("127.0.0.1", known), HostKeyPolicy.ACCEPT_NEW);
        assertThat(authority)
                .hasMessageContaining(
                        "must show a certificate of the authority in " + known + ":1, but shows no valid one");
    }

    @Test
    void newKeyIsAcceptedOnceAskedTo() throws Exception {
        Path known = SSHD.path("fresh/known_hosts");
        assertThat(refusal(target("127.0.0.1", known), HostKeyPolicy.STRICT)).isNotNull();
        assertThat(known).doesNotExist();
        assertThat(refusal(target("127.0.0.1", known), HostKeyPolicy.ACCEPT_NEW))
                .isNull();
        assertThat(known).hasContent(SSHD.name() + " " + SSHD.hostKey("ed25519"));
        assertThat(refusal(target("127.0.0.1", known), HostKeyPolicy.STRICT)).isNull();
        assertThat(openSshAccepts("127.0.0.1", known)).isTrue();
    }
}
