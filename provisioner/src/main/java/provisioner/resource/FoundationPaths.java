package provisioner.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Foundation.Kind;
import provisioner.source.Fields;

/**
 * The paths that a host, its database server and provisioner itself stand on: what must not be removed, be replaced by something
 * else, or get an owner or a mode with which it no longer serves.
 */
public final class FoundationPaths {
    private static final String ROOT = "root";
    private static final int ALL_ENTER = 0555;
    private static final int OWNER_READS = 0400;
    private static final int STICKY = 01777;
    private static final int OTHERS_WRITE = 0002;
    private static final int NOT_OWNER_WRITES = 0022;
    private static final Set<String> PARTS = Set.of("/etc/sudoers.d", "/etc/ssh/sshd_config.d");

    private FoundationPaths() {}

    /** What steps may do there. */
    enum Use {
        /** Anything may be in it, and it may be written, but it stays. */
        STAYS,
        /** Nothing writes to it, or to anything in it. */
        CLOSED,
        /** It must not be there; it may be removed. */
        NEVER
    }

    /**
     * @param needed the bits that its mode must have
     * @param forbidden the bits that its mode must not have
     */
    record Row(Names paths, Use use, int needed, int forbidden, String why, String instead) {
        Row(String paths, Use use, int needed, int forbidden, String why, String instead) {
            this(Names.of(paths), use, needed, forbidden, why, instead);
        }

        boolean has(String path) {
            return paths.contain(path);
        }

        boolean within(String path) {
            for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
                if (paths.plain().contains(path.substring(0, end))) {
                    return true;
                }
            }
            return false;
        }

