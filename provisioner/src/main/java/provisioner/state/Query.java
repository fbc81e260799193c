package provisioner.state;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A question about one fact of a host, which can be read without changing anything. Equal queries are asked once.
 *
 * <p>The probe quotes every string. Paths are absolute and normalized and contain neither NUL nor newline, which the
 * parsers of the resource types ensure.
 *
 * @param <O> the type of the answer
 */
public sealed interface Query<O extends Observation> {

    /** A query that the probe asks through the host's shell. */
    sealed interface ShellQuery<O extends Observation> extends Query<O> {}

    /** A query that is answered over a JDBC session with a database server. */
    sealed interface DatabaseQuery<O extends Observation> extends Query<O> {}

    /** What is at a path, without following a symbolic link. A regular file comes with its digest. */
    record PathQuery(String path) implements ShellQuery<Observation.PathState> {}

    /**
     * The bytes of a regular file, following a symbolic link. The host sends them only if they are needed.
     *
     * @param unlessSha256 lower-case hex digest of content that the host need not send; empty to send it always
     * @param limit in bytes; the host does not send larger content
     */
    record ContentQuery(String path, String unlessSha256, int limit) implements ShellQuery<Observation.ContentState> {
        /** The same, whatever the content. */
        public ContentQuery always() {
            return new ContentQuery(path, "", limit);
        }

        /** What the answer to {@link #always()} says to this. */
        Observation.ContentState from(Observation.ContentState whole) {
            return whole instanceof Observation.Content(Bytes bytes)
                            && bytes.sha256().equals(unlessSha256)
                    ? new Observation.SameContent()
                    : whole;
        }
    }

    /** Everything below a directory. A symbolic link is followed at the top, but not below it. */
    record TreeQuery(String path) implements ShellQuery<Observation.TreeState> {}

    /** The directories directly below a directory, without hidden ones. */
    record ListingQuery(String path) implements ShellQuery<Observation.ListingState> {}

    /**
     * Which inodes there are at a path and below.
     *
     * @param directories whether they are wanted of a directory, too
     */
    record EntriesQuery(String path, boolean directories) implements ShellQuery<Observation.EntriesState> {}

    /** The names in a directory, of whatever kind; not those in the directories in it. */
    record InsideQuery(String path) implements ShellQuery<Observation.InsideState> {}

    /** Who but root can put something else in the place of a directory on the way to a path. */
    record WayQuery(String path) implements ShellQuery<Observation.WayState> {}

    /**
     * A Debian package. apt is asked about it only if it is not as wished.
     *
     * @param wish a version, {@link #ANY}, or {@link #NONE}
     */
    record PackageQuery(String name, String wish) implements ShellQuery<Observation.PackageState> {
        public static final String ANY = "";
        public static final String NONE = "-";

        public PackageQuery(String name) {
            this(name, ANY);
        }
    }

    /** A systemd unit by its full name ({@code nginx.service}). */
    record UnitQuery(String name) implements ShellQuery<Observation.UnitState> {}

    /**
     * What was added to a unit beside what a playbook declares: drop-ins anywhere in systemd's search path, and a file that takes
     * the place of a package's.
     *
     * @param unit the full name
     * @param shared directories of drop-ins that it shares with other units and that are asked about here: {@code service.d}, {@code
     *     nginx-.service.d}
     * @param playbook whose files they would be: what another one has made is accounted for
     * @param declared the paths that the playbook declares
     */
    record UnitAdditionsQuery(String unit, SortedSet<String> shared, String playbook, SortedSet<String> declared)
            implements ShellQuery<Observation.UnitAdditionsState> {
        public UnitAdditionsQuery {
            shared = Collections.unmodifiableSortedSet(new TreeSet<>(shared));
            declared = Collections.unmodifiableSortedSet(new TreeSet<>(declared));
        }
    }

    /**
     * Which content a running unit has loaded, and the current content of its files.
     *
     * @param unit the full name
     * @param key distinguishes a unit's sets of files: {@code reload}, {@code restart}
     * @param paths files and directories; links are followed, so that a changed {@code current} link counts
     */
    record LoadedQuery(String unit, String key, List<String> paths) implements ShellQuery<Observation.LoadedState> {
        public LoadedQuery {
            paths = List.copyOf(paths);
        }

