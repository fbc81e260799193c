package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.state.Bytes;

/** The answers of a host by tag, in the order in which they arrived. */
final class Answers {
    private final Map<String, List<Bytes>> byTag = new HashMap<>();

    void add(String tag, Bytes payload) {
        byTag.computeIfAbsent(tag, t -> new ArrayList<>()).add(payload);
    }

    /** All answers with a tag; empty if there are none. */
    List<Bytes> all(String tag) {
        return List.copyOf(byTag.getOrDefault(tag, List.of()));
    }

    /** The answer with a tag that a script sends exactly once. */
    Bytes one(String tag) throws ProbeException {
        List<Bytes> all = all(tag);
        if (all.size() != 1) {
            throw new ProbeException("the host answered '" + tag + "' " + all.size() + " times instead of once");
        }
        return all.getFirst();
    }

    /** The same as text. */
    String text(String tag) throws ProbeException {
        return text(one(tag), tag);
    }

    /**
     * Answers that are each a {@code KEY=VALUE}.
     *
     * @param what such an answer is, for people
     */
    Map<String, String> pairs(String tag, String what) throws ProbeException {
        Map<String, String> pairs = new HashMap<>();
        for (Bytes answer : all(tag)) {
            String[] pair = shown(answer).split("=", 2);
            if (pair.length != 2) {
                throw new ProbeException("the host sent an invalid " + what + ": '" + pair[0] + "'");
            }
            pairs.put(pair[0], pair[1]);
        }
        return pairs;
    }

    /** An answer that begins with the path of the file whose content it is, on a line. */
    static Map.Entry<String, Bytes> named(Bytes answer) throws ProbeException {
        byte[] bytes = answer.toArray();
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            throw new ProbeException("the host sent a file's content without its path");
        }
        String path = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return Map.entry(path, Bytes.of(Arrays.copyOfRange(bytes, end + 1, bytes.length)));
    }

    /** The text for people. Bytes that are not UTF-8 become replacement characters. */
    static String shown(Bytes payload) {
        return new String(payload.toArray(), StandardCharsets.UTF_8);
    }

    static String text(Bytes payload, String tag) throws ProbeException {
        return payload.text()
                .orElseThrow(() -> new ProbeException("the host's answer '" + tag + "' is not UTF-8 text"));
    }
}
