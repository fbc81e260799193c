package provisioner.resource.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.resource.mysql.MysqlFields;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.MysqlLogin;

/**
 * A row that is written on the source must come to every replica.
 *
 * @param source the host's name in the inventory; likewise {@code replicas}
 * @param group whether they form a group: then the row is written on whichever of them takes writes
 */
public record HeartbeatCheck(MysqlLogin login, String source, List<String> replicas, boolean group, Duration within)
        implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(15);

    public HeartbeatCheck {
        replicas = List.copyOf(replicas);
    }

    @Override
    public String title() {
        return "mysql_heartbeat " + source;
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public List<String> needs() {
        return Stream.concat(Stream.of(source), replicas.stream()).toList();
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "mysql_heartbeat";
        }

        @Override
        public Optional<HeartbeatCheck> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            String source = fields.string("source");
            List<String> replicas = new ArrayList<>();
            for (Node.Scalar name : fields.words("replicas")) {
                if (name.text().equals(source)) {
                    fields.problems().add(name.location(), "'" + source + "' is the source, not a replica");
                }
                replicas.add(name.text());
            }
            return Optional.of(new HeartbeatCheck(
                    login,
                    source,
                    replicas,
                    fields.bool("group", false),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
