package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.resource.LinkAsk;
import provisioner.source.Fields;

/**
 * Those for whom a host's roles open a port get in, and nobody else does.
 *
 * @param asked what is asked about this host
 */
public record LinksCheck(String host, List<LinkAsk> asked, Duration within) implements StandardCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public LinksCheck {
        asked = List.copyOf(asked);
    }

    @Override
    public String title() {
        return "links of " + host;
    }

    @Override
    public List<String> asks() {
        return asked().stream()
                .map(LinkAsk::asker)
                .filter(asker -> !asker.equals(LinkAsk.CONTROL))
                .distinct()
                .toList();
    }

    /** A host that cannot be reached is not asked; the others are. */
    @Override
    public List<String> needs() {
        return List.of();
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "links";
        }

        @Override
        public Optional<LinksCheck> parse(Fields fields, Inputs inputs) {
            String host = fields.string("host");
            if (!host.isEmpty() && !inputs.links().hosts().contains(host)) {
                fields.problems()
                        .unknown(fields.at("host"), "host", host, inputs.links().hosts());
            }
            Duration within = fields.duration("within").orElse(WITHIN);
            return Optional.of(new LinksCheck(host, inputs.links().about(host), within));
        }
    }
}
