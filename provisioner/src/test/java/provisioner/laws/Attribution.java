package provisioner.laws;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which difference between two snapshots of a host belongs to which predicted step. What belongs to none must stand in
 * the list of volatile things, with its reason.
 */
final class Attribution {

    /** A key of a snapshot that changes as a consequence of any run that changes something, and why. */
    record Excused(Pattern key, String reason) {}

    static final List<Excused> VOLATILE = List.of(
            excused("(file|content) /var/log/.*", "logs, the journal of provisioner's own runs among them"),
            excused("(file|content) /var/backups/provisioner.*", "copies of what was overwritten"),
            excused("(file|content) /var/lib/provisioner.*", "what provisioner remembers of archives"),
            excused("started .*", "a unit's start is not a state"),
            excused("unit (user-runtime-dir|user|session|init\\.scope|user-0).*", "logins come and go"),
            excused("unit apt-daily.*|unit dpkg-db-backup.*|unit fstrim.*|unit e2scrub.*", "timers run by themselves"));

    /** What a package step may bring: what dpkg, the maintainers' scripts and triggers write. */
    private static final List<Excused> OF_PACKAGES = List.of(
            excused("(file|content|link) /var/lib/(dpkg|apt|systemd|ucf|pam|nginx|python|polkit-1)(/.*)?", "databases"),
            excused("(file|content|link) /var/lib/(mysql[a-z-]*|prometheus|ca-certificates-java)(/.*)?", "first data"),
            excused(
                    "(file|content|link) /etc/(mysql|prometheus|mtail|letsencrypt|java-[0-9]+-openjdk)(/.*)?",
                    "first settings"),
            excused("(file|content|link) /var/(cache|log|www|lib/nginx)(/.*)?", "caches and first files"),
            excused(
                    "(file|content|link) /etc/(rc[0-6S]\\.d|init\\.d|default|logrotate\\.d|ufw|nftables\\.conf)(/.*)?",
                    "integration"),
            excused("(file|content|link) /etc/(alternatives|ld\\.so\\.cache|ca-certificates.*|ssl)(/.*)?", "triggers"),
            excused("(file|content|link) /etc/systemd/system/.*\\.wants.*", "units enabled at install"),
            excused("(file|content) /etc/(inputrc|python3(/.*)?|\\.java(/.*)?)", "made by maintainer scripts"),
            excused("(file|content) /etc/apparmor\\.d/local(/.*)?", "room for changes of one's own"),
            excused("link /etc/nginx/sites-enabled/default", "made by nginx's maintainer script"),
            excused("(file|content|link) /(usr|lib|bin|sbin|lib64|boot)(/.*)?", "the packages' files"),
            excused("(file|content|link) /etc/(passwd|group|shadow|gshadow|subuid|subgid)-?", "accounts of daemons"),
            excused("(user|group|unit|unit-file|package|listening) .*", "what packages are made of"));

    private static final List<Excused> OF_ACCOUNTS = List.of(
            excused("(file|content) /etc/(passwd|group|shadow|gshadow|subuid|subgid)-?", "the databases of accounts"),
            excused("(file|content|link) /home(/.*)?", "home directories"),
            excused("(user|group) .*", "accounts"));

    private static final List<Excused> OF_SERVICES = List.of(
            excused("(file|content|link) /etc/systemd/system/.*", "enabling is a link"),
            excused("(file|content|link) /var/lib/systemd/.*", "what systemd remembers"),
            excused(
                    "(file|content|link) /var/lib/(nginx|mysql|prometheus|alertmanager|app)(/.*)?",
                    "made at the first start"),
            excused("(file|content|link) /var/cache/provisioner/nginx-[a-z]+/.*", "buffers, made at the first start"),
            excused("file /var/tmp/systemd-private-.*", "a service's own temporary directory"),
            excused("(unit|unit-file|listening) .*", "what a service is"));

    private static final List<Excused> OF_FIREWALL = List.of(
            excused("(file|content) /etc/(ufw(/.*)?|default/ufw)", "where ufw keeps its rules"),
            excused("sysctl net\\.ipv[46]\\.conf\\..*", "/etc/ufw/sysctl.conf, which ufw loads when it starts"),
            excused("(unit|unit-file) ufw\\.service", "ufw at boot"));

    private static final List<Excused> OF_CERTBOT = List.of(
            excused("(file|content|link) /etc/letsencrypt(/.*)?", "certbot's own copies and settings"),
            excused("(file|content|link) /var/lib/(letsencrypt|provisioner/acme)(/.*)?", "certbot's work"));

    /** What the requests of the checks leave behind on hosts that nothing changes. */
    static final List<Excused> OF_CHECKS = List.of(
            excused("(file|content) /var/log/nginx(-[a-z]+)?/(access|error)\\.log", "a line for each request"),
            excused(
                    "(file|content) /var/lib/mysql/.*",
                    "the row of the heartbeat, and what is written through the site"),
            excused("(file|content) /var/lib/(prometheus|alertmanager)/.*", "what is measured all the time"));

