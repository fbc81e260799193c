package provisioner.resource.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.HostValue;
import provisioner.secret.Masker;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.OwnState;
import provisioner.state.Query;
import provisioner.state.Query.OwnQuery;
import provisioner.state.StateView;

/**
 * A value that is read on a host.
 *
 * @param subject what is read, for people
 * @param otherwise the value where nothing can be read; empty where that is an error
 * @param query prints the value, and how reading it ended
 */
record ReadResource(String variable, String subject, Optional<String> otherwise, boolean isSecret, OwnQuery query)
        implements HostValue {
    static final String TYPE = "read";
    static final String COMMAND = "command";
    static final String VALUE = "value";
    static final String ENDED = "ended";

    private static final int LARGEST = 16_384;

    @Override
    public String title() {
        return "read " + variable + " from " + subject;
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query);
    }

    @Override
    public boolean writes() {
        return false;
    }

    /** The command comes through a pipe, and its value is no process's argument. */
    @Override
    public Optional<String> exposes(String parameter) {
        return parameter.equals(COMMAND) || parameter.equals("default")
                ? Optional.empty()
                : HostValue.super.exposes(parameter);
    }

    @Override
    public Told told(StateView state) {
        OwnState now = state.get(query);
        if (!now.flaw().isEmpty()) {
            return Told.nothing(now.flaw());
        }
        String ended = now.values().getOrDefault(ENDED, "");
        if (!ended.startsWith("0 ")) {
            return otherwise.map(Told::of).orElseGet(() -> Told.nothing(failure(ended)));
        }
        byte[] bytes = decoded(now.values().getOrDefault(VALUE, ""));
        return bytes.length > LARGEST ? Told.nothing("it must not be longer than " + LARGEST + " bytes") : text(bytes);
    }

    private static Told text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') >= 0
                    ? Told.nothing("it must not contain a NUL character")
                    : Told.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return Told.nothing("it must be text in UTF-8");
        }
    }

    /** @param ended the status, and the end of standard error in base64 */
    private String failure(String ended) {
        String[] parts = ended.split(" ", 2);
        String error = parts.length < 2 ? "" : new String(decoded(parts[1]), StandardCharsets.UTF_8).strip();
        String status = "the command ended with status " + parts[0];
        if (error.isEmpty()) {
            return status;
        }
        return subject.equals(COMMAND) ? status + ": " + error : error;
    }

    /** What was cut off, or is no base64, is nothing. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public Assessment assess(StateView state) {
        Told now = told(state);
        if (!state.settled(query)) {
            // The value decides what later steps are. So nobody can know what they change.
            String known = isSecret ? Masker.MASK : now.value().orElse("unknown yet");
            return new Change()
                    .differs(variable, known, "what it is when the play begins")
                    .unsettles(new Extent.LaterSteps())
                    .becomes(query, state.get(query))
                    .certain(false)
                    .assessment();
        }
        return now.value().isPresent()
                ? new Assessment.InSync()
                : new Assessment.Unknown("'" + variable + "' cannot be read: " + now.why());
    }

    @Override
    public String toString() {
        return title();
    }
}
