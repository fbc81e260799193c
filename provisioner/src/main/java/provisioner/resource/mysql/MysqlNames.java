package provisioner.resource.mysql;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.state.Cidr;

/** Hosts of accounts and privileges as a server itself calls them. */
final class MysqlNames {
    private static final Map<String, String> MARIADB = Map.of(
            "REPLICATION CLIENT", "BINLOG MONITOR",
            "REPLICA MONITOR", "SLAVE MONITOR",
            "REPLICATION REPLICA", "REPLICATION SLAVE",
            "REPLICATION REPLICA ADMIN", "REPLICATION SLAVE ADMIN",
            "DELETE VERSIONING ROWS", "DELETE HISTORY");

    private MysqlNames() {}

    /** In lower case, and an IPv6 address as a server writes that of a client. */
    static String host(String written) {
        return written.indexOf('/') >= 0
                ? written.toLowerCase(Locale.ROOT)
                : Cidr.parse(written).map(Cidr::toString).orElseGet(() -> written.toLowerCase(Locale.ROOT));
    }

    /** Why no client can have the address, also as a part of a pattern: {@code 192.0.02.%}. */
    static Optional<String> wrongHost(String written) {
        String address = written.split("/", 2)[0];
        boolean pattern = address.indexOf('%') >= 0 || address.indexOf('_') >= 0;
        if (!pattern) {
            return Cidr.wrongHost(address);
        }
        return address.matches("[0-9.%_]+") && address.matches("(.*\\.)?0[0-9].*")
                ? Optional.of("must not have a number with leading zeros")
                : Optional.empty();
    }

    /** MariaDB has more than one word for some privileges, and shows one of them. */
    static SortedMap<String, SortedSet<String>> grants(SortedMap<String, SortedSet<String>> written, boolean mariadb) {
        SortedMap<String, SortedSet<String>> grants = new TreeMap<>();
        written.forEach((on, privileges) -> grants.put(
                on,
                privileges.stream()
                        .map(privilege -> mariadb ? MARIADB.getOrDefault(privilege, privilege) : privilege)
                        .collect(Collectors.toCollection(TreeSet::new))));
        return grants;
    }
}
