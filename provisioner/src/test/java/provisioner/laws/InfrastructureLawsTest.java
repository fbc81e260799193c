package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Canaries;
import provisioner.harness.ProcessWatch;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** The laws for {@code playbooks/site.yml} on the three hosts of {@code inventory/source-replica.yml}. */
class InfrastructureLawsTest extends SiteLaws {
    private static final String INVENTORY = "inventory/source-replica.yml";
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    /** A host of somebody else's, without a firewall. */
    private static final String OUTSIDE = "outside";

    @RegisterExtension
    static final TestLab LAB =
            TestLab.of("sid", Stream.concat(HOSTS.stream(), Stream.of(OUTSIDE)).toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private static final List<String> PLACES_HERE = List.of(
            System.getProperty("java.io.tmpdir"),
            "/dev/shm",
            System.getProperty("user.home") + "/.config",
            System.getProperty("user.home") + "/.cache",
            System.getProperty("user.home") + "/.local");

    private static final Set<String> DECLARED = Set.of("/etc/app/environment", "/etc/prometheus-mysqld-exporter.cnf");

    /**
     * The files of a host that may hold a secret, and with them their backups; none where it is not named. MySQL keeps itself what it
     * replicates with.
     */
    private static final Map<String, String> MEANT = Map.of(
            "app_db_password", "/etc/app/environment",
            "mysql_exporter_password", "/etc/prometheus-mysqld-exporter\\.cnf",
            "mysql_replication_password", "/var/lib/mysql/.*");

    private static final String BACKUPS = "/var/backups/provisioner";
    private static final String BACKUP_TIME = "\\.\\d{8}T\\d{6}\\.\\d+Z";

    /** Another one in each run: copies of this file are no leak. */
    private static final String OF_THIS_RUN = UUID.randomUUID().toString().substring(0, 4);

    private static final Map<String, String> PASSWORDS = Map.of(
            "mysql_admin_password", "Zq7+adm&in/9=" + OF_THIS_RUN + "'#1",
            "mysql_replication_password", "Xw3+repl&/5=" + OF_THIS_RUN,
            "mysql_exporter_password", "Vt5+export\"er\\7=" + OF_THIS_RUN + "`#2",
            "app_db_password", "Rm9+ap&pli/4=" + OF_THIS_RUN + "\"c\\a");

    private @Nullable SampleProject project;
    private final Map<String, String> secrets = new HashMap<>(PASSWORDS);
    private Canaries canaries = new Canaries(PASSWORDS.values());
    private boolean provisioned;
    private FileTime begun = FileTime.from(Instant.now());

    InfrastructureLawsTest() {
        super(LAB, INVENTORY, HOSTS.toArray(String[]::new));
    }

    @BeforeAll
    void copyTheProjectAndMakeItsSecrets() throws Exception {
        LAB.acme("web-1");
        project = SampleProject.make(directory, INVENTORY, LAB, PASSWORDS);
        List<String> authority = tool().run("secret", "show", "-i", INVENTORY, "internal_ca")
                .stdout()
                .lines()
                .toList();
        int key = authority.indexOf("-----BEGIN %s KEY-----".formatted("PRIVATE"));
        assertThat(key).isNotNegative();
        secrets.put("internal_ca", authority.get(key + 1));
        canaries = new Canaries(secrets.values());
        begun = FileTime.from(Instant.now());
    }

    /** Whatever is run for the other laws, no secret is seen; the first provision is watched while it is at work. */
    @Override
    Tool.Run run(String command, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("-v");
        Tool.Run run;
        if (command.equals("provision") && !provisioned) {
            provisioned = true;
            try (ProcessWatch watch = new ProcessWatch(canaries, LAB, HOSTS)) {
                run = super.run(command, arguments.toArray(String[]::new));
            }
        } else {
            run = super.run(command, arguments.toArray(String[]::new));
        }
        canaries.assertHidden(command, run.everything());
        return run;
    }

    private Tool.Run text(String command, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", INVENTORY, "--lab", "-v"));
        arguments.addAll(List.of(more));
        Tool.Run run = tool().run(arguments.toArray(String[]::new));
        canaries.assertHidden(command + " as text", run.everything());
        return run;
    }

    @Test
    @Order(1)
    void aSavedPlanOfBareHostsHoldsNoSecret() throws Exception {
        assertThat(text("plan", "-o", "plan.json").exit()).isZero();
        canaries.assertHidden("the saved plan", Files.readString(directory.resolve("plan.json")));
    }

    @Test
    @Order(6)
    void scansFindWhatTheLinksSayBothWays() throws Exception {
        new LinksFromOutside(LAB, HOSTS, OUTSIDE).assertTheyAgree();
    }

    @Test
    @Order(6)
    void nothingElseIsOnTheHosts() throws Exception {
        Tool.Run complete = run("verify", "--complete");
        assertThat(complete.events("unaccounted")).as(complete.everything()).isEmpty();
        assertThat(complete.exit()).as(complete.everything()).isZero();
    }

    @Test
    @Order(6)
    void tlsToAnAddressThatNobodyDeclaredIsDropped() throws Exception {
        LAB.raw(OUTSIDE, """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=outside -keyout /root/key -out /root/pem
                systemd-run --unit tls openssl s_server -quiet -www -accept 443 -key /root/key -cert /root/pem
                for i in 1 2 3 4 5 6 7 8 9; do bash -c '</dev/tcp/127.0.0.1/443' && exit; sleep 1; done; exit 1
                """);
        String curl = "curl -ksS --max-time 3 https://%s/ >/dev/null"
                .formatted(LAB.endpoint(OUTSIDE).address());
        for (String host : HOSTS) {
            TestLab.Output dropped = LAB.attempt(host, curl);
            assertThat(dropped.exit()).as(dropped.stderr()).isEqualTo(28); // curl: timed out
            // It is the firewall, and nothing else, that keeps them apart.
            LAB.raw(host, "iptables -I OUTPUT -p tcp --dport 443 -j ACCEPT");
            TestLab.Output open = LAB.attempt(host, curl);
            LAB.raw(host, "iptables -D OUTPUT -p tcp --dport 443 -j ACCEPT");
            assertThat(open.exit()).as(open.stderr()).isZero();
        }
    }

    @Test
    @Order(9)
    void secretsAreInTheDeclaredFilesAndNowhereElse() throws Exception {
        assertThat(text("verify", "--junit", "report.xml", "--html", "report.html")
                        .exit())
                .isZero();
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("✓ Every host is in the desired state", "<svg");
        canaries.assertHidden(
                "what the hosts' journal shows",
                tool().run("journal", "web-1", "-i", INVENTORY, "--lab").everything());
        assertThat(canaries.filesHere(directory, begun)).isEmpty();
        for (String place : PLACES_HERE) {
            assertThat(canaries.filesHere(Path.of(place), begun)).as(place).isEmpty();
        }
        for (String host : HOSTS) {
            List<String> holding = canaries.filesOn(LAB, host);
            assertThat(holding).as(host).containsAll(DECLARED);
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                String meant = MEANT.getOrDefault(secret.getKey(), "");
                assertThat(new Canaries(List.of(secret.getValue())).filesOn(LAB, host, holding))
                        .as(secret.getKey() + " on " + host)
                        .allMatch(file -> file.matches(meant) || file.matches(BACKUPS + meant + BACKUP_TIME));
            }
            // A host on which nothing was ever overwritten has none.
            assertThat(LAB.raw(host, "find " + BACKUPS + " -maxdepth 0 -printf '%m %u' 2>/dev/null || :"))
                    .isIn("", "700 root");
        }
    }

