package provisioner.laws;

import java.util.List;

/** The kinds of drift of a small site of static files. */
final class StaticSiteDrift {
    private static final String PAGE = "the start page of release 1 is there";
    private static final String RUNNING = "nginx is running";
    private static final String CONFIGURED = "nginx is configured";

    static final List<Drift> ALL = List.of(
            of("content", "echo hacked >/srv/www/current/index.html", PAGE),
            of("content, same size and time", sameSizeAndTime(), PAGE),
            of("mode", "chmod 0666 /srv/www/current/index.html", PAGE),
            of("owner", "chown www-data /srv/www/current/index.html", PAGE),
            of("group", "chgrp adm /etc/motd", "the message of the day says what the host is"),
            of("missing file", "rm /etc/motd", "the message of the day says what the host is"),
            of(
                    "file replaced by a link",
                    "mv /etc/motd /etc/motd.old; ln -s motd.old /etc/motd",
                    "the message of the day says what the host is"),
            of("line changed", "sed -i 's/^LANG=.*/LANG=C/' /etc/environment", "programs run in a UTF-8 locale"),
            of("line missing", "sed -i '/^LANG=/d' /etc/environment", "programs run in a UTF-8 locale"),
            of("extra line in a configuration", "echo '# mine' >>/etc/nginx/live/sites/site.conf", CONFIGURED),
            of("extra file in a configuration", "echo '# mine' >/etc/nginx/live/sites/mine.conf", CONFIGURED),
            of("file missing in a configuration", "rm /etc/nginx/live/sites/site.conf", CONFIGURED),
            of("unit stopped", "systemctl stop nginx.service", RUNNING),
            of("unit killed", "systemctl kill --signal=KILL nginx.service; sleep 1", RUNNING),
            of("unit disabled", "systemctl disable nginx.service", RUNNING),
            of("unit masked", "systemctl mask nginx.service", RUNNING),
            of("unit running on an old configuration", oldConfiguration(), CONFIGURED),
            of("package removed", "apt-get -qq -y remove curl </dev/null", "the base packages are installed"),
            of("package marked as automatic", "apt-mark auto curl", "the base packages are installed"),
            of("user gone", "userdel operator", "the operators' account is there"),
            of("user's shell changed", "usermod --shell /bin/sh operator", "the operators' account is there"),
            of(
                    "kernel parameter changed",
                    "sysctl -q -w net.ipv4.tcp_max_syn_backlog=128",
                    "bursts of connections are kept in the backlog"),
            of(
                    "kernel parameter not kept",
                    "rm /etc/sysctl.d/*tcp_max_syn_backlog*",
                    "bursts of connections are kept in the backlog"),
            of(
                    "symlink moved",
                    "mkdir -p /srv/www/releases/0; cp /srv/www/releases/1/index.html /srv/www/releases/0; "
                            + "ln -sfn releases/0 /srv/www/current",
                    "release 1 is the live one"),
            of(
                    "symlink replaced by a file",
                    "rm /srv/www/current; echo x >/srv/www/current",
                    "release 1 is the live one"),
            of(
                    "directory replaced by a file",
                    "rm -r /srv/www/releases/1; echo x >/srv/www/releases/1",
                    "release 1 has a directory",
                    PAGE),
            of("directory's mode", "chmod 0777 /srv/www/releases", "the site has a directory for its releases"),
            of(
                    "service's main file replaced",
                    "rm /etc/nginx/nginx.conf; cp /etc/nginx/live/nginx.conf /etc/nginx/",
                    "nginx reads our configuration",
                    RUNNING));

    private StaticSiteDrift() {}

    private static Drift of(String name, String script, String... steps) {
        return Drift.of(name, "web-2", script, steps);
    }

    private static String sameSizeAndTime() {
        return "cd /srv/www/current; touch -r index.html /root/ref; sed -i s/html/HTML/ index.html; "
                + "touch -r /root/ref index.html; rm /root/ref";
    }

    /** The files on disk are right again, but what the service has loaded is something else. */
    private static String oldConfiguration() {
        return "cd /etc/nginx/live/sites; cp -p site.conf /root/keep; sed -i 's/index index.html/index other.html/' site.conf; "
                + "systemctl reload nginx.service; sleep 1; cp -p /root/keep site.conf; rm /root/keep";
    }
}
