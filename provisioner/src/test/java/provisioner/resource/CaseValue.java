package provisioner.resource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.OwnState;

/**
 * What a case says that reading a value has come to: the value; or a mapping with the {@code status} and {@code error} of the command, or
 * with the {@code flaw} that kept it from being run.
 */
final class CaseValue {
    private CaseValue() {}

    static OwnState read(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar) {
            return answer(scalar.text(), 0, "");
        }
        Fields fields = Fields.of(node, "a value", problems);
        String flaw = fields.optionalString("flaw").orElse("");
        int status = fields.optionalInteger("status", 0, 255).orElse(0);
        String error = fields.optionalString("error").orElse("");
        fields.done();
        return flaw.isEmpty() ? answer("", status, error) : new OwnState(new TreeMap<>(), flaw);
    }

    private static OwnState answer(String value, int status, String error) {
        return new OwnState(new TreeMap<>(Map.of("value", base64(value), "ended", status + " " + base64(error))), "");
    }

    static boolean is(OwnState state) {
        return !state.flaw().isEmpty() || state.values().containsKey("ended");
    }

    static Object write(OwnState state) {
        if (!state.flaw().isEmpty()) {
            return Map.of("flaw", state.flaw());
        }
        String[] ended = state.values().getOrDefault("ended", "").split(" ", 2);
        SequencedMap<String, Object> failure = new LinkedHashMap<>();
        failure.put("status", Integer.parseInt(ended[0]));
        if (!ended[1].isEmpty()) {
            failure.put("error", text(ended[1]));
        }
        return ended[0].equals("0") ? text(state.values().getOrDefault("value", "")) : failure;
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
