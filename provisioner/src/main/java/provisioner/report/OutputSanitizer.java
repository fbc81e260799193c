package provisioner.report;

import provisioner.secret.Masker;

/** Makes a string safe to print: masks secrets and removes what a terminal would act on. */
final class OutputSanitizer {
    private final Masker masker;

    OutputSanitizer(Masker masker) {
        this.masker = masker;
    }

    /** For one line: newlines and tabs become spaces. */
    String line(String text) {
        return printable(masker.mask(text)).replace('\n', ' ').replace('\t', ' ');
    }

    /** For several lines. */
    String text(String text) {
        return printable(masker.mask(text));
    }

    boolean isSensitive(String text) {
        return masker.isSensitive(text);
    }

    private static String printable(String text) {
        if (text.chars().noneMatch(OutputSanitizer::isControl)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isControl(c)) {
                out.append('\uFFFD');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isControl(int c) {
        return c != '\n' && c != '\t' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }
}
