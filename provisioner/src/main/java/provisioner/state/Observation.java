package provisioner.state;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The answer to a {@link Query}, as a value. */
public sealed interface Observation {

    /** What stands at a path. */
    sealed interface PathState extends Observation {}

    /** Nothing is there, or an ancestor is not a directory. */
    record Missing() implements PathState {}

    /** @param sha256 lower-case hex digest of the content */
    record RegularFile(Ownership ownership, long size, String sha256) implements PathState {}

    record Directory(Ownership ownership) implements PathState {}

    /** @param target as written in the link, not resolved */
    record Symlink(String target) implements PathState {}

    /** @param kind for messages: {@code a socket} */
    record Special(String kind) implements PathState {}

    /**
     * @param owner the name, or the number where the host has no such user
     * @param group likewise
     * @param mode the twelve permission bits
     */
    record Ownership(String owner, String group, int mode) {
        /** {@code 0644}. */
        public static String octal(int mode) {
            return String.format("%04o", mode);
        }
    }

    /** The content of a file that was asked for. */
    sealed interface ContentState extends Observation {}

    /** It has the digest for which it need not travel. */
    record SameContent() implements ContentState {}

    /** A view of the bytes; nobody may write to them. */
    record Content(Bytes bytes) implements ContentState {}

    /** @param size in bytes */
    record ContentTooLarge(long size) implements ContentState {}

    /** There is no regular file. */
    record NoContent() implements ContentState {}

    /**
     * @param present whether the path is a directory or a link to one
     * @param entries by path relative to the top, without the top itself
     */
    record TreeState(boolean present, SortedMap<String, PathState> entries) implements Observation {
        public TreeState {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }
    }

    /** @param names the one that was changed last first; empty also where there is no such directory */
    record ListingState(List<String> names) implements Observation {
        public ListingState {
            names = List.copyOf(names);
        }
    }

    /**
     * @param installed the version, when fully installed
     * @param automatic whether it was installed only because another package needs it, so that apt may remove it again
     * @param candidate the version that apt would install, when not installed and known
     * @param listsPresent whether apt has package lists, without which there is no candidate for anything
     * @param blocked why apt cannot install the candidate, in its own words
     */
    record PackageState(
            Optional<String> installed,
            boolean automatic,
            Optional<String> candidate,
            boolean listsPresent,
            Optional<String> blocked)
            implements Observation {

        /** One that can be installed, if it has a candidate. */
        public PackageState(
                Optional<String> installed, boolean automatic, Optional<String> candidate, boolean listsPresent) {
            this(installed, automatic, candidate, listsPresent, Optional.empty());
        }
    }

    /**
     * The properties of systemd's {@code show}, named as in org.freedesktop.systemd1(5).
     *
     * @param load {@code loaded}, {@code not-found}, {@code masked}, {@code error}, {@code bad-setting}
     * @param active {@code active}, {@code reloading}, {@code inactive}, {@code failed}, {@code activating}, …
     * @param sub such as {@code running}, {@code exited}, {@code dead}, {@code auto-restart}
     * @param fileState {@code enabled}, {@code disabled}, {@code static}, {@code masked}, …; empty where there is no file
     * @param needsDaemonReload whether its file on disk is newer than what systemd has read
     * @param invocationId of the running or last invocation; empty where it never ran
     * @param stateChange when the active state last changed, a reload included; epoch microseconds, 0 for never
     * @param started when the running or last invocation began to start, which no reload alters; likewise
     */
    record UnitState(
            String load,
            String active,
            String sub,
            String fileState,
            boolean needsDaemonReload,
            String invocationId,
            long stateChange,
            long started)
            implements Observation {

        /** A unit that was not reloaded since it was started. */
        public UnitState(
                String load,
                String active,
                String sub,
                String fileState,
                boolean needsDaemonReload,
                String invocationId,
                long stateChange) {
            this(load, active, sub, fileState, needsDaemonReload, invocationId, stateChange, stateChange);
        }

        /** Stands for "when the step runs", where an effect predicts a state change. */
        public static final long NOW = Long.MAX_VALUE;

        /** The same with another time of the last state change, and of its start where that is to be {@link #NOW}. */
        public UnitState at(long time) {
            long begun = started == NOW ? time : started;
            return new UnitState(load, active, sub, fileState, needsDaemonReload, invocationId, time, begun);
        }

        public boolean exists() {
            return !load.equals("not-found");
        }

        public boolean running() {
            return active.equals("active") || active.equals("reloading");
        }

        public boolean enabled() {
            return fileState.equals("enabled") || fileState.equals("enabled-runtime");
        }

        public boolean masked() {
            return load.equals("masked") || fileState.equals("masked") || fileState.equals("masked-runtime");
        }

        public static UnitState notFound() {
            return new UnitState("not-found", "inactive", "dead", "", false, "", 0);
        }
    }

    /**
     * @param current digest by path of every regular file in the set, as it is now
     * @param newestChange the latest ctime in the set, links and directories included; epoch microseconds
     * @param recorded what was loaded at the last reload or restart that provisioner made, where the record is there
     */
    record LoadedState(SortedMap<String, String> current, long newestChange, Optional<LoadedRecord> recorded)
            implements Observation {
        public LoadedState {
            current = Collections.unmodifiableSortedMap(new TreeMap<>(current));
        }
    }

