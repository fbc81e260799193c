package provisioner.remote.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One tagged piece of a reply: what a script handed to {@code emit TAG} or {@code say TAG text}.
 *
 * @param payload the bytes as they are on the host: not to be shown on a terminal unfiltered
 */
public record Frame(String tag, byte[] payload) {

    /** The payload as UTF-8; malformed bytes become U+FFFD. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && tag.equals(frame.tag) && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return 31 * tag.hashCode() + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Frame[" + tag + ", " + payload.length + " bytes]";
    }
}
