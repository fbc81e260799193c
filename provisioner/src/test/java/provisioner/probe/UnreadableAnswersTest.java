package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.AuthorizedKeysQuery;
import provisioner.state.Query.CertificateQuery;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.FirewallQuery;
import provisioner.state.Query.ListingQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ShellQuery;
import provisioner.state.Query.UserQuery;

/** An answer that cannot be used is a matter of those who ask for it; the other answers of the same probe stand. */
class UnreadableAnswersTest {
    private static final Bytes LATIN_1 = Bytes.of(new byte[] {'M', (byte) 0xfc, 'l', 'l', 'e', 'r', '\n'});
    private static final PathQuery OTHER = new PathQuery("/etc/motd");

    private final Answers answers = new Answers();

    private Observed observed(ShellQuery<?>... asked) throws ProbeException {
        answers.add("path", Bytes.utf8(""));
        answers.add("path.digest", Bytes.utf8(""));
        List<ShellQuery<?>> all = new ArrayList<>(List.of(asked));
        all.add(OTHER);
        Observed observed = Probe.of(all).read(answers);
        assertThat(observed.get(OTHER)).isEqualTo(new Missing());
        return observed;
    }

    private void keys(int i, String user, Bytes content) {
        answers.add("keys." + i, Bytes.utf8("%s:x:1:1::/home/%s:/bin/sh\nstaff\nstaff\n".formatted(user, user)));
        answers.add("keys." + i + ".paths", Bytes.utf8(""));
        answers.add("keys." + i + ".sshd", Bytes.utf8("authorizedkeysfile .ssh/authorized_keys\n"));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(("/home/" + user + "/.ssh/authorized_keys\n").getBytes(StandardCharsets.UTF_8));
        file.writeBytes(content.toArray());
        answers.add("keys." + i + ".file", Bytes.of(file.toByteArray()));
    }

    @Test
    void aFileOfKeysBeyondTheLimitIsNotReadInPart() throws ProbeException {
        keys(0, "ann", Bytes.utf8("#".repeat(1024 * 1024 + 1)));
        keys(1, "bob", Bytes.utf8("#".repeat(1024 * 1024)));
        Observed observed = observed(new AuthorizedKeysQuery("ann"), new AuthorizedKeysQuery("bob"));
        assertThat(observed.unreadable())
                .containsOnlyKeys(new AuthorizedKeysQuery("ann"))
                .containsValue("/home/ann/.ssh/authorized_keys must not be larger than 1048576 bytes");
        assertThat(observed.get(new AuthorizedKeysQuery("bob")).lines()).hasSize(1);
    }

    /** Whatever its rights are, nobody can read the memory of a process from its beginning. */
    @Test
    void whatRootCannotReadIsUnknownAndNotMissingOrEmpty() throws Exception {
        String memory = "/proc/1/mem";
        List<ShellQuery<?>> queries = List.of(
                new PathQuery(memory),
                new Query.ContentQuery(memory, "", 100),
                new CertificateQuery(memory, "/nowhere.key", ""));
        List<ShellQuery<?>> all = new ArrayList<>(queries);
        all.add(OTHER);
        Observed observed = new LocalHost("dash").observe(all);
        assertThat(observed.unreadable()).containsOnlyKeys(queries);
        assertThat(observed.unreadable().values())
                .containsOnly("unknown, " + memory + " is there, but root cannot read it");
    }

    @Test
    void aFileInATreeThatCannotBeReadIsNamed() throws ProbeException {
        Query.TreeQuery tree = new Query.TreeQuery("/srv/a");
        answers.add("tree.0", Bytes.utf8("f\0root\0root\000644\0005\0\0./x/y\0"));
        answers.add("tree.0.digest", Bytes.utf8(""));
        assertThat(observed(tree).unreadable().values())
                .containsExactly("unknown, /srv/a/x/y is there, but root cannot read it");
    }

    @Test
    void aDirectoryThatCannotBeEnteredIsNotEmpty() throws ProbeException {
        answers.add("tree.0.closed", Bytes.utf8(""));
        answers.add("listing.0", Bytes.utf8(""));
        answers.add("listing.0.closed", Bytes.utf8(""));
        assertThat(observed(new Query.TreeQuery("/srv/a"), new ListingQuery("/srv/a"))
                        .unreadable()
                        .values())
                .hasSize(2)
                .containsOnly("unknown, /srv/a is there, but root cannot read it");
    }

    @Test
    void databasesThatDoNotAnswerAreNotEmpty() throws ProbeException {
        answers.add("user.failed", Bytes.utf8("3"));
        answers.add("group.failed", Bytes.utf8("127"));
        answers.add("unit.failed", Bytes.utf8("Failed to connect to bus: No such file or directory\n"));
        answers.add(
                "package.failed",
                Bytes.utf8("dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 3:\n x"));
        Observed observed = observed(
                new UserQuery("ann"),
                new Query.GroupQuery("staff"),
                new Query.UnitQuery("nginx.service"),
                new Query.PackageQuery("nginx"));
        assertThat(observed.unreadable().values())
                .containsExactlyInAnyOrder(
                        "unknown, getent user ended with status 3",
                        "unknown, getent group ended with status 127",
                        "unknown, systemctl does not answer: Failed to connect to bus: No such file or directory",
                        "unknown, dpkg cannot read its database: dpkg-query: error: parsing file"
                                + " '/var/lib/dpkg/status' near line 3:  x");
    }

