package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;

/** Kernel parameters and units on a real host: what they are after a boot, and who decides it. */
@Tag("host")
final class BootOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "boot-1");

    private static final RealHost HOST = new RealHost(LAB, "boot-1");
    private static final String UNIT = "printf '[Service]\\nExecStart=/bin/sleep 9999\\n%b' >/etc/systemd/system/";

    private static String because(String resource) throws Exception {
        return HOST.plan(RealHost.resource(resource)).because();
    }

    private static String enabled(String unit) throws Exception {
        return HOST.raw("systemctl is-enabled " + unit + " 2>&1 || :");
    }

    @Test
    void aParameterIsWhatTheLastFileSays() throws Exception {
        String resource = "sysctl: {key: net/ipv4/tcp_fin_timeout, value: 31}";
        HOST.raw(
                "echo net.ipv4.tcp_fin_timeout=40 >/etc/sysctl.d/99-sysctl.conf; ln -sf nowhere /etc/sysctl.d/zza.conf");
        HOST.raw("mkdir -p /run/sysctl.d; echo net.ipv4.tcp_fin_timeout=41 >/run/sysctl.d/zza.conf");
        HOST.establish(RealHost.resource(resource));
        String boot = "systemctl restart systemd-sysctl; sysctl -n net.ipv4.tcp_fin_timeout";
        assertThat(HOST.raw(boot)).isEqualTo("31");
        HOST.raw("rm /etc/sysctl.d/zza.conf");
        assertThat(because(resource)).contains("must be 31, but /run/sysctl.d/zza.conf:1 sets");
        assertThat(HOST.raw(boot)).isEqualTo("41");
        HOST.raw("echo 'net.ipv4.tcp_fin*=41' >/run/sysctl.d/zza.conf");
        HOST.establish(RealHost.resource(resource));
        assertThat(HOST.raw(boot)).as("a pattern gives way").isEqualTo("31");
    }

    @Test
    void aUnitThatOthersEnableIsEnabledThroughThem() throws Exception {
        HOST.raw(
                UNIT + "foo.service '[Install]\\nAlso=foo.socket\\n'; cd /etc/systemd/system; systemctl daemon-reload;"
                        + " printf '[Socket]\\nListenStream=/run/foo.sock\\n[Install]\\nWantedBy=sockets.target\\n' >foo.socket");
        HOST.establish(RealHost.resource("service: {name: foo, enabled: true}"));
        assertThat(enabled("foo.socket")).isEqualTo("enabled");
        HOST.raw("systemctl stop foo; systemctl start foo.socket");
        HOST.establish(RealHost.resource("service: {name: foo, state: stopped, enabled: false}"));
        assertThat(enabled("foo.socket")).isEqualTo("disabled");
        assertThat(HOST.raw("systemctl is-active foo.socket || :")).isEqualTo("inactive");
    }

    @Test
    void aUnitStartsAtABootWhateverItsNameIs() throws Exception {
        HOST.raw(UNIT + "real.service '[Install]\\nWantedBy=multi-user.target\\nAlias=other.service\\n';"
                + " systemctl daemon-reload; systemctl enable real");
        HOST.assertUnchanged(RealHost.resource("service: {name: real, state: stopped, enabled: true}"));
        HOST.raw("rm /etc/systemd/system/multi-user.target.wants/real.service");
        assertThat(enabled("real")).as("the alias is left").isEqualTo("enabled");
        HOST.establish(RealHost.resource("service: {name: other, enabled: true}"));
        assertThat(HOST.raw("ls /etc/systemd/system/multi-user.target.wants")).contains("real.service");
        HOST.establish(RealHost.resource("service: {name: other, state: stopped}"));
        assertThat(enabled("real")).isEqualTo("disabled");
        HOST.raw("ln -s real.service /etc/systemd/system/third.service; systemctl daemon-reload");
        assertThat(enabled("real")).isEqualTo("indirect");
        HOST.establish(RealHost.resource("service: {name: third, enabled: true}"));
        assertThat(enabled("real")).isEqualTo("enabled");
    }

    @Test
    void whatLastsUntilTheNextBootIsNotEnough() throws Exception {
        HOST.raw(UNIT + "soon.service '[Install]\\nWantedBy=multi-user.target\\n'; systemctl daemon-reload");
        HOST.raw("systemctl enable --runtime soon");
        HOST.establish(RealHost.resource("service: {name: soon}"));
        assertThat(enabled("soon")).isEqualTo("enabled");
        HOST.raw("systemctl disable --now soon; systemctl enable --runtime soon");
        HOST.establish(RealHost.resource("service: {name: soon, state: stopped, enabled: false}"));
        assertThat(enabled("soon")).isEqualTo("disabled");
        HOST.raw("systemctl mask --runtime cron");
        HOST.establish(RealHost.resource("service: {name: cron}"));
        HOST.raw("systemctl mask --runtime cron");
        HOST.establish(RealHost.resource("service: {name: cron, state: stopped}"));
        assertThat(enabled("cron")).isEqualTo("disabled");
        HOST.raw(
                "mkdir /opt/u; mv /etc/systemd/system/soon.service /opt/u; systemctl link --runtime /opt/u/soon.service");
        HOST.establish(RealHost.resource("service: {name: soon}"));
    }

    @Test
    void whatCannotBeEnabledSaysWhy() throws Exception {
        HOST.raw(
                "systemd-run -q --unit=brief sleep 999; mkdir -p /opt/v;"
                        + " printf '[Service]\\nExecStart=/bin/sleep 9\\n' >/opt/v/bare.service; systemctl link /opt/v/bare.service");
        assertThat(because("service: {name: brief, enabled: true}")).contains("gone after a boot");
        assertThat(because("service: {name: bare, enabled: true}")).contains("no [Install] section");
        assertThat(because("service: {name: dbus-org.freedesktop.login1, state: stopped}"))
                .contains("another name of systemd-logind.service");
    }

    @Test
    void aUnitIsTheFileThatSystemdReads() throws Exception {
        Resource unit = RealHost.resource("systemd_unit: {name: own, content: \"[Service]\\nExecStart=/bin/true\\n\"}");
        Resource dropIn =
                RealHost.resource("systemd_unit: {name: own, drop_in: a, content: \"[Service]\\nNice=1\\n\"}");
        HOST.establish(unit);
        HOST.establish(dropIn);
        HOST.raw("mkdir -p /etc/systemd/system.control/own.service.d; cd /etc/systemd/system.control;"
                + " ln -s /dev/null own.service.d/a.conf; systemctl daemon-reload");
        assertThat(HOST.plan(dropIn).because())
                .contains("reads /etc/systemd/system.control/own.service.d/a.conf in place");
        HOST.raw("cd /etc/systemd/system.control; cp /etc/systemd/system/own.service .; rm own.service.d/a.conf;"
                + " echo '[Service]' >own.service.d/a.conf; systemctl daemon-reload");
        assertThat(HOST.plan(dropIn).because())
                .contains("reads /etc/systemd/system.control/own.service.d/a.conf in place");
        assertThat(HOST.plan(unit).because()).contains("reads /etc/systemd/system.control/own.service in place of");
        HOST.raw("rm -r /etc/systemd/system.control; systemctl daemon-reload");
        HOST.assertUnchanged(unit);
        HOST.assertUnchanged(dropIn);
    }

    private static Resource amongNoOthers(String text) {
        Resource resource = RealHost.resource(text);
        return resource.among(new Claimed("site.yml", List.of(resource), List.of(), Claimed.Beyond.NOTHING));
    }

    @Test
    void whatWasAddedToAUnitGoes() throws Exception {
        HOST.raw(UNIT + "added-to.service '[Install]\\nWantedBy=multi-user.target\\nAlias=added-alias.service\\n';"
                + " systemctl daemon-reload; systemctl enable --now added-to; sleep 1");
        Resource service = amongNoOthers("service: {name: added-to}");
        HOST.assertUnchanged(service);
        String shown =
                "systemctl show -p Nice --value added-to; cut -d ' ' -f 19 /proc/$(systemctl show -p MainPID --value"
                        + " added-to)/stat";
        HOST.raw("cd /etc/systemd/system; mkdir -p added-to.service.d added-.service.d; sleep 1;"
                + " printf '[Service]\\nNice=5\\n' | tee added-to.service.d/a.conf >added-.service.d/b.conf;"
                + " mkdir -p /run/systemd/system/added-alias.service.d; ln -s /dev/null /run/systemd/system/added-alias.service.d/c.conf;"
                + " systemctl daemon-reload; systemctl restart added-to");
        assertThat(HOST.raw(shown)).isEqualTo("5\n5");
        HOST.establish(service);
        assertThat(HOST.raw(shown)).as("restarted without").isEqualTo("0\n0");
        assertThat(HOST.raw("cat /var/backups/provisioner/etc/systemd/system/added-to.service.d/a.conf.*"))
                .contains("Nice=5");
        HOST.raw(
                "systemctl set-property added-to CPUWeight=50; systemctl set-property --runtime added-to CPUWeight=60");
        HOST.establish(service);
        assertThat(HOST.raw("systemctl show -p DropInPaths --value added-to")).isEmpty();
        HOST.raw(
                "mkdir -p /usr/local/lib/systemd/system/added-to.service.d;"
                        + " printf '[Service]\\nNice=5\\n' >/usr/local/lib/systemd/system/added-to.service.d/d.conf; systemctl daemon-reload");
        assertThat(HOST.plan(service).because()).contains("added-to.service.d/d.conf is a drop-in", "Nice=5");
        HOST.raw("rm -r /usr/local/lib/systemd/system/added-to.service.d; systemctl daemon-reload");
        HOST.assertUnchanged(service);
    }
}
