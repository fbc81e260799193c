package provisioner.remote.ssh.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.remote.ssh.hostkey.KnownHosts.Names;
import provisioner.remote.ssh.hostkey.KnownHosts.Verdict;

/** What entries mean; HostKeyHostTest compares the same with OpenSSH. */
class KnownHostsTest {
    private static final byte[] ONE = key("ssh-ed25519", 1);
    private static final byte[] TWO = key("ssh-ed25519", 2);

    @TempDir
    Path directory;

    private static byte[] key(String type, int fill) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(type.length());
            out.writeBytes(type);
            out.writeInt(32);
            out.write(new byte[31]);
            out.write(fill);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static String text(byte[] key) {
        return KnownHost.typeOf(key).orElseThrow() + " " + Base64.getEncoder().encodeToString(key);
    }

    private KnownHosts load(String... lines) throws IOException {
        Path file = directory.resolve("known_hosts");
        Files.writeString(file, String.join("\n", lines), StandardCharsets.ISO_8859_1);
        return KnownHosts.load(List.of(directory.resolve("missing"), file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    web.example            ; web.example ; 22   ; true
                    WEB.Example            ; web.exAMPLE ; 22   ; true
                    web.example            ; web.example ; 2222 ; true
                    [web.example]:2222     ; web.example ; 2222 ; true
                    [web.example]:2222     ; web.example ; 22   ; false
                    [web.example]:2222     ; web.example ; 2223 ; false
                    a,web.example,b        ; web.example ; 22   ; true
                    *.example              ; web.example ; 22   ; true
                    *.example              ; example     ; 22   ; false
                    we?.example            ; web.example ; 22   ; true
                    web?example            ; web.example ; 22   ; true
                    webXexample            ; web.example ; 22   ; false
                    web.example.org        ; web.example ; 22   ; false
                    [*.example]:*          ; web.example ; 22   ; false
                    [*.example]:*          ; web.example ; 2222 ; true
                    *,!web.example         ; web.example ; 22   ; false
                    !web.example,*         ; web.example ; 22   ; false
                    !other,nomatch         ; web.example ; 22   ; false
                    !other                 ; web.example ; 22   ; false
                    !other,*               ; web.example ; 22   ; true
                    2001:db8::1            ; 2001:DB8::1 ; 22   ; true
                    [2001:db8::1]:2222     ; 2001:db8::1 ; 2222 ; true
                    |1|AAAA|AAAA           ; web.example ; 22   ; false
                    """)
    void patterns(String hosts, String address, int port, boolean known) throws Exception {
        Verdict verdict = load(hosts + " " + text(ONE)).judge(Names.of(address, port), ONE);
        assertThat(verdict).isInstanceOf(known ? Verdict.Known.class : Verdict.Unknown.class);
    }

    @Test
    void revokedWinsWhereverItStands() throws Exception {
        for (KnownHosts hosts : List.of(
                load("h " + text(ONE), "@revoked h " + text(ONE)),
                load("@revoked * " + text(ONE), "h " + text(ONE)),
                load("@revoked\th\t" + text(ONE)))) {
            assertThat(hosts.judge(Names.of("h", 22), ONE)).isInstanceOf(Verdict.Revoked.class);
            assertThat(hosts.judge(Names.of("h", 2222), ONE)).isInstanceOf(Verdict.Revoked.class);
        }
    }

    @Test
    void revokedKeySaysNothingOfOthers() throws Exception {
        assertThat(load("@revoked h " + text(ONE)).judge(Names.of("h", 22), TWO))
                .isInstanceOf(Verdict.Unknown.class);
        assertThat(load("@revoked h " + text(ONE), "h " + text(TWO)).judge(Names.of("h", 22), TWO))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void changedNamesTheEntry() throws Exception {
        Verdict verdict =
                load("# comment", "", "other " + text(TWO), "h " + text(ONE)).judge(Names.of("h", 22), TWO);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Changed.class,
                        changed -> assertThat(changed.entry().place()).endsWith("known_hosts:4"));
    }

    @Test
    void oneOfSeveralKeysIsEnough() throws Exception {
        assertThat(load("h " + text(ONE), "h " + text(TWO)).judge(Names.of("h", 22), TWO))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void keyOfAnotherTypeIsAChange() throws Exception {
        assertThat(load("h " + text(key("ssh-rsa", 1))).judge(Names.of("h", 22), ONE))
                .isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void entryWithPortBeatsOneWithout() throws Exception {
        KnownHosts hosts = load("h " + text(ONE), "[h]:2222 " + text(TWO));
        assertThat(hosts.judge(Names.of("h", 2222), ONE)).isInstanceOf(Verdict.Changed.class);
        assertThat(hosts.judge(Names.of("h", 2222), TWO)).isInstanceOf(Verdict.Known.class);
        assertThat(hosts.judge(Names.of("h", 22), TWO)).isInstanceOf(Verdict.Changed.class);
    }

    @Test
    void authorityAcceptsNothingByItself() throws Exception {
        assertThat(load("@cert-authority * " + text(ONE)).judge(Names.of("h", 22), ONE))
                .isInstanceOf(Verdict.Authority.class);
        assertThat(load("@cert-authority * " + text(ONE), "h " + text(TWO)).judge(Names.of("h", 22), TWO))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void linesThatAreNoEntriesAreSkipped() throws Exception {
        KnownHosts hosts = load(
                "h",
                "h ssh-ed25519",
                "h ssh-ed25519 ###",
                "h ssh-rsa " + Base64.getEncoder().encodeToString(ONE),
                "h ssh-ed25519 AAAA",
                "h ssh-ed25519 /////w==",
                "@unknown h " + text(ONE),
                "@revoked",
                "#h " + text(ONE),
                "\u00ff\u00fe",
                "   ");
        assertThat(hosts.judge(Names.of("h", 22), ONE)).isInstanceOf(Verdict.Unknown.class);
        assertThat(hosts.types(Names.of("h", 22))).isEmpty();
    }

    @Test
    void commentInAnotherEncodingHidesNothing() throws Exception {
        assertThat(load("# \u00e4\u00f6", "  h " + text(ONE) + " caf\u00e9 comment")
                        .judge(Names.of("h", 22), ONE))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void typesToAskFor() throws Exception {
        KnownHosts hosts = load(
                "h " + text(key("ssh-rsa", 1)),
                "@revoked h " + text(ONE),
                "@cert-authority h " + text(key("ecdsa-sha2-nistp256", 1)),
                "other " + text(TWO));
        assertThat(hosts.types(Names.of("h", 22))).containsExactly("ssh-rsa");
        assertThat(hosts.types(Names.of("h", 2222))).containsExactly("ssh-rsa");
    }

    @Test
    void fileThatIsThereMustBeReadable() {
        assertThatThrownBy(() -> KnownHosts.load(List.of(directory))).isInstanceOf(IOException.class);
    }

    @Test
    void newEntriesAreAppendedOnceAndOnLinesOfTheirOwn() throws Exception {
        Path file = directory.resolve("new/.ssh/known_hosts");
        KnownHostsWriter writer = new KnownHostsWriter();
        writer.add(file, "[h]:2222", "ssh-ed25519", ONE);
        writer.add(file, "[h]:2222", "ssh-ed25519", ONE);
        Files.writeString(file, Files.readString(file) + "old " + text(TWO));
        writer.add(file, "g", "ssh-ed25519", ONE);
        assertThat(Files.readString(file))
                .isEqualTo("[h]:2222 " + text(ONE) + "\nold " + text(TWO) + "\ng " + text(ONE) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    /** In a file that names a whole fleet, each host reads only what is about itself. */
    @Test
    void whatIsAboutOthersDoesNotCount() throws Exception {
        List<String> lines = List.of(
                "h,other " + text(ONE),
                "[h]:2222 " + text(TWO),
                "web-*,!web-2 " + text(ONE),
                KnownHost.hashed("hidden", new SecureRandom()) + " " + text(TWO),
                "@revoked revoked " + text(ONE),
                "@cert-authority *.example " + text(TWO),
                "nothing ssh-ed25519 ????");
        KnownHosts all = load(lines.toArray(String[]::new));
        for (String name : List.of("h", "other", "web-1", "web-2", "hidden", "revoked", "a.example", "nothing", "x")) {
            for (int port : new int[] {22, 2222}) {
                Names names = Names.of(name, port);
                KnownHosts own = KnownHosts.load(List.of(directory.resolve("known_hosts")), names);
                assertThat(own.judge(names, ONE)).isEqualTo(all.judge(names, ONE));
                assertThat(own.judge(names, TWO)).isEqualTo(all.judge(names, TWO));
                assertThat(own.judgeAuthority(names, TWO)).isEqualTo(all.judgeAuthority(names, TWO));
                assertThat(own.types(names)).isEqualTo(all.types(names));
            }
        }
        assertThat(KnownHosts.load(List.of(directory.resolve("known_hosts")), Names.of("web-2", 22))
                        .types(Names.of("h", 22)))
                .isEmpty();
    }
}
