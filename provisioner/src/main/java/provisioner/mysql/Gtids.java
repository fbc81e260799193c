package provisioner.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** MariaDB's global transaction identifiers, {@code DOMAIN-SERVER-SEQUENCE}. MySQL can compute with its own. */
record Gtids(List<Gtid> all) {

    record Gtid(long domain, long server, long sequence) {
        @Override
        public String toString() {
            return domain + "-" + server + "-" + sequence;
        }
    }

    /** Parses a list separated by commas, as in {@code gtid_binlog_state}. */
    static Gtids parse(String text) {
        List<Gtid> all = new ArrayList<>();
        for (String word : text.strip().split("[\\s,]+")) {
            String[] parts = word.split("-", 3);
            if (parts.length == 3) {
                all.add(new Gtid(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
            }
        }
        return new Gtids(List.copyOf(all));
    }

    /**
     * The transactions that a server itself has written to its binary log and another server lacks.
     *
     * @param server the server's id
     * @param logged the other's {@code gtid_binlog_state}
     * @param position the other's {@code gtid_current_pos}, which counts if its log has nothing of the server, as after
     *     seeding
     */
    Gtids errant(long server, Gtids logged, Gtids position) {
        return new Gtids(all.stream()
                .filter(gtid -> gtid.server() == server)
                .filter(gtid -> logged.find(gtid.domain(), server)
                        .or(() -> position.find(gtid.domain()))
                        .filter(other -> other.sequence() >= gtid.sequence())
                        .isEmpty())
                .toList());
    }

    /** The transactions after a position. */
    Gtids beyond(Gtids position) {
        return new Gtids(all.stream()
                .filter(gtid -> position.find(gtid.domain())
                        .filter(reached -> reached.sequence() >= gtid.sequence())
                        .isEmpty())
                .toList());
    }

    Gtids and(Gtids others) {
        return new Gtids(
                Stream.concat(all.stream(), others.all.stream()).distinct().toList());
    }

    private Optional<Gtid> find(long domain, long server) {
        return all.stream()
                .filter(gtid -> gtid.domain() == domain && gtid.server() == server)
                .findFirst();
    }

    private Optional<Gtid> find(long domain) {
        return all.stream().filter(gtid -> gtid.domain() == domain).findFirst();
    }

    @Override
    public String toString() {
        return String.join(",", all.stream().map(Gtid::toString).toList());
    }
}
