package provisioner.report;

import picocli.CommandLine.Help.Ansi;
import provisioner.plan.Outcome;

/** Colours and marks. Plain text if colours are off. */
final class Style {
    private final Ansi ansi;

    Style(boolean colour) {
        this.ansi = colour ? Ansi.ON : Ansi.OFF;
    }

    /** One character that shows the outcome without colour. */
    static String mark(Outcome outcome, boolean removes) {
        return switch (outcome) {
            case UNCHANGED -> "=";
            case WOULD_CHANGE, CHANGED, DRIFTED -> removes ? "-" : "~";
            case MAY_CHANGE -> "?";
            case FAILED -> "!";
            case SKIPPED -> ".";
            case UNVERIFIABLE -> "*";
        };
    }

    String outcome(Outcome outcome, String text) {
        return switch (outcome) {
            case UNCHANGED, SKIPPED -> faint(text);
            case WOULD_CHANGE, CHANGED -> paint("yellow", text);
            case MAY_CHANGE, UNVERIFIABLE -> paint("cyan", text);
            case FAILED, DRIFTED -> bad(text);
        };
    }

    String diff(String line) {
        if (line.startsWith("+")) {
            return good(line);
        }
        return line.startsWith("-") ? bad(line) : line;
    }

    String good(String text) {
        return paint("green", text);
    }

    String bad(String text) {
        return paint("red", text);
    }

    String bold(String text) {
        return paint("bold", text);
    }

    String faint(String text) {
        return paint("faint", text);
    }

    /** Colours the text, which is never parsed for markup. */
    private String paint(String style, String text) {
        if (!ansi.enabled()) {
            return text;
        }
        return Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.off(Ansi.Style.parse(style));
    }
}
