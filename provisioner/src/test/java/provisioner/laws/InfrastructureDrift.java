package provisioner.laws;

import static provisioner.laws.Drift.of;

import java.util.ArrayList;
import java.util.List;

/** The kinds of drift of the whole infrastructure, part by part, spread over its hosts: a round finds one on each. */
final class InfrastructureDrift {
    private static final String FIREWALL = "only what belongs here gets in and out";
    private static final String WEB_RUNNING = "the web server is running";
    private static final String APP_TLS_RUNNING = "the application's TLS is running";
    private static final String MTAIL_TLS_RUNNING = "mtail's TLS is running";
    private static final String WEB_EXPORTER_RUNNING = "the exporter of nginx-web is running";
    private static final String WEB_CONFIGURED = "the web server is configured";
    private static final String BALANCER_RUNNING = "the balancer is running";
    private static final String INTERNAL_CERTIFICATE = "this host has a certificate from the internal authority";

    static final List<Drift> ALL = all();

    private InfrastructureDrift() {}

    private static List<Drift> all() {
        List<Drift> all = new ArrayList<>();
        all.addAll(base());
        all.addAll(firewall());
        all.addAll(nginx());
        all.addAll(addedToUnits());
        all.addAll(certificates());
        all.addAll(database());
        all.addAll(application());
        all.addAll(monitoring());
        return List.copyOf(all);
    }

    private static List<Drift> base() {
        return List.of(
                of("an account removed", "web-3", "userdel --remove operator", "the operators' account is there"),
                of(
                        "a kernel parameter changed",
                        "web-3",
                        "sysctl -qw net.ipv4.tcp_max_syn_backlog=128",
                        "bursts of connections are kept in the backlog"),
                of(
                        "a package that the next autoremove takes along",
                        "web-3",
                        "apt-mark auto prometheus-node-exporter",
                        "the node exporter is installed"));
    }

    private static List<Drift> firewall() {
        return List.of(
                of("a hand-added ufw rule", "web-1", "ufw allow 8888/tcp", FIREWALL),
                of("a ufw rule removed", "web-2", "ufw --force delete 2", FIREWALL),
                of("ufw disabled", "web-2", "ufw --force disable", FIREWALL),
                of("what ufw does by default", "web-3", "ufw default allow incoming", FIREWALL),
                of("a way out", "web-1", "ufw allow out to 203.0.113.99 port 443 proto tcp", FIREWALL),
                of("a rule beside ufw", "web-3", "iptables -I INPUT -p tcp --dport 8889 -j ACCEPT", FIREWALL),
                of(
                        "a line in ufw's own file",
                        "web-2",
                        "sed -i '/^COMMIT/i -A ufw-before-input -p tcp --dport 8890 -j ACCEPT' /etc/ufw/before.rules",
                        FIREWALL));
    }

    private static List<Drift> nginx() {
        return List.of(
                of(
                        "an upstream removed from the balancer",
                        "web-1",
                        "rm /etc/provisioner/backends/web/web-2.conf; systemctl reload nginx-balancer",
                        "web-2 gets requests"),
                of(
                        "a web server added to the balancer",
                        "web-1",
                        "echo 'server 203.0.113.99:8443 down;' >/etc/provisioner/backends/web/web-9.conf;"
                                + " systemctl reload nginx-balancer",
                        "the balancer has a directory for the web servers"),
                of(
                        "an application server added to a web server",
                        "web-3",
                        "echo 'server 203.0.113.99:8080 down;' >/etc/provisioner/backends/app/app-9.conf;"
                                + " systemctl reload nginx-web",
                        "the web server has a directory for the application servers"),
                of(
                        "a web server left out of the balancer",
                        "web-1",
                        "sed -i 's/;/ down;/' /etc/provisioner/backends/web/web-1.conf; systemctl reload nginx-balancer",
                        "web-1 gets requests from the balancer"),
                of(
                        "verification of the web servers turned off",
                        "web-1",
                        "sed -i 's/proxy_ssl_verify on/proxy_ssl_verify off/' /etc/nginx/balancer/sites/site.conf",
                        "the balancer is configured"),
                of(
                        "verification of the application servers turned off",
                        "web-2",
                        "sed -i 's/proxy_ssl_verify on/proxy_ssl_verify off/' /etc/nginx/web/sites/site.conf",
                        WEB_CONFIGURED),
                of(
                        "an old TLS version allowed",
                        "web-1",
                        "sed -i 's/TLSv1.2/TLSv1.1 TLSv1.2/' /etc/nginx/balancer/tls.conf; systemctl reload nginx-balancer",
                        "the balancer is configured"),
                of(
                        "nginx's counters shown to the world",
                        "web-1",
                        "sed -i 's/listen 127.0.0.1:8081/listen 8081/' /etc/nginx/web/sites/site.conf",
                        WEB_CONFIGURED),
                of("the balancer stopped", "web-1", "systemctl stop nginx-balancer", BALANCER_RUNNING),
                of("a web server disabled", "web-1", "systemctl disable nginx-web", WEB_RUNNING),
                of(
                        "a unit's hardening removed",
                        "web-2",
                        "sed -i /NoNewPrivileges/d /etc/systemd/system/nginx-web.service; systemctl daemon-reload",
                        "nginx-web has a unit",
                        WEB_RUNNING),
                of(
                        "the distribution's nginx enabled",
                        "web-2",
                        "systemctl enable nginx",
                        // In the role for each nginx of the host: that of the web server and that of the application.
                        "the distribution's own nginx service is off",
                        "the distribution's own nginx service is off"),
                of(
                        "a site added by hand",
                        "web-3",
                        "echo 'server { listen 8099; }' >/etc/nginx/web/sites/extra.conf",
                        WEB_CONFIGURED),
                of(
                        "logs that are not rotated",
                        "web-1",
                        "rm /etc/logrotate.d/nginx-web",
                        "the logs of nginx-web are rotated"));
    }