    @Test
    void aFileOfKeysThatIsNoTextIsNamed() throws ProbeException {
        keys(0, "ann", LATIN_1);
        Observed observed = observed(new AuthorizedKeysQuery("ann"));
        assertThat(observed.unreadable().values()).containsExactly("/home/ann/.ssh/authorized_keys must be UTF-8 text");
        assertThatThrownBy(() -> observed.get(new AuthorizedKeysQuery("ann"))).hasMessageContaining("must be UTF-8");
    }

    @Test
    void anSshdThatDoesNotAnswerIsNamed() throws ProbeException {
        answers.add(
                "keys.0.sshd",
                Bytes.utf8("refused /etc/ssh/sshd_config.d/x.conf: terminating, 1 bad configuration options\n"));
        assertThat(observed(new AuthorizedKeysQuery("ann")).unreadable().values())
                .containsExactly(
                        "sshd does not say where it looks for keys: /etc/ssh/sshd_config.d/x.conf: terminating,"
                                + " 1 bad configuration options");
    }

    @Test
    void aCertificateBeyondTheLimitIsNotReadInPart() throws ProbeException {
        answers.add("certificate.0.chain", Bytes.utf8("x".repeat(256 * 1024 + 1)));
        CertificateQuery query = new CertificateQuery("/etc/a.pem", "/etc/a.key", "");
        assertThat(observed(query).unreadable().values())
                .containsExactly("/etc/a.pem must not be larger than 262144 bytes");
    }

    @Test
    void namesInAListingMayHoldLineEndsAndMustBeText() throws ProbeException {
        ListingQuery lines = new ListingQuery("/srv/a");
        ListingQuery latin = new ListingQuery("/srv/b");
        answers.add("listing.0", Bytes.utf8("2 one\ntwo\0003 three\0"));
        answers.add("listing.1", Bytes.of(new byte[] {'1', ' ', 'M', (byte) 0xfc, 0}));
        Observed observed = observed(lines, latin);
        assertThat(observed.get(lines))
                .isEqualTo(new ListingState(List.of("one\ntwo", "three"), Map.of("one\ntwo", "2", "three", "3")));
        assertThat(observed.unreadable().values())
                .containsExactly("/srv/b must only have entries whose names are UTF-8 text, and one is not");
    }

    @Test
    void aNameInTheUserDatabaseNeedNotBeUtf8() throws ProbeException {
        answers.add(
                "user", Bytes.of(("ann:x:1:1:M\u00fcller:/home/ann:/bin/sh\n").getBytes(StandardCharsets.ISO_8859_1)));
        answers.add("user.groups", Bytes.utf8("staff:x:1:\n"));
        assertThat(observed(new UserQuery("ann"))
                        .get(new UserQuery("ann"))
                        .account()
                        .orElseThrow()
                        .comment())
                .isEqualTo("M\uFFFDller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 a b c d in",
                "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=zz",
            })
    void aTupleOfAnUnknownFormIsAMatterOfTheFirewallAlone(String tuple) throws ProbeException {
        firewall(tuple);
        Observed observed = observed(new FirewallQuery());
        assertThat(observed.unreadable()).containsOnlyKeys(new FirewallQuery());
        assertThat(observed.unreadable().get(new FirewallQuery()))
                .startsWith("cannot read ")
                .contains("ufw's rule: allow tcp 22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### tuple ### allow tcp 22",
                "### tuple ### allow",
                "### tuple ### permit tcp 22 0.0.0.0/0 any 0.0.0.0/0 in",
                "### tuple ### allow_logs tcp 22 0.0.0.0/0 any 0.0.0.0/0 in",
            })
    void aTupleThatUfwSkipsIsNoRule(String tuple) throws ProbeException {
        firewall(tuple + "\n### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in");
        assertThat(observed(new FirewallQuery()).get(new FirewallQuery()).rules())
                .extracting(rule -> rule.port())
                .containsExactly("80");
    }

    @Test
    void aKernelThatDoesNotListItsRulesIsNoKernelWithoutRules() throws ProbeException {
        firewall("", "-P INPUT unread\n");
        assertThat(observed(new FirewallQuery()).unreadable().values())
                .containsExactly("unknown, iptables does not list the kernel's rules");
    }

    @Test
    void aTupleOfTheOldFormComesIn() throws ProbeException {
        firewall("### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0");
        assertThat(observed(new FirewallQuery()).get(new FirewallQuery()).rules())
                .extracting(rule -> rule.direction())
                .containsExactly("in");
    }

    private void firewall(String rules) {
        firewall(rules, "");
    }

    private void firewall(String rules, String kernel) {
        answers.add(
                "firewall.settings",
                Bytes.utf8(
                        "IPV6=no\nDEFAULT_INPUT_POLICY=DROP\nDEFAULT_OUTPUT_POLICY=ACCEPT\nDEFAULT_FORWARD_POLICY=DROP\nENABLED=yes\n"));
        answers.add("firewall.rules", Bytes.utf8(rules + "\n"));
        answers.add("firewall.rules6", Bytes.utf8(""));
        answers.add("firewall.kernel", Bytes.utf8(kernel));
        answers.add("firewall.kernel6", Bytes.utf8(""));
        answers.add("firewall.boot", Bytes.utf8("enabled"));
    }

    @Test
    void withoutFactsNothingCanBeToldOfAHost() {
        answers.add("facts.reboot", Bytes.utf8(""));
        assertThatThrownBy(() -> observed(new FactsQuery()))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("an invalid time");
    }
}
