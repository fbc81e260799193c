package provisioner.resource;

import java.util.List;
import java.util.Optional;
import provisioner.secret.Masker;
import provisioner.state.Bytes;

/**
 * One attribute that is not as desired.
 *
 * @param attribute {@code mode}, {@code content}, {@code state}; {@code presence} where the whole thing appears or goes
 * @param from what it is; empty where there is nothing
 * @param to what it will be; empty where it goes away
 * @param contents both sides of a file's content, where they are to be shown as a diff
 * @param removal whether something of the user's is lost by it, goes away or is taken out of service: counted and marked
 *     in every report, and never folded
 */
public record Difference(String attribute, String from, String to, Optional<Contents> contents, boolean removal) {
    private static final int OTHERS_READ = 0004;

    /**
     * The bytes before and after; before is empty for a new file.
     *
     * @param closed whether other users could not read them before
     * @param mode that a new file gets, in octal; empty where it is not new
     */
    public record Contents(String path, Bytes before, Bytes after, boolean closed, String mode) {

        /** Whether what is deleted may be a secret, even one that nobody knows any more. */
        public boolean hidesDeleted(Masker masker) {
            return closed || hasSecret(before, masker) || hasSecret(after, masker);
        }

        private static boolean hasSecret(Bytes bytes, Masker masker) {
            return bytes.text().filter(masker::isSensitive).isPresent();
        }
    }

    /**
     * One line for each, without contents: {@code mode: 0600 → 0644}. What a secret replaces is hidden like the secret: it
     * was most likely one, too. So is what is removed in favour of a content with a secret.
     */
    public static List<String> summaries(List<Difference> differences, Masker masker) {
        boolean sensitive = differences.stream()
                .anyMatch(d -> masker.isSensitive(d.to)
                        || d.contents.filter(c -> c.hidesDeleted(masker)).isPresent());
        return differences.stream()
                .map(d -> d.summary(masker, sensitive && d.removal))
                .toList();
    }

    private String summary(Masker masker, boolean hidden) {
        if (contents.isPresent()) {
            return masker.mask(attribute + " of " + contents.get().path());
        }
        if (from.isEmpty() && to.isEmpty()) {
            return masker.mask(attribute);
        }
        boolean replaced = hidden || masker.isSensitive(to);
        String before = from.isEmpty() ? "nothing" : replaced ? Masker.MASK : masker.mask(from);
        return masker.mask(attribute) + ": " + before + " → " + (to.isEmpty() ? "nothing" : masker.mask(to));
    }

    /** Whether something is not there yet. */
    public boolean appears() {
        return !removal && (contents.isPresent() ? !overwrites() : from.isEmpty() && !to.isEmpty());
    }

    /** Whether the content of a file that is there changes. */
    public boolean overwrites() {
        return contents.filter(both -> both.before().size() > 0).isPresent();
    }

    public static Difference of(String attribute, String from, String to) {
        return new Difference(attribute, from, to, Optional.empty(), false);
    }

    /** @param mode of the file before */
    public static Difference content(String path, Bytes before, Bytes after, int mode) {
        boolean closed = (mode & OTHERS_READ) == 0;
        return new Difference("content", "", "", Optional.of(new Contents(path, before, after, closed, "")), false);
    }

    /** @param mode of the new file, in octal */
    public static Difference created(String path, Bytes content, String mode) {
        Contents contents = new Contents(path, Bytes.utf8(""), content, true, mode);
        return new Difference("content", "", "", Optional.of(contents), false);
    }

    /** Something is replaced or demoted, and what it was is lost: {@code writes: taken → refused}. */
    public static Difference destroying(String attribute, String from, String to) {
        return new Difference(attribute, from, to, Optional.empty(), true);
    }

    /** What needs a sentence: {@code reload: /etc/nginx changed}. */
    public static Difference sentence(String sentence) {
        return new Difference(sentence, "", "", Optional.empty(), false);
    }

    /** A loss that needs a sentence: {@code RESTORES b1 (04:49 today); later writes are LOST}. */
    public static Difference loss(String sentence) {
        return new Difference(sentence, "", "", Optional.empty(), true);
    }

    public static Difference removal(String attribute, String from) {
        return new Difference(attribute, from, "", Optional.empty(), true);
    }

    @Override
    public String toString() {
        return "another " + attribute;
    }
}