        /**
         * The host's file with the record of what was loaded since the boot. It consists of NUL-terminated pieces:
         * first the unit's InvocationID and StateChangeTimestamp on lines as systemctl prints them, then {@code DIGEST
         * PATH} as of {@code sha256sum -z}. Each set of paths has its own record.
         */
        public String recordFile() {
            String set = Bytes.utf8(key + '\0' + String.join("\0", paths)).sha256();
            return "/run/provisioner/loaded/" + unit + "/" + set.substring(0, 16);
        }
    }

    record UserQuery(String name) implements ShellQuery<Observation.UserState> {}

    /** What decides whether a user of this host may log in: the entry in {@code /etc/shadow}. */
    record ShadowQuery(String name) implements ShellQuery<Observation.ShadowState> {}

    record GroupQuery(String name) implements ShellQuery<Observation.GroupState> {}

    /** A kernel parameter, dotted as in sysctl(8), read from {@code /proc/sys}. */
    record SysctlQuery(String key) implements ShellQuery<Observation.SysctlState> {
        /** As in sysctl(8), a slash in a dotted key means a dot: {@code net.ipv4.conf.eth0/1.forwarding}. */
        public String path() {
            StringBuilder path = new StringBuilder("/proc/sys/");
            key.chars().forEach(c -> path.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
            return path.toString();
        }
    }

    /**
     * Who sets a kernel parameter at a boot after a file of {@code /etc/sysctl.d} has set it.
     *
     * @param key dotted
     * @param file the file's path
     */
    record BootSysctlQuery(String key, String file) implements ShellQuery<Observation.BootSysctlState> {}

    /** A locale of the C library, by its name as in {@code /usr/share/i18n/SUPPORTED}: {@code de_DE.UTF-8}. */
    record LocaleQuery(String name) implements ShellQuery<Observation.LocaleState> {
        public LocaleQuery {
            if (!name.matches("[A-Za-z0-9._@-]+")) {
                throw new IllegalArgumentException("no name of a locale: " + name);
            }
        }
    }

    /** The configuration of sshd: its file, and those that it includes. */
    record SshdQuery() implements ShellQuery<Observation.SshdState> {}

    /** {@code ~/.ssh/authorized_keys} of a user. */
    record AuthorizedKeysQuery(String user) implements ShellQuery<Observation.AuthorizedKeysState> {}

    /** What provisioner has unpacked into a directory, and whether that is unchanged. */
    record ArchiveQuery(String destination) implements ShellQuery<Observation.ArchiveState> {}

    /**
     * The exit status of the user's own probe, which must not change anything.
     *
     * @param shell a POSIX sh command
     */
    record GuardQuery(String shell) implements ShellQuery<Observation.GuardState> {
        @Override
        public String toString() {
            return "a guard of " + shell.length() + " characters";
        }
    }

    /**
     * What the probe of a type of the operator's own prints. It runs where every file system is read-only.
     *
     * @param type the name of the type, for messages
     * @param script a POSIX sh script, with the values of the parameters before it
     * @param keys of which the values are wanted; what else it prints is left out
     * @param reads all that the answer depends on, as in {@link #dependsOn}; empty for anything
     */
    record OwnQuery(String type, String script, SortedSet<String> keys, SortedSet<String> reads)
            implements ShellQuery<Observation.OwnState> {
        /** Among what it reads: whatever packages bring and take away. */
        public static final String PACKAGES = "packages";

        private static final String PATH = "path ";

        public OwnQuery {
            keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
            reads = Collections.unmodifiableSortedSet(new TreeSet<>(reads));
        }

        /** Whether another answer may follow from a change of this: {@code unit ssh.service}. */
        public boolean dependsOn(String thing) {
            return reads.isEmpty() || reads.contains(thing);
        }

        /** Whether another answer may follow from a change at this path. */
        public boolean dependsOnPath(String path) {
            return reads.isEmpty()
                    || reads.stream()
                            .filter(thing -> thing.startsWith(PATH))
                            .map(thing -> thing.substring(PATH.length()))
                            .anyMatch(read -> read.equals(path)
                                    || PathNames.isBelow(path, read)
                                    || PathNames.isBelow(read, path));
        }

        @Override
        public String toString() {
            return "the probe of '" + type + "'";
        }
    }

    /** ufw's settings and rules, and whether the kernel has them. */
    record FirewallQuery() implements ShellQuery<Observation.FirewallState> {}

    /** How the kernel's whole packet filter differs from what ufw makes of its files, and those from the package's. */
    record PacketFilterQuery() implements ShellQuery<Observation.PacketFilterState> {}

