package provisioner.resource.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.resource.Change;
import provisioner.state.Bytes;

class ValidationTest {
    @ParameterizedTest
    @CsvSource({
        "/etc/ssh/sshd_config, sshd",
        "/etc/ssh/sshd_config.d/10-x.conf, sshd",
        "/etc/ssh/ssh_config,",
        "/etc/sudoers, visudo",
        "/etc/sudoers.d/ops, visudo",
        "/etc/systemd/system/app.service, systemd-analyze",
        "/etc/systemd/system/app@.timer, systemd-analyze",
        "/etc/systemd/system/app.service.d/x.conf, systemd-analyze",
        "/etc/systemd/system/app.service.d/README,",
        "/etc/systemd/system/multi-user.target.wants/app.service,",
        "/etc/systemd/system.conf,",
        "/etc/nginx/sites-available/a, nginx",
        "/etc/nginx.conf,",
        "/etc/fstab, findmnt",
        "/etc/logrotate.d/app, logrotate",
        "/etc/apt/sources.list.d/app.sources, apt-get",
        "/etc/apt/preferences.d/app, apt-get",
        "/etc/apt/keyrings/app.asc,",
        "/etc/mysql/mysql.conf.d/zz.cnf, mysqld",
        "/etc/mysql/tls/ca.pem,",
        "/srv/etc/sudoers,",
        "/etc/motd,",
    })
    void knowsWhoReadsAFile(String path, String program) {
        Change change = new Change();
        Validation.of(path).file(change, new Owner("root", "root", FileResource.MODE), Bytes.utf8("x"));
        String script = change.script().text();
        if (program == null) {
            assertThat(script).isEmpty();
        } else {
            assertThat(script).startsWith("checked " + program + " " + path + " file root:root 0644 ");
        }
    }
}