    /** As docs/plan.md shows it. */
    @Test
    @Order(0)
    void thePlanOfThreeBareHostsFitsOnAScreen() throws Exception {
        Tool.Run plan = tool().run("plan", "-i", INVENTORY, "--lab", "--html", "plan.html");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stdout().lines()).hasSizeBetween(20, 60);
        assertThat(plan.stdout())
                .contains("Every host  (web-1, web-2, web-3)\n", "\n  firewall              + 2 steps");
    }

    /** They are for hosts that site.yml has set up; on others they may say so, and no more. */
    @Test
    @Order(0)
    void planningTheOtherPlaybooksTouchesNothing() throws Exception {
        Map<String, SortedMap<String, String>> before = snapshots();
        for (String playbook : List.of("deploy", "promote-replica", "backup", "restore")) {
            for (String command : List.of("plan", "verify")) {
                Tool.Run run = run(command, "playbooks/" + playbook + ".yml", "-e", "backup=one");
                assertThat(run.steps()).as(run.everything()).isNotEmpty();
                assertThat(run.everything()).doesNotContain("Exception");
            }
        }
        assertNothingChanged(before);
    }

    @Override
    Tool tool() {
        if (project == null) {
            throw new IllegalStateException("the project is not made yet");
        }
        return project.tool();
    }

    @Override
    List<Drift> drifts() {
        return InfrastructureDrift.ALL;
    }
}
