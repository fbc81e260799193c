package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.resource.mysql.MysqlFields;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.MysqlLogin;

/**
 * Each of the servers is an ONLINE member of one group, and nobody else is.
 *
 * @param hosts names in the inventory
 * @param addresses of these hosts, in the same order
 * @param mostWaiting how many transactions a member may have to certify or to apply
 * @param mostBehind how old a transaction may be that a member applies
 */
public record MembersCheck(
        MysqlLogin login,
        List<String> hosts,
        List<String> addresses,
        int mostWaiting,
        Duration mostBehind,
        Duration within)
        implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(15);
    private static final Duration BEHIND = Duration.ofMinutes(1);
    private static final int WAITING = 1000;
    private static final int MOST_WAITING = 1_000_000;

    public MembersCheck {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
    }

    @Override
    public String title() {
        return "mysql_members " + String.join(", ", hosts);
    }

    @Override
    public List<String> asks() {
        return hosts;
    }

    /** If one is lost, the others say so. */
    @Override
    public List<String> needs() {
        return List.of();
    }

    /** Its name for people; a member that is not declared has an address only. */
    public String host(String address) {
        int place = addresses.indexOf(address);
        return place < 0 ? address : hosts.get(place);
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "mysql_members";
        }

        @Override
        public Optional<MembersCheck> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            List<String> hosts = words(fields, "hosts");
            List<String> addresses = words(fields, "addresses");
            int waiting =
                    fields.optionalInteger("most_waiting", 0, MOST_WAITING).orElse(WAITING);
            Duration behind = fields.duration("most_behind").orElse(BEHIND);
            Duration within = fields.duration("within").orElse(WITHIN);
            if (hosts.isEmpty() || hosts.size() != addresses.size()) {
                fields.problems()
                        .add(
                                fields.at("hosts"),
                                "'hosts' and 'addresses' must name the same servers in the same order",
                                "such as $groups.database.names and $groups.database.addresses");
                return Optional.empty();
            }
            return Optional.of(new MembersCheck(login, hosts, addresses, waiting, behind, within));
        }

        private static List<String> words(Fields fields, String key) {
            return fields.words(key).stream().map(Node.Scalar::text).toList();
        }
    }
}
