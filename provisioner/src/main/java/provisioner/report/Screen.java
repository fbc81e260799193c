package provisioner.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

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
    private final Map<String, Supplier<String>> status = new LinkedHashMap<>();
    private int drawn;

    Screen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    synchronized void print(String line) {
        erase();
        out.println(line);
        draw();
    }

    /** @param line computed each time it is drawn */
    synchronized void status(String host, Supplier<String> line) {
        status.put(host, line);
        refresh();
    }

    /** Draws the live lines again. */
    synchronized void refresh() {
        if (live) {
            erase();
            draw();
        }
    }

    synchronized void clear(String host) {
        erase();
        status.remove(host);
        draw();
    }

    synchronized void clearAll() {
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
            out.print(NO_WRAP + line.get() + WRAP + "\n");
            drawn++;
        });
        if (status.size() > VISIBLE) {
            out.println("… and " + (status.size() - VISIBLE) + " more");
            drawn++;
        }
        out.flush();
    }
}
