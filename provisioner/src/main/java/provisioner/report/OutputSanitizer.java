package provisioner.report;

import provisioner.remote.target.Printable;
import provisioner.secret.Masker;

/** Makes a string safe to print: masks secrets and removes what a terminal would act on. */
public final class OutputSanitizer {
    /** For output without secrets, or before a run knows them. */
    public static final OutputSanitizer WITHOUT_SECRETS = new OutputSanitizer(Masker.none());

    private final Masker masker;

    public OutputSanitizer(Masker masker) {
        this.masker = masker;
    }

    /** For one line: newlines and tabs become spaces. */
    public String line(String text) {
        return text(text).replace('\n', ' ').replace('\t', ' ');
    }

    /** For several lines. */
    public String text(String text) {
        return Printable.text(masker.mask(text));
    }

    Masker masker() {
        return masker;
    }
}
