package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Host certificates and HostKeyAlias, each case next to what OpenSSH's own client decides. */
@Tag("host")
@Timeout(60)
class HostCertificateHostTest {

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of("Include DIR/certificates");

    @BeforeAll
    static void start() throws Exception {
        // The certificate is made when the sshd runs, and read when it is reloaded.
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            TestSshd.key(SSHD.path("ca_" + type), type, "");
        }
    }

    /**
     * @param certified the type of the host key that gets a certificate, {@code "ca TYPE"} of its signer
     * @param signing arguments of ssh-keygen
     * @param lines of known_hosts; {@code NAME}, {@code HOST} and {@code CA} stand for what they say
     */
    record Case(
            String name,
            boolean accepted,
            String certified,
            List<String> signing,
            Optional<String> alias,
            List<String> lines) {
        @Override
        public String toString() {
            return name;
        }

        Case signed(String... arguments) {
            return new Case(name, accepted, certified, List.of(arguments), alias, lines);
        }

        Case of(String types) {
            return new Case(name, accepted, types, signing, alias, lines);
        }

        Case as(String other) {
            return new Case(name, accepted, certified, signing, Optional.of(other), lines);
        }
    }

    private static final List<String> VALID = List.of("-h", "-n", "127.0.0.1,web.example");

    private static Case accept(String name, String... lines) {
        return new Case(name, true, "ed25519 ed25519", VALID, Optional.empty(), List.of(lines));
    }

    private static Case refuse(String name, String... lines) {
        return new Case(name, false, "ed25519 ed25519", VALID, Optional.empty(), List.of(lines));
    }

    static Stream<Case> cases() {
        return Stream.of(
                accept("an authority with the port", "@cert-authority NAME CA"),
                accept("an authority without", "@cert-authority 127.0.0.1 CA"),
                accept("an authority for all", "@cert-authority * CA"),
                accept("an ECDSA key and authority", "@cert-authority * CA").of("ecdsa ecdsa"),
                accept("an RSA key and authority", "@cert-authority * CA").of("rsa rsa"),
                accept("an RSA authority of an ed25519 key", "@cert-authority * CA")
                        .of("ed25519 rsa"),
                refuse("an authority for another host", "@cert-authority web-2 CA"),
                refuse("an authority that rules the host out", "@cert-authority *,!NAME,!127.0.0.1 CA"),
                refuse("another authority", "@cert-authority * OTHER"),
                refuse("the authority's key as a host's", "* CA"),
                refuse("expired", "@cert-authority * CA").signed("-h", "-n", "127.0.0.1", "-V", "20200101:20210101"),
                refuse("not valid yet", "@cert-authority * CA")
                        .signed("-h", "-n", "127.0.0.1", "-V", "20400101:20410101"),
                refuse("for another name", "@cert-authority * CA").signed("-h", "-n", "web-2"),
                refuse("for a name with the port", "@cert-authority * CA").signed("-h", "-n", "NAME"),
                refuse("for a user", "@cert-authority * CA").signed("-n", "127.0.0.1"),
                refuse("for a pattern of names", "@cert-authority * CA").signed("-h", "-n", "127.*"),
                accept("expired, and the key is known", "@cert-authority * CA", "NAME HOST")
                        .signed("-h", "-n", "127.0.0.1", "-V", "20200101:20210101"),
                accept("another authority, and the key is known", "@cert-authority * OTHER", "NAME HOST"),
                accept("an authority and another key", "@cert-authority * CA", "NAME OTHER"),
                refuse("the authority is revoked", "@cert-authority * CA", "@revoked * CA"),
                refuse("the key is revoked", "@cert-authority * CA", "@revoked * HOST"),
                refuse("the authority is revoked, the key known", "@cert-authority * CA", "NAME HOST", "@revoked * CA"),
                accept("an alias in the certificate", "@cert-authority web.example CA")
                        .as("web.example"),
                accept("an alias in upper case", "@cert-authority web.example CA")
                        .as("Web.Example"),
                refuse("an alias that the certificate has not", "@cert-authority * CA")
                        .as("web-3"),
                accept("an alias of a plain key", "web.example HOST").as("web.example"),
                refuse("an alias with a port is another name", "[web.example]:PORT HOST")
                        .as("web.example"),
                refuse("an alias, and only the address is known", "NAME HOST").as("web.example"));
    }

    private static String publicKey(String name) throws Exception {
        String[] fields = Files.readString(SSHD.path(name + ".pub")).split(" ", 3);
        return fields[0] + " " + fields[1].strip();
    }

    private static void certify(Case one) throws Exception {
        String[] types = one.certified().split(" ", 2);
        Path key = SSHD.path("host_" + types[0]);
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-s", SSHD.path("ca_" + types[1]).toString()));
        command.addAll(List.of("-I", "test"));
        one.signing().forEach(word -> command.add(word.replace("NAME", SSHD.name())));
        command.add(key + ".pub");
        TestSshd.exec(command.toArray(String[]::new));
        Files.writeString(SSHD.path("certificates"), "HostCertificate " + key + "-cert.pub\n");
        SSHD.reload();
    }

    private static Path known(Case one) throws Exception {
        String[] types = one.certified().split(" ", 2);
        List<String> lines = new ArrayList<>();
        for (String line : one.lines()) {
            // The shortest word first: one key in a hundred has "CA" in its base64.
            lines.add(line.replace("CA", publicKey("ca_" + types[1]))
                    .replace("NAME", SSHD.name())
                    .replace("PORT", Integer.toString(SSHD.port()))
                    .replace("OTHER", publicKey("user_ed25519"))
                    .replace("HOST", SSHD.hostKey(types[0])));
        }
        return SSHD.knownHosts("table", lines.toArray(String[]::new));
    }

    private static RemoteException refusal(Path known, Optional<String> alias) {
        Target target = TestSshd.target("127.0.0.1", SSHD.port(), "root", SSHD.path("user_ed25519"), known)
                .withHostKeys(new HostKeys(HostKeyPolicy.STRICT, List.of(known), List.of(), alias, false));
        return catchThrowableOfType(
                RemoteException.class,
                () -> new Ssh(PassphrasePrompt.none()).connect(target).close());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asOpenSsh(Case one) throws Exception {
        certify(one);
        Path known = known(one);
        String[] options =
                one.alias().map(alias -> "HostKeyAlias=" + alias).stream().toArray(String[]::new);
        assertThat(OpenSshClient.accepts(SSHD, "127.0.0.1", known, options))
                .as("OpenSSH")
                .isEqualTo(one.accepted());
        RemoteException e = refusal(known, one.alias());
        if (one.accepted()) {
            assertThat(e).isNull();
        } else {
            assertThat(e.kind()).isEqualTo(Kind.HOST_KEY);
        }
    }

    @Test
    void messagesSayWhatIsWrongWithTheCertificate() throws Exception {
        Case expired =
                refuse("expired", "@cert-authority * CA").signed("-h", "-n", "127.0.0.1", "-V", "20200101:20210101");
        certify(expired);
        assertThat(refusal(known(expired), Optional.empty())).hasMessageContaining("its certificate expired at 20");
        Case other = refuse("another name", "@cert-authority * CA").signed("-h", "-n", "web-2");
        certify(other);
        assertThat(refusal(known(other), Optional.empty()))
                .hasMessageContaining("its certificate is for web-2, not for 127.0.0.1");
    }

    /** Later versions of OpenSSH do not accept it either. */
    @Test
    void certificateWithoutNamesIsNobodys() throws Exception {
        Case nameless = refuse("without names", "@cert-authority * CA").signed("-h");
        certify(nameless);
        assertThat(refusal(known(nameless), Optional.empty())).hasMessageContaining("its certificate is for nobody");
    }

    @Test
    void newKeysGoUnderTheAlias() throws Exception {
        Path known = SSHD.path("fresh");
        Target target = TestSshd.target("127.0.0.1", SSHD.port(), "root", SSHD.path("user_ed25519"), known)
                .withHostKeys(new HostKeys(
                        HostKeyPolicy.ACCEPT_NEW, List.of(known), List.of(), Optional.of("web.example"), true));
        new Ssh(PassphrasePrompt.none()).connect(target).close();
        assertThat(Files.readString(known)).startsWith("|1|");
        assertThat(OpenSshClient.accepts(SSHD, "127.0.0.1", known, "HostKeyAlias=web.example"))
                .isTrue();
        assertThat(OpenSshClient.accepts(SSHD, "127.0.0.1", known)).isFalse();
    }
}
