package provisioner.state;

import java.util.List;

/**
 * One fact about a host that can be read without changing anything. Equal queries are asked once.
 *
 * <p>Every string travels to the host as data: the probe quotes it. Paths are absolute and normalised, and hold neither
 * NUL nor newline; the parsers of the resource types see to that.
 *
 * @param <O> what answers it
 */
public sealed interface Query<O extends Observation> {

    /** One that the host's shell answers. */
    sealed interface ShellQuery<O extends Observation> extends Query<O> {}

    /** One that is answered over a JDBC session with a database server. */
    sealed interface DatabaseQuery<O extends Observation> extends Query<O> {}

    /** What stands at a path, without following a symbolic link; a regular file comes with its digest. */
    record PathQuery(String path) implements ShellQuery<Observation.PathState> {}

    /**
     * The bytes of a regular file (a symbolic link is followed), which travel back only where they are of interest.
     *
     * @param unlessSha256 lower-case hex digest of content that need not travel; empty to have it always
     * @param limit in bytes; larger content does not travel
     */
    record ContentQuery(String path, String unlessSha256, int limit) implements ShellQuery<Observation.ContentState> {}

    /** Everything below a directory (a symbolic link to one is followed at the top, not below it). */
    record TreeQuery(String path) implements ShellQuery<Observation.TreeState> {}

    /** The directories right below one, without hidden ones. */
    record ListingQuery(String path) implements ShellQuery<Observation.ListingState> {}

    /** A Debian package, with its candidate where it is not installed. */
    record PackageQuery(String name) implements ShellQuery<Observation.PackageState> {}

    /** A systemd unit, by its full name ({@code nginx.service}). */
    record UnitQuery(String name) implements ShellQuery<Observation.UnitState> {}

    /**
     * Which content a running unit has loaded, against what its files say now.
     *
     * @param unit the full name
     * @param key tells apart the sets of files that different steps keep for one unit: {@code reload}, {@code restart}
     * @param paths files and directories; links are followed, so that a renamed {@code current} link counts
     */
    record LoadedQuery(String unit, String key, List<String> paths) implements ShellQuery<Observation.LoadedState> {
        public LoadedQuery {
            paths = List.copyOf(paths);
        }

        /**
         * Where the host keeps the record of what was loaded, until it boots: NUL-terminated pieces, the first the
         * unit's InvocationID and StateChangeTimestamp, one below the other as systemctl prints them, then
         * {@code DIGEST  PATH} as of {@code sha256sum -z}. Sets of other paths have a record of their own.
         */
        public String recordFile() {
            String set = Bytes.utf8(key + '\0' + String.join("\0", paths)).sha256();
            return "/run/provisioner/loaded/" + unit + "/" + set.substring(0, 16);
        }
    }

    record UserQuery(String name) implements ShellQuery<Observation.UserState> {}

    record GroupQuery(String name) implements ShellQuery<Observation.GroupState> {}

    /** A kernel parameter, dotted as in sysctl(8), read from {@code /proc/sys}. */
    record SysctlQuery(String key) implements ShellQuery<Observation.SysctlState> {}

    /** {@code ~/.ssh/authorized_keys} of a user, wherever the home directory is. */
    record AuthorizedKeysQuery(String user) implements ShellQuery<Observation.AuthorizedKeysState> {}

    /** What was unpacked into a directory by a resource that notes it, and whether it is still so. */
    record ArchiveQuery(String destination) implements ShellQuery<Observation.ArchiveState> {}

    /**
     * The exit status of a user's own probe, which must not change anything.
     *
     * @param shell a POSIX sh command
     */
    record GuardQuery(String shell) implements ShellQuery<Observation.GuardState> {}

    /** ufw: its settings, its rules, and whether the kernel has them. */
    record FirewallQuery() implements ShellQuery<Observation.FirewallState> {}

    /**
     * A certificate and its key, in files of PEM.
     *
     * @param chain the certificate, and behind it those of the authorities between it and a root
     * @param authorities certificates of more authorities, which may have signed the last of the chain; empty for none
     */
    record CertificateQuery(String chain, String key, String authorities)
            implements ShellQuery<Observation.CertificateState> {}

    /** The MySQL or MariaDB server of the host. */
    record MysqlQuery(MysqlLogin login) implements DatabaseQuery<Observation.MysqlState> {}

    /**
     * The server that this host replicates from, or is to, reached from this host as replication reaches it.
     *
     * @param local the host's own server, which knows what it has executed itself
     * @param address of the source
     * @param account the one for replication
     */
    record MysqlSourceQuery(MysqlLogin local, String address, MysqlLogin account)
            implements DatabaseQuery<Observation.MysqlSourceState> {}

    /**
     * The certificate that is served on a port of the host itself.
     *
     * @param name the server name that is asked for (SNI)
     */
    record ServedQuery(int port, String name) implements ShellQuery<Observation.ServedState> {}

    /** What the host is; asked in every run. */
    record FactsQuery() implements ShellQuery<Observation.HostFacts> {}
}
