package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * The role {@code certificates} with real certbot and a real ACME server, around a small nginx. Each test goes on from the
 * one before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PublicCertificateLife {
    private static final String PLACEHOLDER = "lb-1: a certificate for www.example.com is there to begin with";
    private static final String ISSUED = "lb-1: the certificate for www.example.com is issued";
    private static final String TIMER = "lb-1: certificates are renewed";
    private static final String SERVED = "lb-1: nginx serves the site";
    private static final String NOBODY = "198.51.100.254";

    @RegisterExtension
    final TestLab lab;

    @TempDir
    static Path directory;

    PublicCertificateLife(String suite) {
        lab = TestLab.of(suite, "lb-1");
    }

    private Workspace files() {
        return new Workspace(directory, lab);
    }

    @BeforeAll
    void declare() throws Exception {
        lab.acme("lb-1");
        declare("[]");
        files().playbook("""
                - play: Site
                  hosts: loadbalancer
                  roles:
                    - role: certificates
                      with: {certificate_state: placeholder, certificate_units: [nginx]}
                - play: nginx
                  hosts: loadbalancer
                  steps:
                    - name: nginx is installed
                      package: {name: nginx}
                    - name: nginx has the site
                      file:
                        path: /etc/nginx/sites-enabled/default
                        content: |
                          server {
                            listen 80;
                            location /.well-known/acme-challenge/ { root /var/lib/provisioner/acme; }
                          }
                          server {
                            listen 443 ssl;
                            server_name $site_name;
                            ssl_certificate /etc/provisioner/certificates/$site_name/fullchain.pem;
                            ssl_certificate_key /etc/provisioner/certificates/$site_name/privkey.pem;
                          }
                    - name: nginx serves the site
                      service:
                        name: nginx
                        reload_on: [/etc/nginx, "/etc/provisioner/certificates/$site_name"]
                        new_workers: true
                - play: Certificate
                  hosts: loadbalancer
                  roles:
                    - role: certificates
                      with: {certificate_units: [nginx]}
                  steps:
                    - name: what is served is what was issued
                      tls:
                        name: $site_name
                        address: $host.address
                        ca: $acme_issuer
                        left: 30
                        file: /etc/provisioner/certificates/$site_name/fullchain.pem
                        within: 1s
                    - name: and so it is on the host
                      tls: {name: $site_name, address: 127.0.0.1, from: host, ca: $acme_issuer, within: 1s}
                """);
        files().shipped("playbooks/roles");
    }

    /** What the inventory says of the ACME server is not what the lab uses. */
    private void declare(String aliases) throws Exception {
        declare("www.example.com", "site_aliases: " + aliases);
    }

    private void declare(String name, String more) throws Exception {
        files().inventory("""
                user: root
                vars: {site_name: %s, acme_server: letsencrypt-staging, %s}
                hosts:
                  lb-1: {address: 203.0.113.1}
                groups:
                  loadbalancer: {hosts: lb-1}
                """.formatted(name, more));
    }

    /** The serial number of what is served, which has to be what the ACME server has issued. */
    private String served() throws Exception {
        return served("www.example.com");
    }

    private String served(String name) throws Exception {
        String issuer = lab.lab().acme().orElseThrow().issuer();
        return lab.raw("lb-1", "cat >/tmp/issuer.pem <<'PEM'\n" + issuer + "PEM\n" + """
                openssl s_client -connect 127.0.0.1:443 -servername %1$s -verify_hostname %1$s \\
                  -verify_return_error -CAfile /tmp/issuer.pem </dev/null 2>/dev/null | openssl x509 -noout -serial
                """.formatted(name));
    }

    private void assertConverged() throws Exception {
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        served();
    }

    private Tool.Run provision() throws Exception {
        Tool.Run provision = files().json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        return provision;
    }

    @Test
    @Order(1)
    void fromABareHost() throws Exception {
        Tool.Run plan = files().json("plan");
        assertThat(plan.stepsThat("would-change")).as(plan.everything()).contains(PLACEHOLDER, SERVED, ISSUED, TIMER);
        provision();
        assertConverged();
        assertThat(provision().stepsThat("changed")).isEmpty();
    }

    @Test
    @Order(2)
    void aRenewalIsServedAtOnceAndNoDrift() throws Exception {
        String before = served();
        lab.raw("lb-1", "systemctl start certbot.service");
        assertThat(served()).isEqualTo(before);
        lab.raw("lb-1", """
                REQUESTS_CA_BUNDLE=/etc/provisioner/acme-root.pem certbot -q renew --force-renewal --no-random-sleep-on-renew
                sleep 2
                """);
        assertThat(served()).isNotEqualTo(before);
        assertConverged();
    }

    private static final String SWAP =
            "cd /etc/provisioner/certificates/www.example.com; openssl req -x509 -newkey ec -nodes -days 99"
                    + " -pkeyopt ec_paramgen_curve:P-256 -subj /CN=www.example.com -keyout privkey.pem -out fullchain.pem";

    @ParameterizedTest
    @Order(3)
    @CsvSource(
            delimiter = '|',
            value = {
                "the pair is swapped for one's own|" + SWAP + "|" + ISSUED,
                "and loaded|" + SWAP + "; systemctl restart nginx|" + ISSUED,
                "the key is swapped|openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
                        + " -out /etc/provisioner/certificates/www.example.com/privkey.pem|" + PLACEHOLDER,
                "the directory is gone|rm -r /etc/provisioner/certificates/www.example.com|" + PLACEHOLDER,
                "the key can be read|chmod 0644 /etc/provisioner/certificates/www.example.com/privkey.pem|" + ISSUED,
                "the timer is stopped|systemctl disable --now certbot.timer|" + TIMER,
                "the deploy hook is removed|rm /etc/letsencrypt/renewal-hooks/deploy/*|" + ISSUED,
                "renewals go elsewhere|sed -i 's,^server.*,server = https://192.0.2.1/dir,'"
                        + " /etc/letsencrypt/renewal/*.conf|" + ISSUED,
                "certbot has lost it|rm -r /etc/letsencrypt/live /etc/letsencrypt/renewal/*|" + ISSUED,
            })
    void everyKindOfDriftIsFoundAndMended(String kind, String drift, String step) throws Exception {
        lab.raw("lb-1", drift);
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        // What the files are is the business of three steps: that there are any, that they are issued, that they are
        // loaded.
        List<String> others = List.of(PLACEHOLDER, ISSUED, SERVED);
        assertThat(verify.stepsThat("drifted"))
                .as(kind)
                .contains(step)
                .allMatch(drifted -> drifted.equals(step) || others.contains(drifted));
        provision();
        assertConverged();
    }

    @Test
    @Order(4)
    void aFailedIssueKeepsWhatIsThereSaysWhyAndIsNotTriedAgainAtOnce() throws Exception {
        String before = served();
        declare("[example.com]");
        lab.lab().acmeResolves(NOBODY);
        Tool.Run failed = files().json("provision");
        assertThat(failed.exit()).as(failed.everything()).isEqualTo(1);
        assertThat(failed.stepsThat("failed")).containsExactly(ISSUED);
        assertThat(failed.stdout()).contains("connection: Get", NOBODY);
        assertThat(served()).isEqualTo(before);

        String asked =
                "grep -c 'sign-me-up\\|order-plz' /var/log/letsencrypt/letsencrypt.log; ls /var/log/letsencrypt | wc -l";
        String log = lab.raw("lb-1", asked);
        Tool.Run again = files().json("provision");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.stdout()).contains("connection: Get", "provisioner does not ask again before");
        assertThat(lab.raw("lb-1", asked)).isEqualTo(log);

        lab.lab().acmeResolves(lab.endpoint("lb-1").address());
        lab.raw("lb-1", "rm /var/lib/provisioner/certificates/www.example.com.failed");
        provision();
        assertThat(served()).isNotEqualTo(before);
        assertConverged();
    }

    /** The old name is served until the certificate of the new one is there, and for good while that is refused. */
    @Test
    @Order(5)
    void aRenameGoesLiveWithItsCertificate() throws Exception {
        String before = served();
        String first = "lb-1: a certificate for new.example.com is there to begin with";
        declare("new.example.com", "certificate_key_type: rsa, certificate_key_size: 3072");
        lab.lab().acmeResolves(NOBODY);
        Tool.Run refused = files().json("provision");
        assertThat(refused.exit()).as(refused.everything()).isEqualTo(1);
        assertThat(refused.stepsThat("failed")).containsExactly(first);
        assertThat(served()).isEqualTo(before);
        assertThat(lab.raw("lb-1", "grep -c new.example.com /etc/nginx/sites-enabled/default || :"))
                .isEqualTo("0");

        lab.lab().acmeResolves(lab.endpoint("lb-1").address());
        lab.raw("lb-1", "rm /var/lib/provisioner/certificates/new.example.com.failed");
        Tool.Run run = provision();
        assertThat(run.stepsThat("changed"))
                .contains(first, "lb-1: nginx has the site")
                .noneMatch(ISSUED::equals);
        assertThat(served("new.example.com")).isNotEqualTo(before);
        String key = "openssl x509 -noout -text -in /etc/provisioner/certificates/new.example.com/fullchain.pem";
        assertThat(lab.raw("lb-1", key)).contains("(3072 bit)");
        assertThat(provision().stepsThat("changed")).isEmpty();
    }

    @Test
    @Order(6)
    void whatWouldBreakRenewalsIsNamedAndARetiredCertificateIsRemoved() throws Exception {
        String hook = "/etc/letsencrypt/renewal-hooks/pre/stop-nginx";
        String second = "/etc/letsencrypt/renewal/new.example.com-0001.conf";
        lab.raw(
                "lb-1",
                "install -D -m 0755 /bin/false %s; cp /etc/letsencrypt/renewal/new.example.com.conf %s"
                        .formatted(hook, second));
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).isEqualTo(2);
        assertThat(verify.step("lb-1", "the certificate for new.example.com is issued")
                        .path("because")
                        .asText())
                .contains(hook, second);
        lab.raw("lb-1", "rm %s %s".formatted(hook, second));

        String keys = "certificate_key_type: rsa, certificate_key_size: 3072, certificate_retired: ";
        declare("new.example.com", keys + "[new.example.com]");
        assertThat(files().json("plan").stdout())
                .contains(
                        "'certificate new.example.com' must not want another state than", "absent here, present there");
        declare("new.example.com", keys + "[www.example.com]");
        assertThat(provision().stepsThat("changed"))
                .containsExactly("lb-1: there is no certificate for www.example.com any more");
        assertThat(lab.raw(
                        "lb-1",
                        // What an earlier run moved aside, because certbot did not know it, is left to the operator.
                        "find /etc/letsencrypt /etc/provisioner /var/lib/provisioner -name '*www.example.com*'"
                                + " ! -name 'www.example.com.[0-9]*'"))
                .isEmpty();
        assertThat(files().json("verify").exit()).isZero();
    }
}