    /** What an application profile of ufw opens. */
    record UfwProfileQuery(String name) implements ShellQuery<Observation.UfwProfileState> {}

    /** The addresses of a host's name, as this host resolves it. Without any, the answer is unknown. */
    record NameQuery(String name) implements ShellQuery<Observation.NameState> {
        public NameQuery {
            if (!name.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException("no name of a host: " + name);
            }
        }
    }

    /**
     * A certificate and its key in PEM files.
     *
     * @param chain the file with the certificate and those of the authorities between it and a root
     * @param authorities a file with further authorities, which may have signed the last of the chain; empty for none
     */
    record CertificateQuery(String chain, String key, String authorities)
            implements ShellQuery<Observation.CertificateState> {}

    /** The MySQL or MariaDB server of the host. Read over a JDBC session and not through the shell. */
    record MysqlQuery(MysqlLogin login) implements DatabaseQuery<Observation.MysqlState> {}

    /**
     * What the host's database server has beside what {@link MysqlQuery} tells. Only {@code verify --complete} asks for it.
     */
    record MysqlSurveyQuery(MysqlLogin login) implements DatabaseQuery<Observation.MysqlSurveyState> {}

    /**
     * Whether a query yields 1 on the host's database server.
     *
     * @param select a SELECT that only reads
     */
    record MysqlSelectQuery(MysqlLogin login, String select) implements DatabaseQuery<Observation.MysqlSelectState> {}

    /**
     * The server that this host replicates from, or must replicate from, as this host reaches it.
     *
     * @param local the login for the host's own server, to compare the transactions
     * @param address of the source
     * @param account the replication account
     * @param asMember whether also what a member of a group has received counts, and whether it takes part is asked
     */
    record MysqlSourceQuery(MysqlLogin local, String address, MysqlLogin account, boolean asMember)
            implements DatabaseQuery<Observation.MysqlSourceState> {
        public MysqlSourceQuery(MysqlLogin local, String address, MysqlLogin account) {
            this(local, address, account, false);
        }
    }

    /**
     * The certificate that the host serves on a port.
     *
     * @param name the server name to request (SNI)
     */
    record ServedQuery(int port, String name) implements ShellQuery<Observation.ServedState> {}

    /**
     * What an upgrade of the installed packages would do.
     *
     * @param full everything; otherwise what comes from a security archive
     */
    record UpgradeQuery(boolean full) implements ShellQuery<Observation.UpgradeState> {
        public String word() {
            return full ? "full" : "security";
        }
    }

    /**
     * What is on the host beside its packages. Only {@code verify --complete} asks for it.
     *
     * @param deep whether every file of every package is compared with its package; otherwise those that changed since
     *     provisioner last changed anything
     * @param left directories of which steps declare everything: they are not looked through where applications are
     */
    record SurveyQuery(boolean deep, Set<String> left) implements ShellQuery<Observation.SurveyState> {
        public SurveyQuery {
            left = Set.copyOf(left);
        }
    }

    /**
     * What notes on the host say was made there by those who are not among the makers any more.
     *
     * @param plays the directories of the plays of which the notes are wanted, see {@link Maker#directory(String, String)}
     * @param present the directories of the makers that the host still has, see {@link Maker#directory()}
     */
    record NotesQuery(SortedSet<String> plays, SortedSet<String> present)
            implements ShellQuery<Observation.NotesState> {
        public NotesQuery {
            plays = Collections.unmodifiableSortedSet(new TreeSet<>(plays));
            present = Collections.unmodifiableSortedSet(new TreeSet<>(present));
        }
    }

    /** The host's boot, and what requires another one. */
    record BootQuery() implements ShellQuery<Observation.BootState> {}

    /** What a program of the host, or the kernel, makes of what was set. */
    record ReadingQuery(Reading reading, List<String> words) implements ShellQuery<Observation.ReadingState> {
        public ReadingQuery {
            words = List.copyOf(words);
        }

        /** Those that the answer depends on, each with what is in it. */
        public List<String> paths() {
            return reading.paths(words);
        }
    }

    /** The facts of the host. Every run asks for them. */
    record FactsQuery() implements ShellQuery<Observation.HostFacts> {}

    /** Further facts of the host, for playbooks that read facts. */
    record MachineQuery() implements ShellQuery<Observation.MachineState> {}
}
