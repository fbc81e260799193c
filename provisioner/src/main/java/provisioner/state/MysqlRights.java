package provisioner.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an account of a database server may do, by itself and in its roles.
 *
 * @param on privileges by what they are on, as {@link MysqlAccount#grants} has them
 * @param roles those that it can take on, as the server calls them
 */
public record MysqlRights(SortedMap<String, SortedSet<String>> on, SortedSet<String> roles) {
    private static final String GLOBAL = "*.*";

    /** The server's own database: whoever can write there can give himself any right. */
    private static final String SYSTEM = "mysql";

    private static final int LISTED = 5;

    /** MariaDB's role that everybody has. */
    public static final MysqlAccount.Name PUBLIC = new MysqlAccount.Name("PUBLIC", "");

    public MysqlRights {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        on.forEach((what, privileges) -> copy.put(what, Collections.unmodifiableSortedSet(new TreeSet<>(privileges))));
        on = Collections.unmodifiableSortedMap(copy);
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /** Of an account that the server has. */
    public static MysqlRights of(MysqlServer server, MysqlAccount.Name name) {
        SortedMap<String, SortedSet<String>> on = new TreeMap<>();
        SortedSet<String> roles = new TreeSet<>();
        Set<MysqlAccount.Name> seen = new HashSet<>();
        Deque<MysqlAccount.Name> next = new ArrayDeque<>(List.of(name, PUBLIC));
        while (!next.isEmpty()) {
            MysqlAccount.Name one = next.pop();
            if (!seen.add(one)) {
                continue;
            }
            Optional.ofNullable(server.accounts().get(one))
                    .ifPresent(account -> account.grants().forEach((what, granted) -> {
                        if (what.equals(MysqlAccount.ROLE)) {
                            roles.addAll(granted);
                            granted.forEach(role -> next.add(role(role)));
                        } else {
                            on.computeIfAbsent(what, key -> new TreeSet<>()).addAll(granted);
                        }
                    }));
        }
        return new MysqlRights(on, roles);
    }

    /** {@code `reader`@`%`}, or {@code `reader`} on MariaDB. */
    private static MysqlAccount.Name role(String quoted) {
        int at = quoted.lastIndexOf("`@`");
        return at < 0
                ? new MysqlAccount.Name(inner(quoted), "")
                : new MysqlAccount.Name(quoted.substring(1, at), quoted.substring(at + 3, quoted.length() - 1));
    }

    private static String inner(String quoted) {
        return quoted.length() > 1 ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    /** Whether any of them is about the whole server, or about what it keeps of itself. */
    public boolean onServer() {
        return on.keySet().stream().anyMatch(what -> what.equals(GLOBAL) || isOn(what, SYSTEM));
    }

    /** Whether any of them is about a database, or about something in it. */
    public boolean onDatabase(String database) {
        return on.keySet().stream().anyMatch(what -> what.equals(GLOBAL) || isOn(what, database));
    }

    /** {@code `ap%`.*}, {@code `app`.`t`} or {@code PROCEDURE `app`.`p`}. */
    private static boolean isOn(String what, String database) {
        int start = what.indexOf('`');
        if (start < 0) {
            return false;
        }
        String object = what.substring(start);
        if (object.endsWith("`.*")) {
            return like(object.substring(1, object.length() - 3))
                    .matcher(database)
                    .matches();
        }
        return object.startsWith("`" + database + "`.");
    }

    /** A name of databases as grants have it: {@code %} and {@code _} stand for others unless a backslash is before them. */
    private static Pattern like(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean escaped = c == '\\' && i + 1 < pattern.length();
            if (escaped) {
                i++;
            }
            regex.append(
                    !escaped && c == '%'
                            ? ".*"
                            : !escaped && c == '_' ? "." : Pattern.quote(String.valueOf(pattern.charAt(i))));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** For people: {@code SELECT on `app`.*, 71 privileges on *.*, in the role `reader`@`%`}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        on.forEach((what, privileges) -> parts.add((privileges.size() > LISTED
                        ? privileges.size() + " privileges"
                        : String.join(", ", privileges))
                + (privileges.size() > LISTED && privileges.contains("GRANT OPTION") ? " with GRANT OPTION" : "")
                + " on " + what));
        if (!roles.isEmpty()) {
            parts.add("in the " + (roles.size() > 1 ? "roles " : "role ")
                    + roles.stream().collect(Collectors.joining(", ")));
        }
        return String.join("; ", parts);
    }
}
