package provisioner.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.SshOption;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;

/** Who goes before whom, jump hosts, and what is refused; OpenSshComparisonTest compares the rest with ssh. */
class TargetResolverTest {
    @TempDir
    Path home;

    private final Problems problems = new Problems();

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(home.resolve(".ssh"));
    }

    private LocalUser operator() {
        return new LocalUser("me", home, "desk.example", Map.of("SSH_AUTH_SOCK", "/run/agent"));
    }

    private Path config(String text) throws IOException {
        Path file = Files.writeString(home.resolve(".ssh/config"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Optional<Target> resolve(String config, Overrides preferences, Destination destination) throws IOException {
        SshConfig read = SshConfig.read(Optional.of(config(config)), operator(), new InputFiles(home), problems);
        return new TargetResolver(read, operator(), preferences, problems).resolve(destination);
    }

    private Target target(String config, String address) throws IOException {
        Optional<Target> target = resolve(config, Overrides.none(), plain(address));
        assertThat(problems.list()).isEmpty();
        return target.orElseThrow();
    }

    @Test
    void sshsConfigurationIsNotForContainersAndThisMachine() throws IOException {
        String config = "Host *\n User other\n HostName %h.example\n ProxyJump jump\n CanonicalizeHostname yes\n";
        Target container = resolve(config, Overrides.none(), plain("App_1").over(ConnectionKind.DOCKER))
                .orElseThrow();
        assertThat(container.address()).isEqualTo("App_1");
        assertThat(container.user()).isEqualTo("root");
        assertThat(container.via()).isEmpty();
        assertThat(container.place()).isEqualTo("web-1 (docker container App_1)");
        Target here = resolve(config, Overrides.none(), plain("here").over(ConnectionKind.LOCAL))
                .orElseThrow();
        assertThat(here.user()).isEqualTo("me");
        assertThat(here.place()).isEqualTo("web-1 (this machine)");
        assertThat(problems.list()).isEmpty();
    }

    private static Destination plain(String address) {
        return new Destination(
                "web-1",
                address,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> refusal(String config, String address) throws IOException {
        assertThat(resolve(config, Overrides.none(), plain(address)).isEmpty() || !problems.isEmpty())
                .isTrue();
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void defaultsAreSshs() throws Exception {
        Files.createFile(home.resolve(".ssh/id_ed25519"));
        Target target = target("", "web.example");
        assertThat(target.host()).isEqualTo("web-1");
        assertThat(target.port()).isEqualTo(22);
        assertThat(target.user()).isEqualTo("me");
        assertThat(target.credentials().identities()).containsExactly(home.resolve(".ssh/id_ed25519"));
        assertThat(target.credentials().agent()).contains(Path.of("/run/agent"));
        assertThat(target.timeouts()).isEqualTo(Timeouts.defaults());
        assertThat(target.via()).isEmpty();
    }

    @Test
    void inventoryGoesBeforeTheConfiguration() throws Exception {
        String config = "Host w\n HostName 192.0.2.1\n Port 1\n User u\n IdentityFile /k\n UserKnownHostsFile /kh\n"
                + " CertificateFile /c\n";
        Destination all = new Destination(
                "web-1",
                "w",
                Optional.of(2),
                Optional.of("v"),
                List.of(Path.of("/mine")),
                List.of(Path.of("/known")),
                Optional.empty(),
                Optional.empty());
        Target target = resolve(config, Overrides.none(), all).orElseThrow();
        assertThat(target.address()).isEqualTo("192.0.2.1");
        assertThat(target.port()).isEqualTo(2);
        assertThat(target.user()).isEqualTo("v");
        assertThat(target.credentials().identities()).containsExactly(Path.of("/mine"));
        assertThat(target.credentials().identitiesOnly()).isTrue();
        assertThat(target.hostKeys().userFiles()).containsExactly(Path.of("/known"));
        assertThat(target.hostKeys().globalFiles()).isEmpty();
    }

    @Test
    void commandLineGoesBeforeEverything() throws Exception {
        String config = "ConnectTimeout 3\nStrictHostKeyChecking yes\n";
        Overrides preferences = new Overrides(Optional.of(Duration.ofSeconds(7)), true);
        Target target = resolve(config, preferences, plain("w")).orElseThrow();
        assertThat(target.timeouts().connect()).isEqualTo(Duration.ofSeconds(7));
        assertThat(target.hostKeys().policy()).isEqualTo(HostKeyPolicy.ACCEPT_NEW);
    }

    @Test
    void userAndPortOfTheInventoryAreWhatTokensSee() throws Exception {
        Destination destination = new Destination(
                "web-1",
                "w",
                Optional.of(2),
                Optional.of("v"),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Target target = resolve("IdentityFile /k/%r-%p\nUser u\nPort 1\n", Overrides.none(), destination)
                .orElseThrow();
        assertThat(target.credentials().identities()).containsExactly(Path.of("/k/v-2"));
    }

    @Test
    void hopsHaveTheirOwnSettings() throws Exception {
        Target target = target(
                "Host w\n ProxyJump u@one,two:3\nHost one\n HostName 192.0.2.1\n User ignored\n IdentityFile /one\n"
                        + "Host two\n User two\n Port 9\n ProxyJump never\nHost w\n IdentityFile /w\n",
                "w");
        Target two = target.via().orElseThrow();
        Target one = two.via().orElseThrow();
        assertThat(target.credentials().identities()).containsExactly(Path.of("/w"));
        assertThat(two.host()).isEqualTo("jump host two");
        assertThat(two.user() + two.port()).isEqualTo("two3");
        assertThat(one.address()).isEqualTo("192.0.2.1");
        assertThat(one.user()).isEqualTo("u");
        assertThat(one.credentials().identities()).containsExactly(Path.of("/one"));
        assertThat(one.via()).isEmpty();
    }

    @Test
    void firstHopHasItsOwnWay() throws Exception {
        Target target = target("Host w\n ProxyJump a,b\nHost a\n ProxyJump c\nHost b\n ProxyJump d\n", "w");
        Target b = target.via().orElseThrow();
        Target a = b.via().orElseThrow();
        assertThat(b.address() + a.address() + a.via().orElseThrow().address()).isEqualTo("bac");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        Host w|ProxyCommand nc %h %u              ; .ssh/config:2: 'nc %h %u' of proxycommand cannot be expanded
        ProxyCommand -                            ; .ssh/config:1: ProxyCommand must be a command that passes
        ProxyCommand x|ProxyUseFdpass yes         ; .ssh/config:1: ProxyCommand must be a command that passes
        HostName a&b|ProxyCommand x %h            ; .ssh/config:2: 'a&b' must not have characters that a shell would read
        User -x|ProxyCommand x %r                 ; .ssh/config:2: '-x' must not have characters
        User $(y)|ProxyCommand x                  ; .ssh/config:2: '$(y)' must not have characters
        ProxyJump w                               ; .ssh/config:1: the jump hosts form a loop: w
        ProxyJump x%h                             ; .ssh/config:1: the jump hosts form a loop: w, xw
        Host w|ProxyJump a|Host a|ProxyJump w     ; .ssh/config:2: the jump hosts form a loop: w, a
        ProxyJump a b                             ; .ssh/config:1: invalid value 'a b' for proxyjump
        Match exec y|Port 3|User z                ; .ssh/config:1: 'Match exec y' may set port for w, but only the criteria
        Host w|Match exec y|Include ~/.ssh/inc    ; .ssh/config:2: 'Match exec y' may set user for w, but
        Match host w !exec y|Port 3               ; .ssh/config:1: 'Match host w !exec y' may set port
        Match host w canonical|Port 3             ; .ssh/config:1: 'Match host w canonical' may set port
        Match final all|Port 3                    ; .ssh/config:1: 'Match final all' may set port
        Match localnetwork 192.0.2.0/24|User z    ; .ssh/config:1: 'Match localnetwork 192.0.2.0/24' may set user
        Match tagged x|ProxyJump z                ; .ssh/config:1: 'Match tagged x' may set proxyjump
        Match version OpenSSH_9*|Port 3           ; .ssh/config:1: 'Match version OpenSSH_9*' may set port
        Match sessiontype shell|Port 3            ; .ssh/config:1: 'Match sessiontype shell' may set port
        Match command x|Port 3                    ; .ssh/config:1: 'Match command x' may set port
        Match exec y|Match user x|Match exec z|Port 3 ; .ssh/config:3: 'Match exec z' may set port
        Match host                                ; .ssh/config:1: each criterion of 'Match' must have a value
        Host h|Port 2|Host w|HostName h|Match final host z|Port 3 ; .ssh/config:2: this line is for h, the HostName of w
        StrictHostKeyChecking no|UserKnownHostsFile /dev/null ; .ssh/config:2: new host keys must be recorded, or every run would accept any key of w
        UserKnownHostsFile none|StrictHostKeyChecking accept-new ; .ssh/config:1: new host keys must be recorded
        CanonicalizeHostname yes                  ; .ssh/config:1: CanonicalizeHostname is not supported
        RevokedHostKeys /r                        ; .ssh/config:1: revokedhostkeys is not supported
        BindAddress 192.0.2.1                     ; .ssh/config:1: bindaddress is not supported
        Prot 22                                   ; .ssh/config:1: unknown ssh option 'prot'; did you mean 'port'?
        Port 0                                    ; .ssh/config:1: invalid value '0' for port
        Port 70000                                ; .ssh/config:1: invalid value '70000' for port
        Port 22 23                                ; .ssh/config:1: 'port' must have one value
        Port                                      ; .ssh/config:1: 'port' needs a value
        User "x                                   ; .ssh/config:1: a quote is not closed
        User #x                                   ; .ssh/config:1: a value must not be a comment
        HostName 010.0.0.1                        ; .ssh/config:1: '010.0.0.1' must be an IPv4 address
        HostName %q                               ; .ssh/config:1: '%q' of hostname cannot be expanded
        IdentityFile ${NOT_SET}/x                 ; .ssh/config:1: '${NOT_SET}/x' of identityfile cannot
        IdentityFile ~other/x                     ; .ssh/config:1: the home directory of another user is not known
        ConnectTimeout soon                       ; .ssh/config:1: invalid value 'soon' for connecttimeout
        IdentitiesOnly maybe                      ; .ssh/config:1: invalid value 'maybe' for identitiesonly
        StrictHostKeyChecking maybe               ; .ssh/config:1: invalid value 'maybe' for stricthostkey
        Include ~/.ssh/config                     ; 'Include' is nested too deeply
        """)
    void whatCannotBeFollowedIsLocated(String config, String problem) throws Exception {
        Files.setPosixFilePermissions(
                Files.writeString(home.resolve(".ssh/inc"), "User u\n"), PosixFilePermissions.fromString("rw-------"));
        assertThat(refusal(config.replace('|', '\n'), "w"))
                .hasSize(1)
                .first()
                .asString()
                .contains(problem);
    }

    @Test
    void whatIsSetForOthersIsNoProblem() throws Exception {
        String config = "Host other\n"
                + " ProxyCommand nc\n"
                + " Port 99999\n"
                + " CanonicalizeHostname yes\n"
                + "Match host x\n"
                + " ForwardAgent yes\n"
                + " RequestTTY no\n"
                + "Match host x exec y\n"
                + " Port 3\n"
                + "Match exec y user z\n"
                + " Port 4\n"
                + "Match user z final\n"
                + " Port 5\n"
                + "Host other\n"
                + " UserKnownHostsFile /dev/null\n"
                + " StrictHostKeyChecking no\n"
                + "Host *\n"
                + " User u\n";
        assertThat(target(config, "w").user()).isEqualTo("u");
    }

    @Test
    void userOfTheInventoryIsWhatMatchSees() throws Exception {
        String config = "User u\nMatch user v\n Port 2\n";
        Destination destination = new Destination(
                "web-1",
                "w",
                Optional.empty(),
                Optional.of("v"),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        assertThat(resolve(config, Overrides.none(), destination).orElseThrow().port())
                .isEqualTo(2);
    }

    /** A hop may have a command of its own, and the hops behind it do not use theirs. */
    @Test
    void commandOfTheFirstHop() throws Exception {
        Target target =
                target("Host w\n ProxyJump a,b\nHost a\n ProxyCommand nc %h %p\nHost b\n ProxyCommand never\n", "w");
        Target b = target.via().orElseThrow();
        assertThat(target.proxyCommand()).isEmpty();
        assertThat(b.proxyCommand()).isEmpty();
        assertThat(b.via().orElseThrow().proxyCommand()).contains("nc a 22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "off", "False"})
    void carelessCheckingIsWarnedOf(String value) throws Exception {
        SshConfig read = SshConfig.read(
                Optional.of(config("Host w*\n StrictHostKeyChecking " + value + "\n")),
                operator(),
                new InputFiles(home),
                problems);
        TargetResolver resolver = new TargetResolver(read, operator(), Overrides.none(), problems);
        for (String name : List.of("w", "w2", "x")) {
            resolver.resolve(plain(name));
        }
        assertThat(problems.list()).isEmpty();
        assertThat(resolver.warnings().stream().map(Problem::toString))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(".ssh/config:2: StrictHostKeyChecking " + value + " is read as accept-new: a new host key is"
                        + " recorded, but a changed one is refused;"
                        + " write accept-new, or yes to refuse new"
                        + " keys as well");
    }

    @Test
    void othersMustNotWriteTheConfiguration() throws Exception {
        Path file = config("User u\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        SshConfig.read(Optional.empty(), operator(), new InputFiles(home), problems);
        assertThat(problems.list())
                .hasSize(1)
                .first()
                .asString()
                .contains("only you may have write permission for this file");
    }

    @Test
    void noConfigurationAtAll() throws Exception {
        config("User u\n");
        SshConfig none = SshConfig.read(Optional.of(Path.of("none")), operator(), new InputFiles(home), problems);
        assertThat(new TargetResolver(none, operator(), Overrides.none(), problems)
                        .resolve(plain("w"))
                        .orElseThrow()
                        .user())
                .isEqualTo("me");
    }

    @Test
    void fileThatIsNotThere() {
        SshConfig.read(Optional.of(Path.of("missing")), operator(), new InputFiles(home), problems);
        assertThat(problems.list()).hasSize(1).first().asString().contains("missing: cannot read the file");
    }

    @Test
    @Timeout(60)
    void mutatedConfigurations() throws Exception {
        mutate(2_000);
    }

    @Test
    @Tag("host")
    @Tag("long")
    void tenThousandMutatedConfigurations() throws Exception {
        mutate(10_000);
    }

    /** Whatever stands in the file, it ends in a target or in located problems. */
    private void mutate(int files) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String base = "Host w w? !x*\n HostName %h.example\n Port 22\n ProxyJump u@a:1,b\nHost a b\n ProxyJump none\n"
                + "Include ~/.ssh/inc*\nMatch host y\n IdentityFile \"~/k %r\" # c\nConnectTimeout 1m30s\n";
        for (int i = 0; i < files; i++) {
            StringBuilder text = new StringBuilder(base);
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(256));
                    default -> text.insert(at, base, 0, random.nextInt(base.length()));
                }
            }
            Problems found = new Problems();
            SshConfig read =
                    SshConfig.read(Optional.of(config(text.toString())), operator(), new InputFiles(home), found);
            Optional<Target> target = new TargetResolver(read, operator(), Overrides.none(), found).resolve(plain("w"));
            assertThat(target.isPresent() || !found.isEmpty())
                    .as("seed %d: %s", seed, text)
                    .isTrue();
        }
    }

    private static Destination with(String... options) {
        return new Destination(
                "web-1",
                "web-1",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                java.util.Arrays.stream(options)
                        .map(line -> new SshOption(new Location("hosts", 3, 9), line))
                        .toList(),
                ConnectionKind.SSH);
    }

    @Test
    void optionsOfTheInventoryGoBeforeTheConfiguration() throws IOException {
        String config = "Host bastion\n  User jump\nHost web-1\n  Port 2222\n  User configured\n  ProxyJump other\n";
        Target target = resolve(
                        config,
                        Overrides.none(),
                        with("ProxyJump=bastion", "Port 2200", "ServerAliveInterval=5", "ControlMaster=auto"))
                .orElseThrow();
        assertThat(problems.list()).isEmpty();
        assertThat(target.port()).isEqualTo(2200);
        assertThat(target.user()).isEqualTo("configured");
        assertThat(target.via().orElseThrow().address()).isEqualTo("bastion");
        assertThat(target.via().orElseThrow().user()).isEqualTo("jump");
    }

    @Test
    void optionsThatCannotBeFollowedAreProblemsAtTheirLine() throws IOException {
        resolve("", Overrides.none(), with("BindAddress=10.0.0.1", "ProxyJmp=b", "Port", "Port=x"));
        assertThat(problems.list())
                .map(Problem::toString)
                .containsExactlyInAnyOrder(
                        "hosts:3:9: bindaddress is not supported, but is set for web-1",
                        "hosts:3:9: unknown option of ssh 'proxyjmp'; did you mean 'proxyjump'?",
                        "hosts:3:9: 'Port' must be an option of ssh with a value",
                        "hosts:3:9: invalid value 'x' for port");
    }
}