    /** What Debian's timers do at midnight, on a host of which nobody asks anything. */
    private static final List<Excused> OF_MIDNIGHT = List.of(
            excused("(file|content) /var/lib/logrotate(/.*)?", "which logs logrotate looked at"),
            excused("(file|content) /var/log/.*", "rotated"));

    private static final Excused OF_DPKG =
            excused("(file|content) /var/backups/(dpkg|alternatives)\\..*", "dpkg's own copies of its database");

    private static final String ROTATED = "content /var/lib/logrotate/status";

    private Attribution() {}

    /** The differences on a host on which nothing was to be changed, but for what the checks' requests leave behind. */
    static SortedSet<String> changes(Set<String> differing) {
        SortedSet<String> left = beyondTimers(differing);
        left.removeIf(key -> matches(OF_CHECKS, key));
        return left;
    }

    /** Logs are excused only if logrotate really ran in between: a run that began before midnight saw it. */
    private static SortedSet<String> beyondTimers(Set<String> differing) {
        SortedSet<String> left = new TreeSet<>(differing);
        left.removeIf(key -> OF_DPKG.key().matcher(key).matches());
        if (differing.contains(ROTATED)) {
            left.removeIf(key -> matches(OF_MIDNIGHT, key));
        }
        return left;
    }

    private static Excused excused(String key, String reason) {
        return new Excused(Pattern.compile(key), reason);
    }

    /**
     * The differences that no predicted step accounts for.
     *
     * @param differing keys of the snapshots
     * @param resources the titles of the steps that were predicted to change something: {@code file /etc/motd}
     * @param packageFiles the paths of the packages that were installed or removed, as dpkg lists them
     */
    static SortedSet<String> unexplained(Set<String> differing, Set<String> resources, Set<String> packageFiles) {
        SortedSet<String> left = beyondTimers(differing);
        left.removeIf(key -> matches(VOLATILE, key));
        left.removeIf(key -> resources.stream().anyMatch(resource -> explains(resource, key, packageFiles)));
        return left;
    }

    private static boolean explains(String resource, String key, Set<String> packageFiles) {
        String type = resource.split(" ", 2)[0];
        // A line's title names the line after its file.
        String instance = resource.substring(resource.indexOf(' ') + 1).replaceFirst("^(/[^:]*): .*", "$1");
        Optional<String> path = pathOf(key);
        return switch (type) {
            case "package" ->
                matches(OF_PACKAGES, key) || path.filter(packageFiles::contains).isPresent();
            case "user", "group" -> matches(OF_ACCOUNTS, key);
            case "service", "systemd_unit" -> matches(OF_SERVICES, key) || isAt(path, instance);
            case "firewall" -> key.startsWith("firewall ") || matches(OF_FIREWALL, key);
            case "internal_certificate" -> isAt(path, parent(instance));
            case "certificate" -> matches(OF_CERTBOT, key) || isAt(path, "/etc/provisioner/certificates");
            case "mysql_server", "mysql_replication", "mysql_database", "mysql_user" -> isAt(path, "/var/lib/mysql");
            case "sysctl" -> key.equals("sysctl " + instance) || isAt(path, "/etc/sysctl.d");
            case "mount" -> isAt(path, instance) || isAt(path, "/etc/fstab");
            case "timer" -> matches(OF_SERVICES, key) || isAt(path, "/etc/systemd/system");
            case "apt_pin" -> isAt(path, "/etc/apt/preferences.d");
            case "unattended_upgrades" -> matches(OF_SERVICES, key) || isAt(path, "/etc/apt/apt.conf.d");
            case "timezone" -> isAt(path, "/etc/localtime") || isAt(path, "/etc/timezone");
            case "cron" -> isAt(path, "/etc/cron.d");
            case "sudo_rule" -> isAt(path, "/etc/sudoers.d");
            case "hostname" ->
                isAt(path, "/etc/hostname") || isAt(path, "/etc/hosts") || key.equals("sysctl kernel.hostname");
            case "locale" ->
                Stream.of("/etc/locale.gen", "/etc/locale.conf", "/etc/default/locale", "/usr/lib/locale")
                        .anyMatch(top -> isAt(path, top));
            case "config_set" ->
                isAt(path, instance)
                        || path.filter(p -> p.startsWith(hidden(instance))).isPresent();
            default ->
                isAt(path, instance)
                        || path.filter(p -> p.equals(parent(instance))).isPresent();
        };
    }

    /** The versions of a configuration tree stand beside its link. */
    private static String hidden(String path) {
        return parent(path) + "/." + path.substring(path.lastIndexOf('/') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static boolean isAt(Optional<String> path, String top) {
        return path.filter(p -> p.equals(top) || p.startsWith(top + "/")).isPresent();
    }

    private static Optional<String> pathOf(String key) {
        int slash = key.indexOf(" /");
        return slash < 0 ? Optional.empty() : Optional.of(key.substring(slash + 1));
    }

    private static boolean matches(List<Excused> list, String key) {
        return list.stream().anyMatch(one -> one.key().matcher(key).matches());
    }
}
