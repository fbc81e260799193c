package provisioner.state;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The answer to a {@link Query}, as a value. */
public sealed interface Observation {

    /** What is at a path. */
    sealed interface PathState extends Observation {}

    /** Nothing is there, or an ancestor of the path is not a directory. */
    record Missing() implements PathState {}

    /**
     * @param sha256 lower-case hex digest of the content
     * @param fixed whether not even root can write to it: it is immutable, or its file system is read-only
     */
    record RegularFile(Ownership ownership, long size, String sha256, boolean fixed) implements PathState {
        public RegularFile(Ownership ownership, long size, String sha256) {
            this(ownership, size, sha256, false);
        }
    }

    record Directory(Ownership ownership) implements PathState {}

    /** @param target as written in the link, not resolved */
    record Symlink(String target) implements PathState {}

    /** @param kind for messages: {@code a socket} */
    record Special(String kind) implements PathState {}

    /**
     * @param owner the name, or the number if the host has no such user
     * @param group the name, or the number if the host has no such group
     * @param mode the twelve permission bits
     */
    record Ownership(String owner, String group, int mode) {
        private static final int DIGITS = 4;

        /** {@code 0644}. */
        public static String octal(int mode) {
            // Every file of a plan asks for it, and a format is parsed anew each time.
            String digits = Integer.toOctalString(mode);
            return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
        }
    }

    /** The content of a file. */
    sealed interface ContentState extends Observation {}

    /** The content has the digest of the query, so the host did not send it. */
    record SameContent() implements ContentState {}

    /** The bytes of the content. */
    record Content(Bytes bytes) implements ContentState {}

    /** @param size in bytes */
    record ContentTooLarge(long size) implements ContentState {}

    /** There is no regular file at the path. */
    record NoContent() implements ContentState {}

    /**
     * @param present whether the path is a directory or a link to one
     * @param entries by path relative to the directory, without the directory itself
     */
    record TreeState(boolean present, SortedMap<String, PathState> entries) implements Observation {
        public TreeState {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }
    }

    /**
     * @param others the users other than root who can replace a directory on the way
     * @param from the first directory that they can replace; empty if there is none
     * @param link the first symbolic link on the way that is not root's; empty if there is none
     */
    record WayState(SortedSet<String> others, String from, String link) implements Observation {
        public static final WayState ROOTS = new WayState(new TreeSet<>(), "", "");

        public WayState {
            others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
        }
    }

    /**
     * @param names the most recently changed first; empty also if there is no such directory
     * @param inodes by name, as far as they are known
     */
    record ListingState(List<String> names, Map<String, String> inodes) implements Observation {
        public ListingState {
            names = List.copyOf(names);
            inodes = Map.copyOf(inodes);
        }

        public ListingState(List<String> names) {
            this(names, Map.of());
        }

        public String inode(String name) {
            return inodes.getOrDefault(name, "0");
        }
    }

    /** @param names in a directory, a few hundred at most; empty also if there is no such directory */
    record InsideState(SortedSet<String> names) implements Observation {
        public static final InsideState NOTHING = new InsideState(new TreeSet<>());

        public InsideState {
            names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        }
    }

    /** @param digest of all that is in a directory, by inode; empty if there is none */
    record EntriesState(String digest) implements Observation {}

    /**
     * @param installed the version, if fully installed
     * @param automatic whether it was installed only as a dependency, so that apt may remove it again
     * @param held whether it is on hold, so that apt changes nothing about it
     * @param candidate the version that apt would install, if it was asked and knows one
     * @param listsPresent whether apt has package lists, without which there are no candidates
     */
    record PackageState(
            Optional<String> installed,
            boolean automatic,
            boolean held,
            Optional<String> candidate,
            boolean listsPresent,
            AptAnswer apt)
            implements Observation {

        /** Not on hold, and apt can install it, if it has a candidate. */
        public PackageState(
                Optional<String> installed, boolean automatic, Optional<String> candidate, boolean listsPresent) {
            this(installed, automatic, false, candidate, listsPresent, AptAnswer.YES);
        }

        /** After a change. */
        public PackageState with(Optional<String> version) {
            return new PackageState(
                    version, false, held, version.isPresent() ? candidate : installed, true, AptAnswer.YES);
        }
    }

