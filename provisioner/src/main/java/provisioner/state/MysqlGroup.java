package provisioner.state;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a MySQL server with the plugin of Group Replication says of its group.
 *
 * @param name the UUID of the group
 * @param state of this member: {@code ONLINE}, {@code RECOVERING}, {@code OFFLINE}, {@code ERROR}
 * @param role of this member: {@code PRIMARY}, {@code SECONDARY}, or empty
 * @param members as this member sees them, itself included, by address
 * @param recovery the account with which it gets what it missed, and the SHA-256 digest of the password that it uses
 */
public record MysqlGroup(
        String name,
        @Volatile String state,
        @Volatile String role,
        @Volatile SortedMap<String, Member> members,
        String recovery) {
    /** A version in SQL as a number: versions compare as these do. */
    public static final String VERSION_NUMBER = versionNumber("MEMBER_VERSION");

    private static final String ONLINE = "ONLINE";
    private static final String PRIMARY = "PRIMARY";

    /** {@link #VERSION_NUMBER} of another expression. */
    public static String versionNumber(String version) {
        return "INET_ATON(CONCAT(" + version + ", '.0'))";
    }

    public MysqlGroup {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /**
     * @param queue how many transactions it has still to certify or to apply
     */
    public record Member(String state, String role, String version, long queue) {
        public boolean reachable() {
            return !state.equals("UNREACHABLE");
        }

        /** The numbers of the version, each in three digits, so that versions compare as texts; empty if it is not known. */
        private String comparable() {
            return Pattern.compile("[0-9]+")
                    .matcher(version)
                    .results()
                    .map(number -> "%3s".formatted(number.group()))
                    .collect(Collectors.joining("."));
        }
    }

    /** As a member that has joined. */
    public static MysqlGroup online(String name, String role, SortedMap<String, Member> members, String recovery) {
        return new MysqlGroup(name, ONLINE, role, members, recovery);
    }

    /** A member of one role in the way that predictions know it. */
    public static Member member(String role) {
        return new Member(ONLINE, role, "", 0);
    }

    public boolean isOnline() {
        return state.equals(ONLINE);
    }

    /** Whether a member in this state has a group that stands. */
    public static boolean takesPart(String state) {
        return state.equals(ONLINE) || state.equals("RECOVERING");
    }

    public boolean isPrimary() {
        return isOnline() && role.equals(PRIMARY);
    }

    /** Of several, all members name the same one: whose address sorts first. */
    public Optional<String> firstPrimary() {
        return members.entrySet().stream()
                .filter(member -> member.getValue().state().equals(ONLINE)
                        && member.getValue().role().equals(PRIMARY))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Whether an ONLINE member that is no primary has the lowest version of all. Only such a one can be appointed. A version
     * that is not known counts as the lowest.
     */
    public boolean hasOtherOfLowestVersion() {
        String lowest = members.values().stream()
                .map(Member::comparable)
                .filter(version -> !version.isEmpty())
                .min(Comparator.naturalOrder())
                .orElse("");
        return members.values().stream()
                .filter(member ->
                        member.state().equals(ONLINE) && !member.role().equals(PRIMARY))
                .anyMatch(member ->
                        member.comparable().isEmpty() || member.comparable().equals(lowest));
    }

    /** Whether it reaches more than half of the members, itself included. Without them no write is acknowledged. */
    public boolean hasMajority() {
        return members.values().stream().filter(Member::reachable).count() * 2 > members.size();
    }

    /** How many members are ONLINE, this one included. */
    public int online() {
        return members.size() - absent().size();
    }

    /** The addresses of the members that do not take part: unreachable ones, and those that have failed. */
    public List<String> absent() {
        return members.entrySet().stream()
                .filter(member -> !member.getValue().state().equals(ONLINE))
                .map(member -> member.getKey() + " is " + member.getValue().state())
                .toList();
    }
}
