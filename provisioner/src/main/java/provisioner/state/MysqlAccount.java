package provisioner.state;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An account of a MySQL or MariaDB server.
 *
 * @param plugin the authentication plugin: {@code caching_sha2_password}, {@code mysql_native_password}, …
 * @param stored what the server stores of the password, in upper-case hex
 * @param requireSsl whether it can log in only over TLS
 * @param locked whether it cannot log in; so are MariaDB's roles, which have no host
 * @param grants privileges by their object: {@code *.*}, {@code `app`.*}, {@code `app`.`t`}, or {@code role} for roles.
 *     Privileges are in upper case and may include {@code GRANT OPTION}
 */
public record MysqlAccount(
        String plugin, String stored, boolean requireSsl, boolean locked, SortedMap<String, SortedSet<String>> grants) {

    public MysqlAccount {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        grants.forEach((on, privileges) -> copy.put(on, Collections.unmodifiableSortedSet(new TreeSet<>(privileges))));
        grants = Collections.unmodifiableSortedMap(copy);
    }

    /** What {@link #grants} calls roles. */
    public static final String ROLE = "role";

    public MysqlAccount locked(boolean whether) {
        return new MysqlAccount(plugin, stored, requireSsl, whether, grants);
    }

    /** @param host a host name, an address or a pattern; see "Specifying Account Names" in MySQL's manual */
    public record Name(String user, String host) implements Comparable<Name> {
        /** Those that servers and Debian's packages make for themselves, at the server's own host. */
        private static final Set<String> OF_SERVERS = Set.of(
                "root", "mysql", "mysql.sys", "mysql.session", "mysql.infoschema", "mariadb.sys", "debian-sys-maint");

        /** Whether it is one that the server, or its package, makes by itself. */
        public boolean isOfServer() {
            return OF_SERVERS.contains(user) && host.equals("localhost");
        }

        /** As people write it in patterns: {@code app@192.0.2.%}. */
        public String plain() {
            return user + "@" + host;
        }

        @Override
        public int compareTo(Name other) {
            return Comparator.comparing(Name::user).thenComparing(Name::host).compare(this, other);
        }

        @Override
        public String toString() {
            return "'" + user + "'@'" + host + "'";
        }
    }
}
