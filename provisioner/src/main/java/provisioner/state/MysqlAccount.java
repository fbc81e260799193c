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
 * @param plugin what checks its password: {@code caching_sha2_password}, {@code mysql_native_password}, …
 * @param stored what the server keeps of the password, as upper-case hex of its bytes
 * @param requireSsl whether it may log in only over TLS
 * @param locked whether it may not log in at all
 * @param grants privileges by what they are on: {@code *.*}, {@code `app`.*}, {@code `app`.`t`}; a role stands under
 *     {@code role}. Privileges are in upper case, with {@code GRANT OPTION} as one of them
 */
public record MysqlAccount(
        String plugin, String stored, boolean requireSsl, boolean locked, SortedMap<String, SortedSet<String>> grants) {

    public MysqlAccount {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        grants.forEach((on, privileges) -> copy.put(on, Collections.unmodifiableSortedSet(new TreeSet<>(privileges))));
        grants = Collections.unmodifiableSortedMap(copy);
    }

    /** @param host a host name, an address or a pattern, as MySQL's manual says under "Specifying Account Names" */
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
