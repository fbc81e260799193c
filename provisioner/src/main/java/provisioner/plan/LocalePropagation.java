package provisioner.plan;

import java.util.Optional;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Query.LocaleQuery;

/** What packages do to what is known of a locale. */
final class LocalePropagation {
    private static final AnswerChange UNTOUCHED = new AnswerChange.Untouched();
    private static final AnswerChange UNSETTLED = new AnswerChange.Unsettled();

    /** It brings the list of those that can be generated, and generates none of them by itself. */
    private static final String LOCALES = "locales";

    private static final String UTF_8 = "UTF-8";

    private LocalePropagation() {}

    static AnswerChange ofPackages(Extent.Packages packages, LocaleQuery query, LocaleState old) {
        if (old.available() && old.charset().isPresent()) {
            return UNTOUCHED;
        }
        if (old.available()
                || packages.all().isEmpty()
                || packages.all().stream().anyMatch(LocalePropagation::bringsLocales)) {
            return UNSETTLED;
        }
        if (!packages.all().contains(LOCALES)) {
            return UNTOUCHED;
        }
        // Which character set other names mean, its list says.
        return packages.named().contains(LOCALES) && query.name().endsWith("." + UTF_8)
                ? new AnswerChange.Altered(new LocaleState(Optional.of(UTF_8), false))
                : UNSETTLED;
    }

    /** Those of Ubuntu's languages generate theirs. */
    private static boolean bringsLocales(String name) {
        return name.equals("locales-all") || name.startsWith("language-pack-");
    }
}
