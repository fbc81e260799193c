package provisioner.state;

import java.util.Collections;
import java.util.Comparator;
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
 * @param locked whether it cannot log in
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

    /** @param host a host name, an address or a pattern; see "Specifying Account Names" in MySQL's manual */
    public record Name(String user, String host) implements Comparable<Name> {
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
