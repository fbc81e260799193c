package provisioner.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The terminal that the tool runs in. */
public final class Terminal {
    private Terminal() {}

    /** Its columns: those of the variable {@code COLUMNS}, or those that stty reads; 0 if nobody knows. */
    public static int width() {
        int said = number(Optional.ofNullable(System.getenv("COLUMNS")).orElse(""));
        return said > 0 ? said : number(size().replaceFirst("^\\d+ ", ""));
    }

    private static String size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static int number(String text) {
        return text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : 0;
    }
}
