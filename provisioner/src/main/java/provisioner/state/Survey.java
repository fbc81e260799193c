package provisioner.state;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on a host beside its packages, whoever made it. Paths are absolute; bytes that are not UTF-8 are replaced in them.
 *
 * @param files what no package owns, of all kinds but directories
 * @param altered files of packages with another content than their packages'
 * @param programs what runs with other rights than those of whoever starts it
 * @param packages those that are held, or that were installed for their own sake
 * @param networkNames the lines of /etc/hosts that say something
 * @param hostName the host's own name
 * @param made the playbook by which provisioner made what is at a path, as notes on the host say
 * @param notes what else provisioner made, as notes on the host say; without those that are damaged
 * @param unknown what could not be looked at
 */
public record Survey(
        List<Entry> files,
        List<Altered> altered,
        List<Program> programs,
        List<Installed> packages,
        List<Diversion> diversions,
        List<ModeOverride> overrides,
        List<Account> accounts,
        List<GroupMembers> groups,
        List<KeyLine> keys,
        List<Listener> listeners,
        List<Mount> mounts,
        List<String> networkNames,
        String hostName,
        Generated generated,
        SortedMap<String, String> made,
        List<MadeNote> notes,
        List<Unknown> unknown) {

    public Survey {
        files = List.copyOf(files);
        altered = List.copyOf(altered);
        programs = List.copyOf(programs);
        packages = List.copyOf(packages);
        diversions = List.copyOf(diversions);
        overrides = List.copyOf(overrides);
        accounts = List.copyOf(accounts);
        groups = List.copyOf(groups);
        keys = List.copyOf(keys);
        listeners = List.copyOf(listeners);
        mounts = List.copyOf(mounts);
        networkNames = List.copyOf(networkNames);
        made = Collections.unmodifiableSortedMap(new TreeMap<>(made));
        notes = List.copyOf(notes);
        unknown = List.copyOf(unknown);
    }

    /**
     * @param kind as {@code find -printf %y} has it: f, l, p, s, b, c
     * @param mode the permission bits
     * @param size in bytes
     * @param since when it last changed (ctime); epoch seconds
     * @param target where a symbolic link leads, as written; empty otherwise
     */
    public record Entry(
            String path,
            char kind,
            int mode,
            String owner,
            String group,
            long size,
            @Volatile long since,
            String target) {
        public boolean isLink() {
            return kind == 'l';
        }
    }

    /**
     * @param gone whether it is not there, or cannot be read
     * @param original the MD5 sum, in hexadecimal, of what the package has; empty if it is not known
     */
    public record Altered(String path, boolean conffile, boolean gone, String original) {}

    /**
     * @param rights its mode with set-uid and set-gid bits, or {@code capabilities}
     * @param packaged whether a package owns it
     * @param since ctime in epoch seconds; 0 if it is not known
     */
    public record Program(String path, String rights, String owner, boolean packaged, long since) {}

    /**
     * @param manual whether it was installed for its own sake, and no other package needs it
     * @param basic whether it is a part of every Debian: essential, or of priority required, important or standard
     */
    public record Installed(String name, boolean held, boolean manual, boolean basic) {}

    /**
     * @param by the package that diverts; {@code :} for whoever administers the host
     * @param own whether that package has a file of its own there
     */
    public record Diversion(String from, String to, String by, boolean own) {}

    /** A line of dpkg-statoverride(1). */
    public record ModeOverride(String owner, String group, String mode, String path) {}

    /**
     * @param group the number of the primary group
     * @param passwordState {@code set}, {@code locked} or {@code none}; empty if it is not known
     */
    public record Account(String name, int uid, int group, String home, String shell, String passwordState) {
        public boolean canLogIn() {
            return !shell.endsWith("/nologin") && !shell.endsWith("/false") && !shell.endsWith("/sync");
        }
    }

    public record GroupMembers(String name, int gid, List<String> members) {
        public GroupMembers {
            members = List.copyOf(members);
        }
    }

    /** A line of a file of authorized keys. */
    public record KeyLine(String user, String path, String line) {}

    /**
     * A socket on which a process answers, for this host or for others.
     *
     * @param process its name; empty if there is none that can be seen
     * @param cgroup the control group of that process; empty if it has ended
     */
    public record Listener(String protocol, String address, String process, String cgroup) {
        /** The unit that its control group belongs to; that of the session where it is a user's. Empty for none. */
        public String unit() {
            List<String> units = Arrays.stream(cgroup.split("/"))
                    .filter(part -> part.endsWith(".service") || part.endsWith(".scope") || part.endsWith(".socket"))
                    .toList();
            return units.stream()
                    .filter(part -> part.startsWith("user@") || part.startsWith("session-"))
                    .findFirst()
                    .orElse(units.isEmpty() ? "" : units.getLast());
        }

        /** Whether it is known to which unit it belongs, or that no process has it. */
        public boolean isSettled() {
            return process.isEmpty() || !cgroup.isEmpty();
        }
    }

    /**
     * @param source a device, or what the file system calls itself
     * @param line of /etc/fstab that declares it, mounted or not; empty for none
     */
    public record Mount(String point, String type, String source, String line) {
        public boolean declared() {
            return !line.isEmpty();
        }
    }

    /**
     * What programs of Debian say that they made, or had found before anybody changed it.
     *
     * @param units the units of packages that are there, by name
     * @param enabled the links to units that packages made, below /etc/systemd
     * @param masked the units that packages masked when they were removed
     * @param alternatives what the links of update-alternatives may lead to, where it decides itself
     * @param asPackaged files whose content is the one that ucf put there
     * @param asNew start files that say what those of a new account do
     * @param strangePam files of PAM's with lines that no package's profile has
     * @param debianSources lists of sources of which every package is signed by the distribution's own keys
     */
    public record Generated(
            Set<String> units,
            Set<String> enabled,
            Set<String> masked,
            Set<String> alternatives,
            Set<String> asPackaged,
            Set<String> asNew,
            Set<String> strangePam,
            Set<String> debianSources) {
        public Generated {
            units = Set.copyOf(units);
            enabled = Set.copyOf(enabled);
            masked = Set.copyOf(masked);
            alternatives = Set.copyOf(alternatives);
            asPackaged = Set.copyOf(asPackaged);
            asNew = Set.copyOf(asNew);
            strangePam = Set.copyOf(strangePam);
            debianSources = Set.copyOf(debianSources);
        }
    }

    public record Unknown(String what, String why) {}
}
