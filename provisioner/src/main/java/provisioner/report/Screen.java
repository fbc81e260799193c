package provisioner.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Permanent lines above a few live ones, one for each host that is working. If the output is not a terminal, only the
 * permanent lines are printed.
 */
final class Screen {
    /** More lines would scroll on a small terminal, and lines that have scrolled cannot be redrawn. */
    private static final int VISIBLE = 12;

    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String UP = "\u001b[1A";

    // A line that the terminal wraps cannot be erased as one line.
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean live;
    private final Map<String, String> status = new LinkedHashMap<>();
    private int drawn;

    Screen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    void print(String line) {
        erase();
        out.println(line);
        draw();
    }

    void status(String host, String line) {
        if (!line.equals(status.put(host, line)) && live) {
            erase();
            draw();
        }
    }

    void clear(String host) {
        erase();
        status.remove(host);
        draw();
    }

    void clearAll() {
        erase();
        status.clear();
    }

    private void erase() {
        if (!live) {
            return;
        }
        for (int i = 0; i < drawn; i++) {
            out.print(UP + "\r" + CLEAR_LINE);
        }
        drawn = 0;
        out.flush();
    }

    private void draw() {
        if (!live) {
            return;
        }
        status.values().stream().limit(VISIBLE).forEach(line -> {
            out.print(NO_WRAP + line + WRAP + "\n");
            drawn++;
        });
        if (status.size() > VISIBLE) {
            out.println("… and " + (status.size() - VISIBLE) + " more hosts");
            drawn++;
        }
        out.flush();
    }
}
