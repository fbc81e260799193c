package provisioner.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Fields;
import provisioner.source.Location;

/**
 * What a host, its database server and provisioner itself stand on, by name: what a step must not take away, since nothing
 * would be left that could put it back. {@link FoundationPaths} has the paths. Every resource type asks here while it is parsed.
 */
public final class Foundation {
    private static final String BY_HAND = "delete this step, or do it by hand at the host's console";
    private static final String ENTER = "set another 'user' in the inventory first";
    private static final String KEYS = "provisioner's key is there";
    private static final String SUDO = "provisioner becomes root through it";
    private static final Set<String> CLOSED_SHELLS =
            Set.of("/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false");

    private Foundation() {}

    /** What a name stands for. */
    public enum Kind {
        USER,
        GROUP,
        PACKAGE,
        UNIT,
        MYSQL_USER,
        MYSQL_DATABASE,
        APT_REPOSITORY;

        private String word() {
            return switch (this) {
                case MYSQL_USER -> "MySQL account";
                case MYSQL_DATABASE -> "database";
                case APT_REPOSITORY -> "apt repository";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    /**
     * @param except names that one with a {@code *} does not mean
     * @param why what needs them
     * @param instead what to do
     */
    record Row(Kind kind, Names names, Names except, String why, String instead) {
        Row(Kind kind, String names, String except, String why, String instead) {
            this(kind, Names.of(names), Names.of(except), why, instead);
        }

        Row(Kind kind, String names, String why, String instead) {
            this(kind, names, "", why, instead);
        }

        boolean names(Kind what, String name) {
            return kind == what && names.contain(name) && !except.contain(name);
        }
    }

    static final List<Row> ROWS = List.of(
            new Row(Kind.USER, "root", "every step runs as root", "remove this; sshd_config can forbid its login"),
            new Row(
                    Kind.USER,
                    "daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody",
                    "it belongs to Debian's base system",
                    BY_HAND),
            new Row(
                    Kind.USER,
                    "sshd messagebus systemd-* _apt polkitd syslog uuidd _chrony mysql",
                    "a service of the host runs as this user",
                    "remove the package of that service instead"),
            new Row(
                    Kind.GROUP,
                    "root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom floppy tape"
                            + " audio dip www-data backup operator list irc src shadow utmp video sasl plugdev staff games users"
                            + " nogroup",
                    "it belongs to Debian's base system",
                    BY_HAND),
            new Row(
                    Kind.GROUP,
                    "sudo ssh _ssh sshd messagebus systemd-* crontab input kvm render sgx _chrony polkitd mysql syslog",
                    "a service of the host uses this group",
                    "remove the package of that service instead"),
            new Row(
                    Kind.PACKAGE,
                    "openssh-server openssh-client openssh-sftp-server",
                    "provisioner reaches the host through it",
                    BY_HAND),
            new Row(Kind.PACKAGE, "sudo sudo-rs", "provisioner becomes root through it", BY_HAND),
            new Row(
                    Kind.PACKAGE,
                    "apt apt-utils base-files base-passwd bash bsdutils coreutils coreutils-from-* dash debconf"
                            + " debian-archive-keyring debianutils diffutils dpkg findutils gnu-coreutils rust-coreutils gpgv"
                            + " sqv grep gzip hostname init init-system-helpers libc-bin libc6 libpam0g libpam-modules libpam-modules-bin libpam-runtime libpam-systemd libsystemd* libudev1 login"
                            + " login.defs mawk mount ncurses-base ncurses-bin passwd perl-base sed sysvinit-utils tar"
                            + " ubuntu-keyring util-linux adduser netbase iproute2 procps",
                    "it belongs to the base system",
                    "remove this; only packages that the host can run without can be removed"),
            new Row(
                    Kind.PACKAGE,
                    "systemd systemd-sysv systemd-dev udev dbus dbus-daemon dbus-broker linux-image-* linux-base grub-* shim-signed initramfs-tools*"
                            + " ifupdown netplan.io isc-dhcp-client dhcpcd-base cloud-init",
                    "the host boots with it, or gets its network from it",
                    BY_HAND),
            new Row(
                    Kind.UNIT,
                    "ssh.service ssh.socket ssh@*.service sshd.service sshd.socket sshd@*.service",
                    "provisioner reaches the host through it",
                    "limit who may log in with sshd_config or the firewall"),
            new Row(
                    Kind.UNIT,
                    "dbus.service dbus.socket dbus-broker.service systemd-* user@*.service networking.service"
                            + " NetworkManager.service ifup@*.service multi-user.target basic.target sysinit.target sockets.target timers.target"
                            + " paths.target local-fs.target network.target default.target system.slice user.slice",
                    "systemd-timesyncd.* systemd-resolved.* systemd-oomd.* systemd-homed* systemd-pstore.*"
                            + " systemd-coredump* systemd-*-wait-online.service",
                    "the host needs it",
                    BY_HAND),
            new Row(
                    Kind.MYSQL_USER,
                    "root mysql mysql.sys mysql.session mysql.infoschema mariadb.sys debian-sys-maint PUBLIC",
                    "the server needs it, and provisioner falls back to logging in as root",
                    "create an account with another name and the same privileges"),
            new Row(
                    Kind.MYSQL_USER,
                    "provisioner",
                    "it is provisioner's own account",
                    "'mysql_server' manages it; create an account with another name"),
            new Row(
                    Kind.MYSQL_DATABASE,
                    "mysql sys information_schema performance_schema provisioner provisioner_seeding ndbinfo #*",
                    "the server or provisioner needs it",
                    "create a database with another name"),
            new Row(
                    Kind.APT_REPOSITORY,
                    "debian ubuntu",
                    "the host's own packages and their security updates come from it",
                    "name another mirror in it instead"));

    // Starting one of these ends the service, or the host.
    private static final Names ENDING =
            Names.of("poweroff.target reboot.target halt.target shutdown.target kexec.target rescue.target"
                    + " emergency.target exit.target suspend.target hibernate.target sleep.target systemd-poweroff.service"
                    + " systemd-reboot.service systemd-halt.service systemd-suspend.service rescue.service emergency.service"
                    + " runlevel0.target runlevel1.target runlevel6.target ctrl-alt-del.target soft-reboot.target");

    static Optional<Row> row(Kind kind, String name) {
        return ROWS.stream().filter(row -> row.names(kind, name)).findFirst();
    }

    /** Whether something stands on it. */
    public static boolean contains(Kind kind, String name) {
        return row(kind, name).isPresent();
    }

    /**
     * Refuses a name that something stands on.
     *
     * @param must what holds of it: {@code must stay}
     */
    public static void keep(Fields fields, String key, Kind kind, String name, String must) {
        keep(fields, fields.at(key), kind, name, must);
    }

    public static void keep(Fields fields, Location at, Kind kind, String name, String must) {
        row(kind, name).ifPresent(row -> refuse(fields, at, kind, name, must, row.why(), row.instead()));
    }

    /** A unit that takes the service or the host down when it is started. */
    public static void keepUp(Fields fields, String unit) {
        if (ENDING.contain(unit)) {
            refuse(
                    fields,
                    fields.at("name"),
                    Kind.UNIT,
                    unit,
                    "must not be started",
                    "it stops the host or its services",
                    BY_HAND);
        }
    }

    /** What a user that the host needs, or as whom provisioner logs in, has to keep. */
    public static void keepUser(Fields fields, String name, Optional<String> login, boolean absent) {
        boolean enters = login.filter(name::equals).isPresent();
        if (absent && enters && row(Kind.USER, name).isEmpty()) {
            refuse(fields, fields.at("name"), Kind.USER, name, "must stay", "provisioner logs in as this user", ENTER);
        } else if (absent) {
            keep(fields, "name", Kind.USER, name, "must stay");
        }
        boolean own = enters || name.equals("root");
        for (String key : List.of("uid", "group")) {
            if (fields.has(key)) {
                keep(fields, key, Kind.USER, name, "must keep its '" + key + "'");
            }
        }
        if (own && fields.has("home")) {
            refuse(fields, fields.at("home"), Kind.USER, name, "must keep its 'home'", KEYS, ENTER);
        }
        if (own
                && fields.optionalString("shell")
                        .filter(CLOSED_SHELLS::contains)
                        .isPresent()) {
            refuse(fields, fields.at("shell"), Kind.USER, name, "must keep a shell", "steps need it", ENTER);
        }
        if (own
                && fields.optionalString("expires")
                        .filter(day -> !day.equals("never"))
                        .isPresent()) {
            refuse(fields, fields.at("expires"), Kind.USER, name, "must not expire", "steps need this user", ENTER);
        }
        boolean leaves =
                !fields.bool("append", true) && !fields.stringList("groups").contains("sudo");
        if (enters && !name.equals("root") && leaves) {
            refuse(fields, fields.at("append"), Kind.USER, name, "must stay in 'sudo'", SUDO, "add 'sudo' to 'groups'");
        }
    }

    static void refuse(Fields fields, Location at, Kind kind, String name, String must, String why, String instead) {
        fields.problems().add(at, kind.word() + " '" + name + "' " + must + ": " + why, instead);
    }
}
