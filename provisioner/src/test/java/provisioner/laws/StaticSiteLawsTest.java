package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** The laws for a small site of static files: what the plain resource types promise, at the price of few packages. */
class StaticSiteLawsTest extends SiteLaws {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", HOSTS.toArray(String[]::new));

    StaticSiteLawsTest() {
        super(LAB, "inventory/three-hosts.yml", HOSTS.toArray(String[]::new));
    }

    @Override
    Tool tool() {
        return Tool.inCheckout(LAB.environment()).in(Tool.STATIC_SITE);
    }

    @Override
    List<Drift> drifts() {
        return StaticSiteDrift.ALL;
    }

    @Test
    @Order(9)
    void theSiteIsServed() throws Exception {
        for (String host : HOSTS) {
            assertThat(LAB.raw("web-1", "curl -fsS http://" + host + "/")).contains("served by " + host);
        }
    }

    @Test
    @Order(10)
    void aPackageInAnotherVersionIsDrift() throws Exception {
        String version = LAB.raw("web-2", "dpkg-query -W -f='${Version}' nginx");
        String pin = "nginx_version=" + version;
        String step = "web-2: nginx is installed in version " + version;
        assertThat(run("verify", "-e", pin).exit()).isZero();
        LAB.raw("web-2", """
                cd /root
                apt-get -qq download nginx
                dpkg-deb -R nginx_*.deb other
                sed -i 's/^Version: .*/Version: 1.0-1/' other/DEBIAN/control
                dpkg-deb -b other other.deb
                dpkg -i --force-downgrade other.deb </dev/null
                rm -r nginx_*.deb other other.deb
                """);
        Tool.Run verify = run("verify", "-e", pin);
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly(step);
        Tool.Run provision = run("provision", "-e", pin);
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(LAB.raw("web-2", "dpkg-query -W -f='${Version}' nginx")).isEqualTo(version);
    }

    @Test
    @Order(11)
    void aSiteThatAnswersWronglyFailsItsCheckThoughNothingHasDrifted() throws Exception {
        // The unit is active, its files are right, and yet nobody gets an answer.
        LAB.raw("web-3", "systemctl kill --signal=STOP nginx.service");
        try {
            Tool.Run verify = run("verify");
            assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
            assertThat(verify.stepsThat("drifted")).isEmpty();
            assertThat(verify.events("check"))
                    .filteredOn(check -> check.path("outcome").asText().equals("failed"))
                    .isNotEmpty()
                    .allMatch(check -> check.path("host").asText().equals("web-3"));
        } finally {
            LAB.raw("web-3", "systemctl kill --signal=CONT nginx.service");
        }
        assertThat(run("verify").exit()).isZero();
    }
}