    /**
     * What the running invocation of a unit loaded.
     *
     * @param invocationId the unit's, when the record was made
     * @param stateChange the unit's, when the record was made; another value means that somebody else reloaded since
     */
    record LoadedRecord(String invocationId, long stateChange, SortedMap<String, String> digests) {
        public LoadedRecord {
            digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
        }
    }

    /** @param account empty where there is no such user */
    record UserState(Optional<Account> account) implements Observation {}

    /**
     * @param group the primary group's name
     * @param groups the supplementary groups' names
     */
    record Account(int uid, String group, String comment, String home, String shell, SortedSet<String> groups) {
        public Account {
            groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        }
    }

    /** @param gid empty where there is no such group */
    record GroupState(OptionalInt gid) implements Observation {}

    /** @param value with single blanks between the words; empty where the kernel has no such parameter */
    record SysctlState(Optional<String> value) implements Observation {}

    /**
     * @param account whether the user exists
     * @param directory the state of {@code ~/.ssh}
     * @param file the state of the file itself
     * @param lines without their line ends
     */
    record AuthorizedKeysState(Optional<Account> account, PathState directory, PathState file, List<String> lines)
            implements Observation {
        public AuthorizedKeysState {
            lines = List.copyOf(lines);
        }
    }

    /**
     * @param sha256 digest of the archive that was unpacked last; empty where none was
     * @param damaged paths below the destination that no longer are what was unpacked
     */
    record ArchiveState(Optional<String> sha256, List<String> damaged) implements Observation {
        public ArchiveState {
            damaged = List.copyOf(damaged);
        }
    }

    /** @param error the end of its standard error */
    record GuardState(int exit, String error) implements Observation {
        /** As in sh(1): found but not executable, or not found. */
        public boolean couldNotRun() {
            return exit == 126 || exit == 127;
        }
    }

    /**
     * @param facts such as {@code suite}, {@code architecture}, {@code kernel}, {@code memory} (bytes)
     * @param rebootRequired the packages that want a reboot, or a word of its own where none is named
     * @param dpkgInterrupted whether {@code dpkg --configure -a} is needed before apt can work
     * @param clock the host's time
     */
    record HostFacts(Map<String, String> facts, List<String> rebootRequired, boolean dpkgInterrupted, Instant clock)
            implements Observation {
        public HostFacts {
            facts = Map.copyOf(facts);
            rebootRequired = List.copyOf(rebootRequired);
        }
    }

    /**
     * ufw.
     *
     * @param enabled whether it says that it is active, now and after a boot
     * @param atBoot whether its unit is enabled, without which it is not active after a boot
     * @param ipv6 whether it filters IPv6
     * @param incoming what happens to what no rule is about: {@code allow}, {@code deny}, {@code reject}
     * @param outgoing likewise
     * @param rules those for IPv4 in their order, then those for IPv6: numbered as ufw numbers them
     * @param loaded whether the kernel has what ufw's files say
     * @param revertPending whether a change waits for its confirmation, without which it is taken back
     * @param ssh the connection over which the host is observed; empty where that is not SSH
     */
    record FirewallState(
            boolean installed,
            boolean enabled,
            boolean atBoot,
            boolean ipv6,
            String incoming,
            String outgoing,
            List<FirewallRule> rules,
            boolean loaded,
            boolean revertPending,
            Optional<SshPeer> ssh)
            implements Observation {
        public FirewallState {
            rules = List.copyOf(rules);
        }

        /** As Debian's package leaves it. */
        public static FirewallState fresh(boolean installed, Optional<SshPeer> ssh) {
            return new FirewallState(installed, false, installed, true, "deny", "allow", List.of(), false, false, ssh);
        }
    }

    /**
     * @param openssl whether the host has the program, without which nothing is known of keys
     * @param chain in the file's order; empty where there is no file, or none that can be read
     * @param key SHA-256 of the SubjectPublicKeyInfo that belongs to the private key, lower-case hex; empty where there is
     *     no key that can be read
     */
    record CertificateState(boolean openssl, List<Certificate> chain, Optional<String> key) implements Observation {
        public CertificateState {
            chain = List.copyOf(chain);
        }

        /** The certificate itself. */
        public Optional<Certificate> leaf() {
            return chain.stream().findFirst();
        }

        /** Whether the key belongs to the certificate. */
        public boolean keyFits() {
            return leaf().map(Certificate::publicKey).equals(key);
        }
    }

    /** @param leaf empty where nobody answers, or not with TLS */
    record ServedState(Optional<Certificate> leaf) implements Observation {}

    /** @param port the host's own, where sshd listens */
    record SshPeer(InetAddress peer, InetAddress local, int port) {}

    /**
     * The MySQL or MariaDB server of a host.
     *
     * @param server empty where it did not let the administrator in
     * @param refused whether something answered that refuses the administrator's login
     * @param why there is no server, for people; empty where there is one
     */
    record MysqlState(Optional<MysqlServer> server, boolean refused, String why) implements Observation {
        public static MysqlState of(MysqlServer server) {
            return new MysqlState(Optional.of(server), false, "");
        }
    }

    /**
     * The source of a replica, as the replica's own account for replication finds it.
     *
     * @param reached whether it let the account in
     * @param why it was not reached, for people
     * @param readOnly whether it refuses writes
     * @param errant the transactions that the replica has executed and the source has not; empty for none
     */
    record MysqlSourceState(boolean reached, String why, boolean readOnly, String errant) implements Observation {}
}
