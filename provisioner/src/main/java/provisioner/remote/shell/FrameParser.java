package provisioner.remote.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns what a host writes into frames. Lines without the nonce are dropped as they come in, but count.
 *
 * <p>Not for use by several threads, except {@link #renew}.
 */
final class FrameParser {
    private static final Pattern TAG = Pattern.compile("[!-~]{1,200}");

    /** What a small frame costs in memory beside its bytes. */
    private static final int FRAME_COST = 200;

    private static final int FRAMES_IN_ANY_CASE = 1000;

    private final byte[] prefix;
    private final long budget;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean noise;
    private volatile long used;
    private volatile long frames;

    /**
     * @param budget the most bytes that are taken between two calls of {@link #renew}
     */
    FrameParser(String nonce, long budget) {
        this.prefix = (nonce + " ").getBytes(StandardCharsets.US_ASCII);
        this.budget = budget;
    }

    /** Starts a new reply. */
    void renew() {
        used = 0;
        frames = 0;
    }

    /** @throws MalformedReply for a broken frame or more bytes than the budget; the shell cannot be used any more */
    List<Frame> feed(byte[] bytes, int length) throws MalformedReply {
        long total = used + length;
        used = total;
        if (total > budget) {
            throw new MalformedReply("answered with more than " + size(budget));
        }
        List<Frame> found = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, start, i);
                if (!noise && line.size() >= prefix.length) {
                    found.add(parse(line.toByteArray()));
                }
                line.reset();
                noise = false;
                start = i + 1;
            }
        }
        append(bytes, start, length);
        long count = frames + found.size();
        frames = count;
        if (count > FRAMES_IN_ANY_CASE + budget / FRAME_COST) {
            throw new MalformedReply("answered with " + count + " frames and no end");
        }
        return found;
    }

    private void append(byte[] bytes, int from, int to) {
        if (noise) {
            return;
        }
        for (int i = from, at = line.size(); i < to && at < prefix.length; i++, at++) {
            if (bytes[i] != prefix[at]) {
                noise = true;
                return;
            }
        }
        line.write(bytes, from, to - from);
    }

    private Frame parse(byte[] bytes) throws MalformedReply {
        int space = prefix.length;
        while (space < bytes.length && bytes[space] != ' ') {
            space++;
        }
        String tag = new String(bytes, prefix.length, space - prefix.length, StandardCharsets.ISO_8859_1);
        if (space + 1 >= bytes.length || !TAG.matcher(tag).matches()) {
            throw new MalformedReply("sent a frame without a tag or payload");
        }
        int end = bytes.length - 1;
        return switch (bytes[space + 1]) {
            case '=' -> new Frame(tag, Arrays.copyOfRange(bytes, space + 2, bytes.length));
            case ':' -> new Frame(tag, decode(tag, bytes, space + 2, end));
            default -> throw new MalformedReply("sent a frame '" + tag + "' of an unknown kind");
        };
    }

    private static byte[] decode(String tag, byte[] bytes, int from, int end) throws MalformedReply {
        if (end < from || bytes[end] != '.') {
            throw new MalformedReply("sent a frame '" + tag + "' that is cut off");
        }
        if ((end - from) % 4 != 0) {
            throw new MalformedReply("sent a frame '" + tag + "' that is not base64");
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, end));
        } catch (IllegalArgumentException e) {
            throw new MalformedReply("sent a frame '" + tag + "' that is not base64");
        }
    }

    private static String size(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }

    /** The message continues a sentence that begins with the host's name. */
    static final class MalformedReply extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedReply(String message) {
            super(message);
        }
    }
}
