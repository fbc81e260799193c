package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;
import provisioner.pki.Authority;

/** The role {@code internal_certificate} and a real nginx that serves what it makes. Each test goes on from the one before. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InternalCertificateTest {
    private static final String ISSUED = "web-1: this host has a certificate from the internal authority";
    private static final String SERVED = "web-1: nginx serves it";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    @TempDir
    static Path directory;

    private static Workspace files() {
        return new Workspace(directory, LAB);
    }

    @BeforeAll
    static void declare() throws Exception {
        Workspace files = files();
        files.inventory("""
                user: root
                vars: {internal_ca: !secret internal_ca}
                hosts:
                  web-1: {address: 203.0.113.1}
                """);
        files.playbook("""
                - play: Traffic inside
                  hosts: all
                  roles: [internal_certificate]
                  steps:
                    - name: nginx is installed
                      package: {name: nginx}
                    - name: nginx has a site
                      file:
                        path: /etc/nginx/conf.d/tls.conf
                        content: |
                          server {
                            listen 8443 ssl;
                            ssl_certificate /etc/provisioner/tls/host.pem;
                            ssl_certificate_key /etc/provisioner/tls/host.key;
                          }
                    - name: nginx serves it
                      service: {name: nginx, reload_on: [/etc/nginx, /etc/provisioner/tls], new_workers: true}
                    - name: what is served is ours
                      tls:
                        name: web-1
                        address: $host.address
                        port: 8443
                        ca: $internal_ca
                        left: 30
                        file: /etc/provisioner/tls/host.pem
                        within: 1s
                """);
        files.shipped("playbooks/roles");
        assertThat(files.secret("init").exit()).isZero();
    }

    /** What nginx serves, checked by name against the authority's certificate, as the load balancer does it. */
    private static String served() throws Exception {
        return LAB.raw("web-1", """
                openssl s_client -connect 127.0.0.1:8443 -verify_hostname web-1 -verify_return_error \\
                  -CAfile /etc/provisioner/tls/ca.pem </dev/null 2>&1 | grep -E 'Verification|Verify return' | sort -u
                """);
    }

    private static void assertConverged() throws Exception {
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(served()).contains("Verification: OK");
    }

    @Test
    @Order(1)
    void withoutAnAuthorityNothingIsTouchedAndTheCommandThatMakesOneIsNamed() throws Exception {
        Tool.Run plan = files().text("plan");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.everything())
                .contains(
                        "the secret 'internal_ca' does not exist",
                        "create it: provisioner secret ca -i inventory/hosts.yml");
        assertThat(files().secret("ca", "internal_ca").everything()).contains("created the certificate authority");
        assertThat(files().secret("ca", "internal_ca").everything()).contains("exists already", "--replace");
    }

    @Test
    @Order(2)
    void fromABareHost() throws Exception {
        Tool.Run plan = files().json("plan");
        assertThat(plan.stepsThat("would-change")).as(plan.everything()).contains(ISSUED, SERVED);
        Tool.Run provision = files().json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertConverged();
        assertThat(LAB.raw("web-1", "stat -c '%a %U %G' /etc/provisioner/tls/host.key; ls -A /etc/provisioner/tls"))
                .isEqualTo("640 root provisioner-tls\nca.p12\nca.pem\nhost.key\nhost.pem");
        assertThat(LAB.raw("web-1", "grep -c 'certificate from the internal' /var/log/provisioner/journal.jsonl"))
                .isEqualTo("1");
        Tool.Run again = files().json("provision");
        assertThat(again.stepsThat("changed")).as(again.everything()).isEmpty();
    }

    /** Puts a certificate into place that the same authority has signed for the host's own key. */
    private static void install(List<String> names, Instant issued) throws Exception {
        String request = LAB.raw("web-1", "openssl req -new -key /etc/provisioner/tls/host.key -subj /CN=x");
        Authority authority =
                Authority.read(files().secret("show", "internal_ca").stdout());
        String pem = authority.issue(request, names, issued, Duration.ofDays(730));
        LAB.raw("web-1", "cat >/etc/provisioner/tls/host.pem <<'PEM'\n" + pem + "PEM\nsystemctl restart nginx");
    }

    /** What the check says of what is served now. */
    private static String checked() throws Exception {
        return files().json("verify").events("check").getFirst().path("detail").asText();
    }

    private void mend() throws Exception {
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).contains(ISSUED).isSubsetOf(ISSUED, SERVED);
        Tool.Run provision = files().json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("changed")).contains(ISSUED).isSubsetOf(ISSUED, SERVED);
        assertConverged();
    }

    @Test
    @Order(3)
    void anExpiredCertificateIsFoundAndMendedAndServed() throws Exception {
        String address = LAB.endpoint("web-1").address();
        install(List.of("web-1", address), Instant.now().minus(Duration.ofDays(800)));
        assertThat(served()).contains("certificate has expired");
        assertThat(checked()).contains("it has expired", "it is not trusted");
        mend();
    }

    @Test
    @Order(4)
    void soIsOneForAnotherName() throws Exception {
        install(List.of("web-2"), Instant.now());
        assertThat(checked()).contains("it is for web-2, not for web-1").doesNotContain("not trusted");
        mend();
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(
            strings = {
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/provisioner/tls/host.key",
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 900 -subj /CN=web-1"
                        + " -keyout /etc/provisioner/tls/host.key -out /etc/provisioner/tls/host.pem",
                "chmod 0644 /etc/provisioner/tls/host.key",
                "rm /etc/provisioner/tls/ca.pem",
                "echo nonsense >/etc/provisioner/tls/host.pem",
            })
    void everyKindOfDriftIsFoundAndMended(String drift) throws Exception {
        LAB.raw("web-1", drift);
        mend();
    }

    @Test
    @Order(6)
    void aNewAuthorityMeansANewCertificateAndTheOldOneStaysTrusted() throws Exception {
        String before = LAB.raw("web-1", "cat /etc/provisioner/tls/ca.pem");
        assertThat(files().secret("ca", "internal_ca", "--replace").exit()).isZero();
        mend();
        assertThat(LAB.raw("web-1", "cat /etc/provisioner/tls/ca.pem"))
                .endsWith(before)
                .isNotEqualTo(before);
    }
}
