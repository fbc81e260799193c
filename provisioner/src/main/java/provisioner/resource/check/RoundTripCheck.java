package provisioner.resource.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.source.Fields;

/**
 * What is written by one request must be read back by another.
 *
 * @param body what is posted; {@value #TOKEN} stands for a text that no other run writes
 * @param readFrom {@value #TOKEN} and {@value #ID} are replaced
 * @param idField the field of the answer's JSON object that {@value #ID} stands for
 * @param within for the writing and the reading together
 */
public record RoundTripCheck(
        String writeTo,
        List<HttpHeader> requestHeaders,
        String body,
        String readFrom,
        String idField,
        HttpRoute route,
        Duration within)
        implements StandardCheck {
    public static final String TOKEN = "{token}";
    public static final String ID = "{id}";
    private static final Duration WITHIN = Duration.ofSeconds(10);

    public RoundTripCheck {
        requestHeaders = List.copyOf(requestHeaders);
    }

    @Override
    public String title() {
        return "round_trip " + writeTo + " → " + readFrom;
    }

    @Override
    public boolean writes() {
        return true;
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "round_trip";
        }

        @Override
        public Optional<RoundTripCheck> parse(Fields fields, Inputs inputs) {
            String body = fields.string("body");
            if (!body.isEmpty() && !body.contains(TOKEN)) {
                fields.refuse("body", "'body' must contain " + TOKEN, "the check finds what it wrote by this token");
            }
            String readFrom = fields.string("read_from");
            HttpFields.checkUrl(
                    fields, "read_from", readFrom, readFrom.replace(TOKEN, "x").replace(ID, "1"));
            return Optional.of(new RoundTripCheck(
                    HttpFields.url(fields, "write_to"),
                    HttpFields.headers(fields, "request_headers"),
                    body,
                    readFrom,
                    fields.optionalString("id_field").orElse("id"),
                    HttpRoute.parse(fields, inputs),
                    fields.duration("within").orElse(WITHIN)));
        }
    }

    @Override
    public String toString() {
        return title();
    }
}
