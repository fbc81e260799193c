package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** The operator's list of {@code examples/everyday}, on two releases. What it fetches is on the hosts themselves. */
@Tag("host")
class EverydayExampleTest {
    private static final Path EXAMPLE = Tool.CHECKOUT.resolve("provisioner/examples/everyday");

    private static final List<String> HOSTS = List.of("bookworm-1", "trixie-1");

    /** From bare hosts at least so many of the steps that change are known to do so. */
    private static final double FORESEEN = 0.9;

    @RegisterExtension
    static final TestLab LAB = TestLab.mixed(Map.of("bookworm", List.of("bookworm-1"), "trixie", List.of("trixie-1")));

    @TempDir
    static Path directory = Path.of("");

    /** The repository of both suites with an empty list of packages, the site's git repository, and a server for its logo. */
    private static final String SERVE = """
            set -e
            export DEBIAN_FRONTEND=noninteractive HOME=/root GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org
            export GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
            apt-get install -qq -y --no-install-recommends gnupg git perl-base >/dev/null
            gpg --batch --quiet --passphrase '' --quick-generate-key vendor default default never 2>/dev/null
            for suite in bookworm trixie; do
              d=/srv/vendor/dists/$suite; mkdir -p $d/main/binary-amd64; : >$d/main/binary-amd64/Packages
              {
                printf 'Origin: vendor\\nSuite: %s\\nCodename: %s\\nArchitectures: amd64\\nComponents: main\\n' $suite $suite
                printf 'Date: %s\\nSHA256:\\n' "$(LC_ALL=C date -Ru)"
                printf ' %s 0 main/binary-amd64/Packages\\n' "$(sha256sum </dev/null | cut -d' ' -f1)"
              } | gpg --batch --quiet --clearsign >$d/InRelease
            done
            gpg --batch --armor --export vendor >/srv/vendor.asc
            git init -q /srv/work; cd /srv/work; echo site >index.html; git add .; git commit -qm one; git tag v1.0
            git clone -q --bare /srv/work /srv/site.git
            cat >/root/serve.pl <<'END'
            use IO::Socket::INET;
            my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8088", Listen => 5, ReuseAddr => 1) or die;
            while (my $c = $s->accept) {
              while (my $line = <$c>) { last if $line =~ /^\\r?\\n$/; }
              print $c "HTTP/1.0 200 OK\\r\\nContent-Length: 7\\r\\n\\r\\n<svg/>\\n";
              close $c;
            }
            END
            systemd-run -q --unit=serve-test perl /root/serve.pl
            """;

    @BeforeAll
    static void prepare() throws Exception {
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(EXAMPLE.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path inventory = directory.resolve("inventory.yml");
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replace("https://packages.vendor.example/debian", "file:/srv/vendor")
                        .replace("https://git.example.org/site.git", "/srv/site.git")
                        .replace("https://downloads.example.org/logo.svg", "http://127.0.0.1:8088/logo.svg")
                        .replaceFirst("logo_sha256: [0-9a-f]{64}", "logo_sha256: " + digest()));
        StringBuilder keys = new StringBuilder();
        for (String host : HOSTS) {
            LAB.raw(host, SERVE);
            keys.append(LAB.raw(host, "cat /srv/vendor.asc")).append('\n');
        }
        Files.writeString(directory.resolve("playbooks/vendor.asc"), keys);
    }

    private static String digest() throws Exception {
        return LAB.raw(HOSTS.getFirst(), "printf '<svg/>\\n' | sha256sum").substring(0, 64);
    }

    private static Tool.Run run(String command, String... more) throws Exception {
        Map<String, String> environment = new HashMap<>(LAB.environment());
        environment.put("ANN_PASSWORD_HASH", "$6$saltsalt$" + "a".repeat(86));
        return Tool.inCheckout(environment)
                .in(directory)
                .run(Stream.concat(
                                Stream.of(
                                        command,
                                        "-i",
                                        "inventory.yml",
                                        "playbooks/site.yml",
                                        "--lab",
                                        "--output",
                                        "json"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void theLawsHoldForIt() throws Exception {
        Tool.Run plan = run("plan");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        Set<String> changed = new TreeSet<>(provision.stepsThat("changed"));
        assertThat(changed).containsAll(plan.stepsThat("would-change"));
        Set<String> foreseen = new TreeSet<>(plan.stepsThat("would-change"));
        assertThat(foreseen.size()).isGreaterThanOrEqualTo((int) Math.ceil(FORESEEN * changed.size()));
        foreseen.addAll(plan.stepsThat("may-change"));
        assertThat(foreseen).as("every change was predicted").containsAll(changed);

        Tool.Run again = run("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        Tool.Run verify = run("verify", "--complete");
        assertThat(verify.exit()).as(verify.everything()).isIn(0, 2);
        assertThat(verify.stepsThat("drifted")).isEmpty();
        assertThat(verify.events("unaccounted").stream()
                        .map(line -> line.path("kind").asText() + " "
                                + line.path("name").asText())
                        .filter(title -> !title.matches(
                                ".*(serve-test.*|/srv/(vendor|work|site\\.git).*|gnupg.*|127\\.0\\.0\\.1.8088)")))
                .as(verify.everything())
                .isEmpty();
    }

    @Test
    void isNotLongerThanTheSameForAnsible() throws IOException {
        assertThat(lines(EXAMPLE.resolve("playbooks"))).isLessThanOrEqualTo(lines(EXAMPLE.resolve("ansible")));
        assertThat(Files.readString(EXAMPLE.resolve("playbooks/site.yml"))).doesNotContain("command:\n", "command: {");
    }

    private static long lines(Path top) throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yml")).toList()) {
                try (Stream<String> all = Files.lines(file)) {
                    lines += all.filter(line -> !line.isBlank()).count();
                }
            }
        }
        return lines;
    }
}
