package provisioner.remote.shell;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import provisioner.remote.target.Printable;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;

/**
 * What is said over a shell's channel; the host's side is in the {@code .sh} files beside this class.
 *
 * <p>The controller sends, each on a line:
 *
 * <ul>
 *   <li>once, the prelude in base64, read by {@code read}, which takes no byte more than its line;
 *   <li>{@code E SEQ LENGTH}, followed by that many bytes: evaluate them;
 *   <li>{@code H}: the controller lives; {@code Q}: end.
 * </ul>
 *
 * The host answers with lines {@code NONCE TAG :BASE64.} or {@code NONCE TAG =TEXT}; the dot shows that a payload is
 * whole. Tags that begin with a dot are the protocol's own: {@code .ready}, {@code .holder}, {@code .held},
 * {@code .unfit}, {@code .step}, {@code .stdout}, {@code .stderr}, {@code .unwritten} and {@code .done SEQ STATUS},
 * which ends a reply;
 * it and {@code .ready} are also written to stderr, to divide that. All other lines are noise.
 */
public final class Protocol {
    /** As {@code pv_base} in locked.sh. */
    static final String BASE_DIRECTORY = "/run/provisioner";

    /** The number of a shell's first request; the others count on. */
    static final int FIRST = 1;

    private Protocol() {}

    /** 128 random bits, so that no content of a host can pass for a frame. */
    public static String nonce(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** @param ahead the script of the request {@link #FIRST}, which follows the prelude at once; empty for none */
    public static byte[] opening(ShellOptions options, String nonce, String ahead) {
        byte[] prelude = prelude(options, nonce);
        return ahead.isEmpty() ? prelude : joined(prelude, evaluate(FIRST, withoutLock(ahead)));
    }

    private static byte[] prelude(ShellOptions options, String nonce) {
        String text = "unset pv_nonce pv_run pv_who pv_limit\npv_nonce=" + nonce + "\npv_run=" + options.runId()
                + "\npv_who=" + Sh.quote(Printable.line(options.who()))
                + "\npv_limit=" + options.heartbeatLimit().toSeconds() + "\n"
                + Scripts.load(Protocol.class, "common.sh")
                + Scripts.load(Protocol.class, options.locked() ? "locked.sh" : "reading.sh");
        byte[] line = Base64.getEncoder().encode(text.getBytes(StandardCharsets.UTF_8));
        return joined(line, new byte[] {'\n'});
    }

    /** The request to evaluate a script, as one brace group: a body that is cut off is a syntax error and never runs. */
    public static byte[] evaluate(int seq, String script) {
        byte[] body = ("{ :\n" + script + "\n}").getBytes(StandardCharsets.UTF_8);
        byte[] head = ("E " + seq + " " + body.length + "\n").getBytes(StandardCharsets.US_ASCII);
        return joined(head, body);
    }

    /** A script that lets go of the host's lock, so that nothing that it starts keeps it. Only steps do, until they have ended. */
    static String withoutLock(String script) {
        return "exec 9>&-\n" + script;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
