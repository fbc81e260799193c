package provisioner.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The user's editor: {@code $VISUAL}, or else {@code $EDITOR}, or else vi. The variables may contain arguments. */
public final class Editor {
    private Editor() {}

    /** Returns when the user has left the editor. Fails if the editor failed. */
    public static void open(Path file) throws FailedException, IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String editor = environment.getOrDefault("VISUAL", "");
        if (editor.isBlank()) {
            editor = environment.getOrDefault("EDITOR", "");
        }
        if (editor.isBlank()) {
            editor = "vi";
        }
        // The editor handles Ctrl-C itself, which must not end this process underneath it.
        SignalHandler previous = Signal.handle(new Signal("INT"), signal -> {});
        try {
            int exit = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new FailedException(
                        "the editor '" + editor + "' failed with exit status " + exit + "; nothing was changed",
                        "set EDITOR to an editor that works");
            }
        } finally {
            Signal.handle(new Signal("INT"), previous);
        }
    }
}