    /** What is added beside what is declared. */
    private static List<Drift> addedToUnits() {
        return List.of(
                of(
                        "a drop-in that takes hardening away",
                        "web-2",
                        dropIn("/etc/systemd/system/nginx-web.service.d/x.conf", "NoNewPrivileges=no")
                                + "; systemctl restart nginx-web",
                        WEB_RUNNING),
                of(
                        "a drop-in until the next boot",
                        "web-1",
                        dropIn("/run/systemd/system/nginx-web.service.d/override.conf", "LimitCORE=infinity"),
                        WEB_RUNNING),
                of(
                        "a property that was set",
                        "web-3",
                        "systemctl set-property nginx-web.service CPUWeight=50",
                        WEB_RUNNING),
                of(
                        "a property that was set until the next boot",
                        "web-3",
                        "systemctl set-property --runtime nginx-web.service CPUWeight=50",
                        WEB_RUNNING),
                of(
                        "a drop-in for all units with a prefix",
                        "web-2",
                        dropIn("/etc/systemd/system/nginx-.service.d/x.conf", "Nice=5"),
                        // Said once, by the first step about any of them.
                        WEB_RUNNING),
                of(
                        "a drop-in as a link",
                        "web-3",
                        dropIn("/opt/x.conf", "Nice=5") + "; mkdir -p /etc/systemd/system/app.service.d;"
                                + " ln -s /opt/x.conf /etc/systemd/system/app.service.d/x.conf; systemctl daemon-reload",
                        "the application is running"),
                of(
                        "a directory of drop-ins as a link",
                        "web-3",
                        dropIn("/opt/app.service.d/x.conf", "Nice=5")
                                + "; rm -rf /etc/systemd/system/app.service.d; ln -s /opt/app.service.d /etc/systemd/system;"
                                + " systemctl daemon-reload",
                        "the application is running"),
                of(
                        "a copy in the place of a package's unit",
                        "web-2",
                        "cp /usr/lib/systemd/system/mysql.service /etc/systemd/system/;"
                                + " sed -i '/^\\[Service]/a LimitCORE=infinity' /etc/systemd/system/mysql.service;"
                                + " systemctl daemon-reload",
                        "the database server is running"));
    }

    private static String dropIn(String path, String setting) {
        String directory = path.substring(0, path.lastIndexOf('/'));
        return "mkdir -p %s; printf '[Service]\\n%s\\n' >%s; systemctl daemon-reload"
                .formatted(directory, setting, path);
    }

    private static List<Drift> certificates() {
        return List.of(
                of(
                        "the renewal timer stopped",
                        "web-1",
                        "systemctl disable --now certbot.timer",
                        "certificates are renewed"),
                of(
                        "the deploy hook removed",
                        "web-1",
                        "rm /etc/letsencrypt/renewal-hooks/deploy/*",
                        "the certificate for www.example.com is issued"),
                of(
                        "the site's certificate swapped",
                        "web-1",
                        "cd /etc/provisioner/certificates/www.example.com; "
                                + selfSigned("/CN=www.example.com", "-days 400", "privkey.pem", "fullchain.pem")
                                + "; systemctl reload nginx-balancer",
                        "the certificate for www.example.com is issued"),
                of(
                        "an internal certificate that has expired",
                        "web-3",
                        "cd /etc/provisioner/tls; "
                                + selfSigned(
                                        "/CN=web-3",
                                        "-not_before 20240101000000Z -not_after 20240201000000Z",
                                        "host.key",
                                        "host.pem"),
                        INTERNAL_CERTIFICATE,
                        WEB_RUNNING,
                        APP_TLS_RUNNING,
                        WEB_EXPORTER_RUNNING),
                of(
                        "an internal key that others can read",
                        "web-2",
                        // After a reload by hand, times say what is loaded.
                        "systemctl reload nginx-web; sleep 1; chmod 0644 /etc/provisioner/tls/host.key",
                        INTERNAL_CERTIFICATE,
                        WEB_RUNNING),
                of(
                        "another host's internal certificate",
                        "web-2",
                        "cd /etc/provisioner/tls; " + selfSigned("/CN=web-2", "-days 400", "host.key", "host.pem"),
                        INTERNAL_CERTIFICATE,
                        WEB_RUNNING,
                        APP_TLS_RUNNING,
                        WEB_EXPORTER_RUNNING),
                of(
                        "another authority trusted",
                        "web-1",
                        "cp /etc/ssl/certs/ISRG_Root_X1.pem /etc/provisioner/tls/ca.pem",
                        INTERNAL_CERTIFICATE,
                        WEB_RUNNING,
                        APP_TLS_RUNNING,
                        MTAIL_TLS_RUNNING,
                        BALANCER_RUNNING),
                of(
                        "another authority trusted by Java",
                        "web-2",
                        "cp /etc/ssl/certs/java/cacerts /etc/provisioner/tls/ca.p12",
                        INTERNAL_CERTIFICATE,
                        WEB_RUNNING,
                        APP_TLS_RUNNING));
    }