    /**
     * The properties of {@code systemctl show}; see org.freedesktop.systemd1(5).
     *
     * @param load {@code loaded}, {@code not-found}, {@code masked}, {@code error}, {@code bad-setting}
     * @param active {@code active}, {@code reloading}, {@code inactive}, {@code failed}, {@code activating}, …
     * @param sub such as {@code running}, {@code exited}, {@code dead}, {@code auto-restart}
     * @param fileState what {@code systemctl is-enabled} says of the file on disk: {@code enabled}, {@code disabled}, {@code
     *     static}, {@code masked}, …; empty if there is no file
     * @param needsDaemonReload whether its file on disk is newer than what systemd has read
     * @param invocationId of the current or last invocation; empty if it never ran
     * @param stateChange when the active state last changed, also by a reload; epoch microseconds, 0 for never
     * @param started when the current or last invocation started, regardless of reloads; epoch microseconds, 0 for
     *     never
     * @param origin where it comes from
     */
    record UnitState(
            String load,
            String active,
            @Volatile String sub,
            String fileState,
            boolean needsDaemonReload,
            @Volatile String invocationId,
            @Volatile long stateChange,
            @Volatile long started,
            UnitOrigin origin)
            implements Observation {

        /** A unit that comes from where most do. */
        public UnitState(
                String load,
                String active,
                String sub,
                String fileState,
                boolean needsDaemonReload,
                String invocationId,
                long stateChange,
                long started) {
            this(load, active, sub, fileState, needsDaemonReload, invocationId, stateChange, started, UnitOrigin.PLAIN);
        }

        /** A unit without a reload since its start. */
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

        /** Means "when the step runs" in an effect that predicts a state change. */
        public static final long NOW = Long.MAX_VALUE;

        /** The same with another time of the last state change, and of the start if that is {@link #NOW}. */
        public UnitState at(long time) {
            long begun = started == NOW ? time : started;
            return new UnitState(load, active, sub, fileState, needsDaemonReload, invocationId, time, begun, origin);
        }

        /** The same with another file, of which systemd has read all or not. */
        public UnitState of(String newLoad, String newFileState, boolean unread) {
            return new UnitState(
                    newLoad, active, sub, newFileState, unread, invocationId, stateChange, started, origin);
        }

        public UnitState from(UnitOrigin newOrigin) {
            return new UnitState(
                    load, active, sub, fileState, needsDaemonReload, invocationId, stateChange, started, newOrigin);
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
     * @param id the name that systemd knows a unit by; empty if it was asked by that name and not by an alias
     * @param file the file that systemd reads, or the mask; empty if there is none, or it is not known
     * @param dropIns in the order in which systemd reads them
     * @param source what a generator made the unit from, such as {@code /etc/fstab}; empty if none did
     * @param installable whether its [Install] section says anything
     * @param also the units that its [Install] section enables with it
     */
    record UnitOrigin(
            String id, String file, List<String> dropIns, String source, boolean installable, List<Also> also) {
        public static final UnitOrigin PLAIN = new UnitOrigin("", "", List.of(), "", true, List.of());

        public UnitOrigin {
            dropIns = List.copyOf(dropIns);
            also = List.copyOf(also);
        }

        /** Its fields are those of a {@link UnitState}. */
        public record Also(String unit, String fileState, String active) {
            public boolean enabled() {
                return fileState.equals("enabled");
            }
        }

        public UnitOrigin with(List<Also> others) {
            return new UnitOrigin(id, file, dropIns, source, installable, others);
        }

        /** The same without some of its files. */
        public UnitOrigin without(Collection<String> gone) {
            List<String> left =
                    dropIns.stream().filter(path -> !gone.contains(path)).toList();
            return new UnitOrigin(id, gone.contains(file) ? "" : file, left, source, installable, also);
        }
    }

    /**
     * @param found in the order of their paths
     * @param began the invocation of the unit that began with an addition which is gone by now; empty for none
     */
    record UnitAdditionsState(
            List<UnitAddition> found, @Volatile String began) implements Observation {
        public static final UnitAdditionsState NONE = new UnitAdditionsState(List.of(), "");

        public UnitAdditionsState {
            found = List.copyOf(found);
        }

        /** The same without what is at a path or below. */
        public UnitAdditionsState without(Predicate<String> gone) {
            return new UnitAdditionsState(
                    found.stream()
                            .filter(addition -> !gone.test(addition.path()))
                            .toList(),
                    began);
        }
    }

    /**
     * @param current the current digest of every regular file in the set, by path
     * @param newestChange the latest ctime in the set, including links and directories; epoch microseconds
     * @param recorded what provisioner's last reload or restart loaded, if there is a record
     */
    record LoadedState(
            SortedMap<String, String> current, @Volatile long newestChange, Optional<LoadedRecord> recorded)
            implements Observation {
        public LoadedState {
            current = Collections.unmodifiableSortedMap(new TreeMap<>(current));
        }
    }

    /**
     * What the current invocation of a unit has loaded.
     *
     * @param invocationId of the unit at the time of the record
     * @param stateChange of the unit at the time of the record; if it differs now, somebody else has reloaded the unit
     *     since
     */
    record LoadedRecord(
            @Volatile String invocationId, @Volatile long stateChange, SortedMap<String, String> digests) {
        public LoadedRecord {
            digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
        }
    }

    /** @param account empty if there is no such user */
    record UserState(Optional<Account> account) implements Observation {}

    /**
     * @param group the name of the primary group
     * @param groups the names of the supplementary groups
     */
    record Account(int uid, String group, String comment, String home, String shell, SortedSet<String> groups) {
        public Account {
            groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        }
    }

    /** @param entry empty if the host has none for the user */
    record ShadowState(Optional<Shadow> entry) implements Observation {}

    /**
     * What a host keeps beside an account.
     *
     * @param digest of the hash that is kept of the password: nobody needs that itself
     * @param expires the first day on which the user cannot log in any more, in days since 1970; empty for never
     */
    record Shadow(String digest, OptionalInt expires) {
        /** What useradd(8) writes for a user without a password. */
        private static final String LOCKED = "!";

        /** @param hash as it is kept */
        public static Shadow of(String hash, OptionalInt expires) {
            return new Shadow(Bytes.utf8(hash).sha256(), expires);
        }

        public boolean isLocked() {
            return digest.equals(locked().digest);
        }

        public static Shadow locked() {
            return of(LOCKED, OptionalInt.empty());
        }
    }

    /** @param gid empty if there is no such group */
    record GroupState(OptionalInt gid) implements Observation {}

    /** @param value with single spaces between words; empty if the kernel has no such parameter */
    record SysctlState(Optional<String> value) implements Observation {}

    /**
     * @param charset that the locale would be generated with; empty if the host does not know the locale
     * @param available whether programs can use it
     */
    record LocaleState(Optional<String> charset, boolean available) implements Observation {}

    /**
     * @param later what is set after the file, each by whoever has the last word of its kind: another file, ufw
     * @param mask the file that keeps systemd from setting any parameter at a boot; empty if there is none
     */
    record BootSysctlState(List<Assignment> later, String mask) implements Observation {
        public BootSysctlState {
            later = List.copyOf(later);
        }

        /** @param place {@code FILE:LINE} */
        public record Assignment(String place, String key, String value) {}
    }

    /**
     * @param files the text of sshd_config and of the files that it includes, by path; comments may be missing, lines are not
     * @param includes the files that exist, by the pattern of an Include as it is written
     */
    record SshdState(SortedMap<String, String> files, SortedMap<String, List<String>> includes) implements Observation {
        public SshdState {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
            includes = Collections.unmodifiableSortedMap(new TreeMap<>(includes));
        }

        /** The same with another text at a path; without the file if there is none. */
        public SshdState with(String path, Optional<String> text) {
            SortedMap<String, String> all = new TreeMap<>(files);
            all.remove(path);
            text.ifPresent(t -> all.put(path, t));
            return new SshdState(all, includes);
        }
    }

    /**
     * @param account empty if the user does not exist
     * @param directory the state of the directory that the file is in, nearly always {@code ~/.ssh}
     * @param file the state of the file itself, where {@link SshdLogin#file} has it
     * @param lines without line ends
     * @param sshd how sshd treats the user's logins
     * @param home the state of the home directory
     * @param others the lines of other files that sshd reads for the user, by path
     */
    record AuthorizedKeysState(
            Optional<Account> account,
            PathState directory,
            PathState file,
            List<String> lines,
            SshdLogin sshd,
            PathState home,
            SortedMap<String, List<String>> others)
            implements Observation {
        public AuthorizedKeysState {
            lines = List.copyOf(lines);
            others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
        }

        public AuthorizedKeysState with(SortedMap<String, List<String>> otherLines) {
            return new AuthorizedKeysState(account, directory, file, lines, sshd, home, otherLines);
        }

        /** With an sshd that has its defaults. */
        public AuthorizedKeysState(Optional<Account> account, PathState directory, PathState file, List<String> lines) {
            this(account, directory, file, lines, SshdLogin.USUAL, new Missing(), new TreeMap<>());
        }
    }

    /**
     * @param sha256 digest of the archive that was last unpacked; empty if there was none
     * @param damaged paths below the destination that differ from what was unpacked
     */
    record ArchiveState(Optional<String> sha256, List<String> damaged) implements Observation {
        public ArchiveState {
            damaged = List.copyOf(damaged);
        }
    }

    /** @param error the end of the probe's standard error */
    record GuardState(int exit, @Volatile String error) implements Observation {
        /** Whether the command was not executable or not found, as in sh(1). */
        public boolean couldNotRun() {
            return exit == 126 || exit == 127;
        }
    }

    /**
     * What the probe of a type of the operator's own has printed.
     *
     * @param values by key, those that were asked for
     * @param flaw why it cannot be used; empty if it can
     */
    record OwnState(
            SortedMap<String, String> values, @Volatile String flaw) implements Observation {
        public OwnState {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        @Override
        public String toString() {
            return flaw.isEmpty() ? values.size() + " values" : flaw;
        }
    }

    /**
     * @param facts such as {@code suite}, {@code architecture}, {@code kernel}, {@code memory} (bytes)
     * @param rebootRequired the packages that require a reboot, or a placeholder if none is named
     * @param dpkgInterrupted whether apt needs {@code dpkg --configure -a} first
     * @param clock the host's time
     */
    record HostFacts(
            Map<String, String> facts,
            List<String> rebootRequired,
            boolean dpkgInterrupted,
            @Volatile Instant clock) implements Observation {
        public HostFacts {
            facts = Map.copyOf(facts);
            rebootRequired = List.copyOf(rebootRequired);
        }
    }

    /**
     * What a machine has.
     *
     * @param virtualisation as systemd-detect-virt(1) calls it; empty where that is not installed
     * @param addresses of each network interface, without those that are temporary or only for the link; empty where nothing tells them
     * @param route empty where nothing tells it
     * @param disks in the order of their names
     */
    record MachineState(
            String virtualisation,
            Optional<SortedMap<String, List<String>>> addresses,
            Optional<DefaultRoute> route,
            List<Disk> disks)
            implements Observation {
        public MachineState {
            disks = List.copyOf(disks);
        }

        /** The default route of IPv4, or of IPv6 where there is none of IPv4. All are empty where there is neither. */
        public record DefaultRoute(String device, String address, String gateway) {
            public static final DefaultRoute NONE = new DefaultRoute("", "", "");
        }

        /** @param size in MiB */
        public record Disk(String name, long size) {}
    }

    /**
     * @param upgrades in apt's order
     * @param kept the packages that apt keeps back, such as those on hold
     * @param listsAge how old the package lists are, or were when this run's session began; empty if there are none
     * @param upgradedBy the last run that upgraded the host; empty for none
     */
    record UpgradeState(
            List<PackageUpgrade> upgrades,
            List<String> kept,
            @Volatile Optional<Duration> listsAge,
            @Volatile String upgradedBy)
            implements Observation {
        public UpgradeState {
            upgrades = List.copyOf(upgrades);
            kept = List.copyOf(kept);
        }
    }

    /** @param damaged the paths of notes that cannot be read */
    record NotesState(List<MadeNote> notes, List<String> damaged) implements Observation {
        public static final NotesState NONE = new NotesState(List.of(), List.of());

        public NotesState {
            notes = List.copyOf(notes);
            damaged = List.copyOf(damaged);
        }

        public boolean isEmpty() {
            return equals(NONE);
        }
    }

    /** @param values by name, as the reading has them; empty where there is nothing to be read */
    record ReadingState(SortedMap<String, String> values) implements Observation {
        public static final ReadingState NOTHING = new ReadingState(new TreeMap<>());

        public ReadingState {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        /** Empty for what is not there. */
        public String value(String name) {
            return values.getOrDefault(name, "");
        }

        public ReadingState with(String name, String value) {
            SortedMap<String, String> all = new TreeMap<>(values);
            all.put(name, value);
            return new ReadingState(all);
        }
    }

    /** Everything that a host has beside its packages. */
    record SurveyState(Survey survey) implements Observation {}

    /**
     * @param boot another one after each boot; empty in predictions
     * @param kernel the release of the kernel that runs
     * @param installedKernel the newest of the same flavour in /boot, or the one that runs
     * @param required the packages that require a reboot, or a placeholder if none is named
     * @param aimedKernel the newest kernel when a step rebooted the host into the present boot for it; empty for none
     * @param rebootedBy the mark of the last reboot that a step asked for; empty for none
     * @param system what {@code systemctl is-system-running} says: {@code starting}, {@code running}, …
     */
    record BootState(
            @Volatile String boot,
            String kernel,
            String installedKernel,
            List<String> required,
            String aimedKernel,
            @Volatile String rebootedBy,
            @Volatile String system)
            implements Observation {
        public BootState {
            required = List.copyOf(required);
        }

        /** Whether the host has come to the end of its boot. */
        public boolean up() {
            return !List.of("initializing", "starting", "stopping", "offline", "unknown", "")
                    .contains(system);
        }
    }

    /**
     * The state of ufw.
     *
     * @param enabled whether its configuration says that it is active
     * @param atBoot whether its unit is enabled, so that it is active after a boot
     * @param ipv6 whether it filters IPv6
     * @param rules those for IPv4 in order, then those for IPv6, as ufw numbers them
     * @param ownIcmp how much of what {@code firewall_icmp} adds for outgoing ICMP of IPv4 is there
     * @param loaded whether the kernel has the rules of ufw's files
     * @param revertPending whether a change waits for confirmation and is reverted without it
     * @param ssh the connection over which the host is observed; empty if it is not SSH
     */
    record FirewallState(
            boolean installed,
            boolean enabled,
            boolean atBoot,
            boolean ipv6,
            FirewallDefaults defaults,
            List<FirewallRule> rules,
            Amount ownIcmp,
            boolean loaded,
            boolean revertPending,
            @Volatile Optional<SshPeer> ssh)
            implements Observation {
        public FirewallState {
            rules = List.copyOf(rules);
        }

        /** The state after Debian's package is installed. */
        public static FirewallState fresh(boolean installed, Optional<SshPeer> ssh) {
            return new FirewallState(
                    installed,
                    false,
                    installed,
                    true,
                    FirewallDefaults.DEBIAN,
                    List.of(),
                    Amount.NONE,
                    false,
                    false,
                    ssh);
        }
    }

    /** How much of something is there. */
    enum Amount {
        NONE,
        PART,
        ALL
    }

    /** @param ports as ufw's application profile says them, such as {@code 80,443/tcp|53}; empty without the profile */
    record UfwProfileState(Optional<String> ports) implements Observation {}

    /** @param addresses those that the host's resolver gives for a name, each once, in order; never empty */
    record NameState(List<Cidr> addresses) implements Observation {
        public NameState {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * @param readable whether ufw and nft are there, without which nobody can tell
     * @param findings in the order of the kernel's chains
     */
    record PacketFilterState(boolean readable, List<PacketFinding> findings) implements Observation {
        public static final PacketFilterState CLEAN = new PacketFilterState(true, List.of());

        public PacketFilterState {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param openssl whether the host has openssl, without which keys are unknown
     * @param chain in the file's order; empty if the file is missing or cannot be read
     * @param key SHA-256 of the private key's SubjectPublicKeyInfo, lower-case hex; empty if there is no readable key
     */
    record CertificateState(boolean openssl, List<Certificate> chain, Optional<String> key) implements Observation {
        public CertificateState {
            chain = List.copyOf(chain);
        }

        /** The host's own certificate. */
        public Optional<Certificate> leaf() {
            return chain.stream().findFirst();
        }

        /** Whether the key belongs to the certificate. */
        public boolean keyFits() {
            return leaf().map(Certificate::publicKey).equals(key);
        }
    }

    /** @param leaf empty if nothing answers or it does not speak TLS */
    record ServedState(Optional<Certificate> leaf) implements Observation {}

    /** @param port the port of the host on which sshd listens */
    record SshPeer(InetAddress peer, InetAddress local, int port) {}

    /**
     * The MySQL or MariaDB server of a host.
     *
     * @param server empty if it did not accept the administrator's login
     * @param refused whether a server answered and refused the administrator's login
     * @param listens whether something answers on its port, if only with an error
     * @param admitted for predictions: whether an earlier step lets the administrator in, who was refused; what the server
     *     has is known only then
     * @param why why there is no server, for people; empty if there is one
     */
    record MysqlState(
            Optional<MysqlServer> server,
            boolean refused,
            boolean listens,
            boolean admitted,
            @Volatile String why) implements Observation {
        public static MysqlState of(MysqlServer server) {
            return new MysqlState(Optional.of(server), false, true, false, "");
        }

        public static MysqlState unreached(String why) {
            return new MysqlState(Optional.empty(), false, false, false, why);
        }

        /** It answers, but not as a server that lets anybody work: it has too many connections, or the account is locked. */
        public static MysqlState unusable(String why) {
            return new MysqlState(Optional.empty(), false, true, false, why);
        }

        public static MysqlState refused(String why) {
            return new MysqlState(Optional.empty(), true, true, false, why);
        }

        public MysqlState letIn() {
            return new MysqlState(server, refused, listens, true, why);
        }
    }

    /**
     * @param survey empty if the server could not be looked at
     * @param why the reason, for people
     */
    record MysqlSurveyState(
            Optional<MysqlSurvey> survey, @Volatile String why) implements Observation {}

    /**
     * @param one whether the first value of the first row is 1
     * @param seen that value, or why there is none, for people
     */
    record MysqlSelectState(boolean one, @Volatile String seen) implements Observation {}

    /**
     * The source of a replica, as the replication account sees it.
     *
     * @param reached whether it accepted the account's login
     * @param why why it was not reached, for people
     * @param readOnly whether it refuses writes
     * @param errant the transactions that the replica has executed and the source lacks; empty for none
     * @param uuid the source's server_uuid; empty for MariaDB, which has none
     * @param group the name of the group that it is, or was, a member of; empty for none
     * @param member its state as a member of that group, and {@code ahead} the transactions that it has and this host's server
     *     lacks; empty where it was not asked as a member
     */
    record MysqlSourceState(
            boolean reached,
            @Volatile String why,
            boolean readOnly,
            @Volatile String errant,
            String uuid,
            String group,
            @Volatile String member,
            @Volatile String ahead)
            implements Observation {
        public MysqlSourceState(
                boolean reached, String why, boolean readOnly, String errant, String uuid, String group) {
            this(reached, why, readOnly, errant, uuid, group, "", "");
        }

        public static MysqlSourceState unreached(String why) {
            return new MysqlSourceState(false, why, false, "", "", "");
        }
    }
}
