package provisioner.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What can be found on a host.
 *
 * @param play empty if it belongs to no play
 * @param step the name of the step or of the check, or the thing that nobody accounts for
 */
record Subject(Kind kind, String play, String step) {

    /** What identifies it among the findings of all hosts and sites, in 64 characters. */
    String identity(String site, String host) {
        String all = String.join("\0", site, host, kind.word(), play, step);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
