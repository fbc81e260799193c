package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;
import provisioner.source.Node;

/**
 * A PromQL expression must have a result on the step's host, the monitoring host, and every value of it must be so.
 *
 * @param url Prometheus, as seen on that host
 * @param expected empty where any value will do
 * @param series how many there must be; empty for at least one
 * @param instances the values of the label {@code instance} that count, each of which must have a series; empty for any
 */
public record PrometheusCheck(
        String query,
        Optional<Comparison> expected,
        OptionalInt series,
        List<String> instances,
        String url,
        Duration within)
        implements StandardCheck {
    private static final String URL = "http://127.0.0.1:9090";
    private static final int MOST_SERIES = 1_000_000;
    private static final Duration WITHIN = Duration.ofSeconds(30);

    public PrometheusCheck {
        instances = List.copyOf(instances);
    }

    @Override
    public String title() {
        return "prometheus " + query;
    }

    @Override
    public List<String> needs() {
        return instances;
    }

    /** As in PromQL; what is not a number fulfils none but {@code !=}. */
    public enum Operator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    public record Comparison(Operator operator, double bound) {
        private static final Pattern WRITTEN = Pattern.compile("(==|!=|>=?|<=?) *(-?[0-9]+(?:\\.[0-9]+)?)");

        static Optional<Comparison> parse(String text) {
            Matcher matcher = WRITTEN.matcher(text.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            for (Operator operator : Operator.values()) {
                if (operator.sign.equals(matcher.group(1))) {
                    return Optional.of(new Comparison(operator, Double.parseDouble(matcher.group(2))));
                }
            }
            return Optional.empty();
        }

        public boolean holds(double value) {
            return switch (operator) {
                case EQUAL -> value == bound;
                case NOT_EQUAL -> value != bound;
                case GREATER -> value > bound;
                case GREATER_OR_EQUAL -> value >= bound;
                case LESS -> value < bound;
                case LESS_OR_EQUAL -> value <= bound;
            };
        }

        @Override
        public String toString() {
            return operator.sign + " " + bound;
        }
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "prometheus";
        }

        @Override
        public Optional<PrometheusCheck> parse(Fields fields, Inputs inputs) {
            Optional<String> expected = fields.optionalString("expect");
            Optional<Comparison> comparison = expected.flatMap(Comparison::parse);
            if (comparison.isEmpty()) {
                expected.ifPresent(text -> fields.refuse(
                        "expect", "'expect' must be a comparison, found '" + text + "'", "such as '> 0' or '== 1'"));
            }
            return Optional.of(new PrometheusCheck(
                    fields.string("query"),
                    comparison,
                    fields.optionalInteger("series", 1, MOST_SERIES),
                    fields.words("instances").stream()
                            .map(Node.Scalar::text)
                            .distinct()
                            .toList(),
                    HttpFields.url(fields, "url", URL),
                    fields.duration("within").orElse(WITHIN)));
        }
    }
}
