package provisioner.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.engine.ShownStep.Shown;
import provisioner.resource.Difference;
import provisioner.resource.Difference.Contents;
import provisioner.secret.Masker;
import provisioner.state.Bytes;

/** A step's differences as lines. File contents are shown as a unified diff. */
public final class DiffText {
    private static final int CONTEXT = 3;
    private static final int LIMIT = 20_000;

    private final OutputSanitizer safe;

    public DiffText(OutputSanitizer safe) {
        this.safe = safe;
    }

    List<Shown> shown(List<Difference> differences) {
        List<Shown> shown = new ArrayList<>();
        List<String> summaries = Difference.summaries(differences, safe.masker());
        for (int i = 0; i < summaries.size(); i++) {
            Difference difference = differences.get(i);
            String summary = safe.line(summaries.get(i)) + mark(difference);
            boolean contents = difference.contents().isPresent();
            shown.add(new Shown(
                    contents ? contents(difference.contents().get()) : List.of(summary),
                    contents ? folded(difference.contents().get()) : brief(difference, summary),
                    difference.appears(),
                    difference.overwrites(),
                    difference.removal()));
        }
        return shown;
    }

    private String brief(Difference difference, String summary) {
        if (!difference.appears() || difference.to().isEmpty()) {
            return summary;
        }
        String what = switch (difference.attribute()) {
            case "presence" -> "";
            case "rule" -> "+ ";
            default -> difference.attribute() + ": ";
        };
        return safe.line(what + difference.to());
    }

    /** All of them in full, without secrets. */
    public List<String> lines(List<Difference> differences) {
        return full(shown(differences));
    }

    static List<String> full(List<Shown> differences) {
        return differences.stream().flatMap(one -> one.lines().stream()).toList();
    }

    /**
     * The content of a new file is a line, and so is a diff that is too long.
     *
     * @param longest in lines
     */
    static List<String> brief(List<Shown> differences, int longest) {
        return differences.stream()
                .flatMap(one -> one.overwrites() && one.lines().size() <= longest
                        ? one.lines().stream()
                        : Stream.of(one.brief()))
                .toList();
    }

    /** {@code ca.pem: 11 lines, 0600, secret}. */
    private String folded(Contents contents) {
        String was = contents.before().size() == 0 ? "" : size(contents.before()) + " → ";
        boolean secret =
                contents.after().text().filter(safe.masker()::isSensitive).isPresent();
        return safe.line(contents.path()) + ": " + was + size(contents.after())
                + (contents.mode().isEmpty() ? "" : ", " + contents.mode())
                + (secret ? ", secret" : "");
    }

    private static String size(Bytes content) {
        return content.text()
                .map(text -> text.lines().count())
                .map(count -> count == 1 ? "1 line" : count + " lines")
                .orElseGet(() -> content.size() + " bytes");
    }

    private static String mark(Difference difference) {
        if (!difference.removal()) {
            return "";
        }
        return difference.to().isEmpty() && !difference.from().isEmpty() ? "  (removal)" : "  (destructive)";
    }

    private List<String> contents(Contents contents) {
        Optional<String> before = contents.before().text();
        Optional<String> after = contents.after().text();
        String path = safe.line(contents.path());
        if (before.isEmpty() || after.isEmpty()) {
            return List.of("binary content of " + path + ": "
                    + contents.before().size() + " → " + contents.after().size() + " bytes");
        }
        List<String> old = split(contents.before(), before.get());
        List<String> fresh = split(contents.after(), after.get());
        if (old.size() + fresh.size() > LIMIT) {
            return List.of("content of " + path + ": " + old.size() + " → " + fresh.size() + " lines");
        }
        if (old.isEmpty() && !fresh.isEmpty()) {
            return added(path, fresh);
        }
        Patch<String> patch = DiffUtils.diff(old, fresh);
        List<String> maskedOld = new ArrayList<>(old);
        List<String> maskedFresh = new ArrayList<>(fresh);
        hideSecrets(patch, contents.hidesDeleted(safe.masker()), maskedOld, maskedFresh);
        String from = contents.before().size() == 0 ? "/dev/null" : path;
        return UnifiedDiffUtils.generateUnifiedDiff(
                        from, path, maskedOld, DiffUtils.diff(maskedOld, maskedFresh), CONTEXT)
                .stream()
                .map(safe::line)
                .toList();
    }

    /** The unified diff of a file that is new or was empty. Bare hosts get thousands of them, and there is nothing to compare. */
    private List<String> added(String path, List<String> fresh) {
        boolean sensitive = safe.masker().isSensitive(String.join("\n", fresh));
        List<String> lines =
                new ArrayList<>(List.of("--- /dev/null", "+++ " + path, "@@ -0,0 +1," + fresh.size() + " @@"));
        for (String line : fresh) {
            lines.add(safe.line("+" + (sensitive ? Masker.MASK + " (new)" : line)));
        }
        return lines;
    }

    /**
     * Hides both sides of a change if one of them contains a secret. The value that a secret replaces was most likely a
     * secret too, but an unknown one. The two sides get different words, so that the change stays visible.
     *
     * @param deleted whether to hide everything that is deleted, whatever replaces it
     */
    private void hideSecrets(Patch<String> patch, boolean deleted, List<String> old, List<String> fresh) {
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            List<String> before = delta.getSource().getLines();
            List<String> after = delta.getTarget().getLines();
            Masker masker = safe.masker();
            boolean sensitive =
                    masker.isSensitive(String.join("\n", before)) || masker.isSensitive(String.join("\n", after));
            if (sensitive || deleted) {
                hide(old, delta.getSource().getPosition(), before.size(), Masker.MASK + " (old)");
            }
            if (sensitive) {
                hide(fresh, delta.getTarget().getPosition(), after.size(), Masker.MASK + " (new)");
            }
        }
    }

    private static void hide(List<String> lines, int from, int count, String with) {
        for (int i = from; i < from + count; i++) {
            lines.set(i, with);
        }
    }

    private static List<String> split(Bytes bytes, String text) {
        if (bytes.size() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!text.endsWith("\n")) {
            lines.set(lines.size() - 1, lines.getLast() + "  (no newline at end of file)");
        }
        return lines;
    }
}