    private static List<Drift> database() {
        String replica = "this server replicates from web-2";
        return List.of(
                of(
                        "a replica made writable",
                        "web-3",
                        "mysql -e 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF'",
                        replica),
                of("replication stopped", "web-1", "mysql -e 'STOP REPLICA'", replica),
                of(
                        "a replica pointed elsewhere",
                        "web-3",
                        "mysql -e \"STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '192.0.2.99'; START REPLICA\"",
                        replica),
                of(
                        "another binlog format",
                        "web-2",
                        "mysql -e \"SET GLOBAL binlog_format = 'STATEMENT'\"",
                        "the database server lets provisioner in and is set up for replication"),
                of(
                        "commits that a crash may lose",
                        "web-2",
                        "mysql -e 'SET GLOBAL sync_binlog = 0'",
                        "the database server lets provisioner in and is set up for replication"),
                of("the application's account removed", "web-3", """
                        accounts=$(mysql -Ne "SELECT GROUP_CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE user = 'app'")
                        mysql -e "SET @before = @@GLOBAL.super_read_only; SET GLOBAL super_read_only = OFF; SET sql_log_bin = 0;
                          DROP USER $accounts; SET GLOBAL super_read_only = @before"
                        """, "the application has an account"),
                of(
                        "an account with all rights",
                        "web-2",
                        "mysql -e \"SET sql_log_bin = 0; CREATE USER eve@'%' IDENTIFIED BY 'x';"
                                + " GRANT ALL ON *.* TO eve@'%'\"",
                        "the database server lets provisioner in and is set up for replication"),
                of(
                        "an account with rights on the application's database",
                        "web-2",
                        "mysql -e \"SET sql_log_bin = 0; CREATE USER mallory@'%' IDENTIFIED BY 'x';"
                                + " GRANT SELECT ON app.* TO mallory@'%'\"",
                        "the application has a database"),
                of(
                        "a grant widened",
                        "web-2",
                        "mysql -e \"SET sql_log_bin = 0; GRANT DELETE ON *.* TO exporter@localhost\"",
                        "the MySQL exporter has an account"),
                of(
                        "a password changed",
                        "web-2",
                        "mysql -e \"SET sql_log_bin = 0; ALTER USER exporter@localhost IDENTIFIED BY 'other'\"",
                        "the MySQL exporter has an account"));
    }

    private static List<Drift> application() {
        String release = "release 1.0 is current";
        String running = "the application is running";
        return List.of(
                of("a release tampered with", "web-1", "echo x >>/srv/app/releases/1.0/app.jar", release),
                of("a file added to a release", "web-3", "touch /srv/app/releases/1.0/extra", release),
                of(
                        "the application's environment changed",
                        "web-2",
                        "sed -i 's/^APP_VERSION=.*/APP_VERSION=0/' /etc/app/environment",
                        "the application's environment is set",
                        running),
                of("nothing is current", "web-3", "rm /srv/app/current", release, running),
                of(
                        "an environment that others can read",
                        "web-3",
                        "chmod 0644 /etc/app/environment",
                        "the application's environment is set"),
                of(
                        "the application's confinement removed",
                        "web-3",
                        "sed -i /ProtectSystem/d /etc/systemd/system/app.service; systemctl daemon-reload",
                        "the application has a unit",
                        running),
                of("the application killed", "web-1", "systemctl stop app", running, APP_TLS_RUNNING));
    }

    private static List<Drift> monitoring() {
        return List.of(
                of(
                        "an exporter opened to the world",
                        "web-2",
                        "sed -i 's/listen-address=[^ ]*/listen-address=:9100/'"
                                + " /etc/systemd/system/prometheus-node-exporter.service; systemctl daemon-reload;"
                                + " systemctl restart prometheus-node-exporter",
                        "the node exporter's unit is configured"),
                of(
                        "an exporter stopped",
                        "web-1",
                        "systemctl stop prometheus-mysqld-exporter",
                        "the MySQL exporter is running"),
                of(
                        "an alert removed",
                        "web-3",
                        "sed -i '/alert: BackendDown/,/summary/d' /etc/prometheus/live/rules/alerts.yml",
                        "Prometheus scrapes every exporter of the inventory"));
    }

    private static String selfSigned(String subject, String validity, String key, String certificate) {
        return "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj %s %s -keyout %s -out %s 2>/dev/null"
                .formatted(subject, validity, key, certificate);
    }
}