        Optional<String> below(String path) {
            String directory = path + "/";
            return paths.all().stream().filter(p -> p.startsWith(directory)).findFirst();
        }
    }

    static final List<Row> ROWS = List.of(
            new Row(
                    "/usr /usr/bin /usr/sbin /usr/lib /usr/lib64 /usr/libexec /usr/share /usr/lib/systemd /usr/lib/systemd/system"
                            + " /usr/local /etc /etc/ssh /etc/pam.d /etc/systemd /etc/systemd/system /etc/apt /etc/security /var"
                            + " /var/lib /var/log /var/cache /var/lib/dpkg /var/lib/apt /var/lib/systemd /home /run /opt /srv"
                            + " /lib /lib64 /bin /sbin",
                    Use.STAYS,
                    ALL_ENTER,
                    OTHERS_WRITE,
                    "it contains the host's system",
                    "name single entries in it that are not needed"),
            new Row("/tmp /var/tmp", Use.STAYS, STICKY, 0, "every user's programs write there", "keep its mode 1777"),
            new Row(
                    "/root /root/.ssh /boot /boot/efi /etc/sudoers.d /run/sshd /run/systemd /run/lock /var/spool /etc/ssh/sshd_config.d"
                            + " /etc/network /etc/netplan",
                    Use.STAYS,
                    0500,
                    NOT_OWNER_WRITES,
                    "sshd, sudo, the boot or the network of the host needs it as it is",
                    "name single entries in it that are not needed"),
            new Row(
                    "/etc/sudoers /etc/ssh/sshd_config /etc/fstab /etc/nsswitch.conf /etc/machine-id /etc/os-release /etc/ld.so.conf"
                            + " /etc/ld.so.cache /etc/pam.conf /etc/pam.d/* /etc/ssh/ssh_host_*_key /etc/login.defs /etc/shells"
                            + " /etc/profile /etc/network/interfaces",
                    Use.STAYS,
                    OWNER_READS,
                    NOT_OWNER_WRITES,
                    "nobody could log in, become root or start the host without it",
                    "change its content instead"),
            new Row(
                    "/etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources"
                            + " /usr/share/keyrings/debian-archive-* /usr/share/keyrings/ubuntu-archive-*"
                            + " /etc/apt/trusted.gpg.d/debian-archive-* /etc/apt/trusted.gpg.d/ubuntu-*",
                    Use.STAYS,
                    0444,
                    NOT_OWNER_WRITES,
                    "the host's own packages and their security updates come from it",
                    "name another mirror in it instead"),
            new Row(
                    "/var/lib/mysql /etc/mysql",
                    Use.STAYS,
                    0500,
                    OTHERS_WRITE,
                    "it contains the database server's data or settings",
                    "remove the server's package, then remove this by hand"),
            new Row(
                    "/etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/passwd- /etc/shadow- /etc/group- /etc/gshadow-",
                    Use.CLOSED,
                    0,
                    0,
                    "it contains all accounts of the host",
                    "use 'user' and 'group'"),
            new Row(
                    "/usr/bin/sh /usr/bin/dash /usr/bin/bash /usr/bin/env /usr/bin/sudo* /usr/bin/su /usr/bin/login /usr/bin/mount"
                            + " /usr/bin/apt* /usr/bin/dpkg* /usr/bin/systemctl /usr/sbin/sshd /usr/sbin/init /usr/lib/systemd/systemd"
                            + " /usr/lib/openssh/* /usr/bin/flock /usr/bin/setsid /usr/bin/find /usr/bin/stat /usr/bin/sha256sum"
                            + " /usr/bin/mktemp /usr/bin/awk /usr/bin/mawk /usr/bin/sed /usr/bin/grep /usr/bin/cat /usr/bin/mv"
                            + " /usr/bin/rm /usr/bin/chown /usr/bin/chmod /usr/bin/tar /usr/bin/passwd /usr/sbin/user* /usr/sbin/group*",
                    Use.CLOSED,
                    0,
                    0,
                    "it is a program of the base system, which steps need",
                    "install it with 'package', and put your own below /usr/local"),
            new Row(
                    "/dev /proc /sys",
                    Use.CLOSED,
                    0,
                    0,
                    "the kernel provides what is there",
                    "use 'sysctl' for the kernel's parameters"),
            new Row(
                    "/run/provisioner /var/log/provisioner /var/backups/provisioner /var/lib/provisioner/archives"
                            + " /var/lib/provisioner/certificates /var/lib/provisioner/firewall /var/lib/provisioner/made"
                            + " /var/lib/provisioner/notes",
                    Use.CLOSED,
                    0,
                    0,
                    "provisioner keeps its lock, journal, backups or notes there",
                    "put your own files below /srv or /var/lib"),
            new Row(
                    "/var/lib/provisioner /var/cache/provisioner /etc/provisioner /etc/provisioner/certificates /etc/provisioner/tls",
                    Use.STAYS,
                    0500,
                    NOT_OWNER_WRITES,
                    "provisioner keeps what its steps need there",
                    "name single entries in it that are not needed"),
            new Row(
                    "/etc/nologin /run/nologin",
                    Use.NEVER,
                    0,
                    0,
                    "with it, nobody but root can log in",
                    "stop the services that users log in to instead"));

    /** Refuses to remove a path, or to put something of another kind in its place. */
    public static void keep(Fields fields, String key, String path, boolean absent, Optional<String> login) {
        String plain = plain(path);
        for (Row row : ROWS) {
            if (row.use() == Use.NEVER) {
                if (!absent && row.has(plain)) {
                    refuse(fields, key, path, "must not be there", row);
                }
            } else if (row.has(plain) || row.use() == Use.CLOSED && row.within(plain)) {
                refuse(fields, key, path, "must stay", row);
                return;
            } else if (row.below(plain).isPresent()) {
                refuse(fields, key, path, "must stay, with " + row.below(plain).get(), row);
                return;
            }
        }
        unit(fields, plain);
        login.ifPresent(user -> entrance(fields, key, path, user));
    }

    /** As {@link #keep}, for a tree of configuration that may take the place of a directory of parts. */
    public static void keepTree(Fields fields, String path) {
        if (!PARTS.contains(path)) {
            keep(fields, "path", path, false, Optional.empty());
        }
    }

    /** Refuses content that somebody else writes. */
    public static void write(Fields fields, String path) {
        String plain = plain(path);
        for (Row row : ROWS) {
            if (row.use() != Use.STAYS && (row.has(plain) || row.within(plain))) {
                refuse(fields, "path", path, row.use() == Use.NEVER ? "must not be there" : "must not be written", row);
            }
        }
        unit(fields, plain);
    }

    /** Refuses an owner or a mode with which it no longer serves, and content that somebody else writes. */
    public static void own(Fields fields, String path, String owner, int mode, Optional<String> login) {
        write(fields, path);
        String plain = plain(path);
        login.filter(user -> (mode & NOT_OWNER_WRITES) != 0)
                .filter(user -> authorizedKeys(user).equals(path)
                        || authorizedKeys(user).startsWith(path + "/"))
                .filter(user -> path.startsWith(home(user)))
                .ifPresent(user -> fields.refuse(
                        "mode",
                        path + " must not be writable by others than '" + user + "': otherwise sshd ignores the key",
                        "leave 'mode' at 0755 or less"));
        for (Row row : ROWS) {
            if (row.use() == Use.STAYS && row.has(plain)) {
                if (!owner.equals(ROOT) && !plain.equals("/var/lib/mysql")) {
                    refuse(fields, "owner", path, "must belong to root", row);
                }
                if ((mode & row.needed()) != row.needed() || (mode & row.forbidden()) != 0) {
                    refuse(fields, "mode", path, "must not have the mode " + Integer.toOctalString(mode), row);
                }
            }
        }
    }

    private static void refuse(Fields fields, String key, String path, String must, Row row) {
        fields.refuse(key, path + " " + must + ": " + row.why(), row.instead());
    }

    /** A unit's own file, a link that enables it, or a link to /dev/null, which masks it. */
    private static void unit(Fields fields, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean systemd = path.startsWith("/etc/systemd/system/")
                || path.startsWith("/run/systemd/system/")
                || path.startsWith("/usr/lib/systemd/system/");
        if (systemd) {
            Foundation.keep(fields, "path", Kind.UNIT, name, "must keep its own file");
        }
    }

    /** Where the keys are by which provisioner logs in. */
    private static void entrance(Fields fields, String key, String path, String user) {
        if (authorizedKeys(user).equals(path) || authorizedKeys(user).startsWith(path + "/")) {
            String hint = "remove single keys with 'authorized_key'";
            fields.refuse(key, path + " must stay: provisioner logs in with a key of '" + user + "'", hint);
        }
    }

    private static String home(String user) {
        return user.equals(ROOT) ? "/root" : "/home/" + user;
    }

    private static String authorizedKeys(String user) {
        return home(user) + "/.ssh/authorized_keys";
    }

    /** By the name behind the links of every Debian. */
    private static String plain(String path) {
        String plain = path;
        for (String linked : List.of("/bin/", "/sbin/", "/lib/", "/lib64/")) {
            plain = plain.startsWith(linked) ? "/usr" + plain : plain;
        }
        return plain.startsWith("/var/")
                ? plain.replaceFirst("^/var/run(?=/|$)", "/run").replaceFirst("^/var/lock(?=/|$)", "/run/lock")
                : plain;
    }
}
