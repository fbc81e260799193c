package provisioner.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.MysqlLogin;

/**
 * A row that is written on the source must come to every replica.
 *
 * @param source the host's name in the inventory; likewise {@code replicas}
 */
public record HeartbeatCheck(MysqlLogin login, String source, List<String> replicas, Duration within) implements Check {
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

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "mysql_heartbeat";
        }

        @Override
        public Optional<HeartbeatCheck> parse(Fields fields, Inputs inputs) {
            MysqlLogin login = MysqlFields.login(fields);
            String source = fields.string("source");
            List<String> replicas = new ArrayList<>();
            boolean nobody = fields.node("replicas")
                    .filter(node ->
                            node instanceof Node.Scalar text && text.text().isBlank())
                    .isPresent();
            for (Node.Scalar scalar : nobody ? List.<Node.Scalar>of() : fields.scalars("replicas")) {
                for (String name : scalar.text().strip().split("[\\s,]+")) {
                    if (name.equals(source)) {
                        fields.problems().add(scalar.location(), "'" + name + "' is the source itself");
                    }
                    replicas.add(name);
                }
            }
            return Optional.of(new HeartbeatCheck(
                    login, source, replicas, fields.duration("within").orElse(WITHIN)));
        }
    }
}
