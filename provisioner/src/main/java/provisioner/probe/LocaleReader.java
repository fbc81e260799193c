package provisioner.probe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.sh.Sh;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Observed;
import provisioner.state.Query.LocaleQuery;

/** Reads which locales the host could generate, and which its C library has. */
final class LocaleReader implements Reader<LocaleQuery> {

    @Override
    public String script(List<LocaleQuery> queries) {
        StringBuilder known = new StringBuilder();
        StringBuilder listed = new StringBuilder();
        for (LocaleQuery query : queries) {
            known.append(" -e ").append(Sh.quote("^" + query.name().replace(".", "\\.") + " "));
            listed.append(" -e ").append(Sh.quote(listed(query.name())));
        }
        return "part locale.known\ngrep -hs" + known
                + " /usr/share/i18n/SUPPORTED /usr/local/share/i18n/SUPPORTED\n"
                + "part locale.listed\nlocale -a 2>/dev/null | grep -xF" + listed + "\n";
    }

    @Override
    public void read(List<LocaleQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, String> known = new HashMap<>();
        for (String line : Answers.shown(answers.one("locale.known")).lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 2) {
                throw new ProbeException("the host's list of locales has an invalid line: '" + line + "'");
            }
            known.put(words[0], words[1]);
        }
        Set<String> listed = new HashSet<>(
                Answers.shown(answers.one("locale.listed")).lines().toList());
        queries.forEach(query -> into.put(
                query,
                new LocaleState(Optional.ofNullable(known.get(query.name())), listed.contains(listed(query.name())))));
    }

    /** As locale(1) lists it: {@code de_DE.utf8} for {@code de_DE.UTF-8}. */
    private static String listed(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return name;
        }
        int at = name.indexOf('@', dot);
        String codeset = at < 0 ? name.substring(dot + 1) : name.substring(dot + 1, at);
        String plain = codeset.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return name.substring(0, dot + 1) + plain + (at < 0 ? "" : name.substring(at));
    }
}
