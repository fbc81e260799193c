package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import provisioner.state.Bytes;

/** The answers of a probe as one stream. Each starts with the shell's nonce, which no file can contain. */
final class ReplySections {
    private static final String EXIT = ".exit";

    static final String BEGIN = """
            part() { printf '\\n%s %s\\n' "$pv_nonce" "$1"; }
            {
              printf '%s' "$pv_nonce"
              (
            say() {
              part "$1"
              shift
              printf '%s' "$*"
            }
            """;

    static final String END = """
              exit 0
              )
              probe_status=$?
              part .exit
              printf '%%s' "$probe_status"
            } | emit %s
            """.formatted(Probe.TAG);

    private ReplySections() {}

    /**
     * A script whose answers come after those of others that run meanwhile. A pipe would hold no more than 64 KiB back, dd
     * holds 16 MiB.
     */
    static String beside(String slow, String others) {
        return """
                {
                %s} </dev/null | dd bs=16M iflag=fullblock status=none | {
                (
                %sexit 0
                ) </dev/null || exit
                cat
                } || exit
                """.formatted(slow, others);
    }

    /** One answer. */
    record Part(String tag, Bytes bytes) {}

    /**
     * @param stderr what the script said there
     * @throws ProbeException if the script did not finish or the host sent something else
     */
    static List<Part> split(byte[] stream, String stderr) throws ProbeException {
        // Latin-1 preserves every byte.
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        int first = text.indexOf('\n');
        if (first < 1) {
            throw malformed();
        }
        String mark = "\n" + text.substring(0, first) + " ";
        List<Part> parts = new ArrayList<>();
        int start = text.indexOf(mark, first);
        while (start >= 0) {
            int name = start + mark.length();
            int content = text.indexOf('\n', name) + 1;
            if (content == 0) {
                throw malformed();
            }
            start = text.indexOf(mark, content);
            byte[] bytes =
                    text.substring(content, start < 0 ? text.length() : start).getBytes(StandardCharsets.ISO_8859_1);
            parts.add(new Part(text.substring(name, content - 1), Bytes.of(bytes)));
        }
        if (parts.isEmpty() || !parts.getLast().tag().equals(EXIT)) {
            throw malformed();
        }
        String status = Answers.text(parts.removeLast().bytes(), EXIT);
        if (!status.equals("0")) {
            throw new ProbeException("the probe ended with status " + status + " on the host: " + stderr.strip());
        }
        return parts;
    }

    private static ProbeException malformed() {
        return new ProbeException("the host's answer to the probe was cut off");
    }
}
