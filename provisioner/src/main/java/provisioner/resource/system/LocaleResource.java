package provisioner.resource.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.Things;
import provisioner.resource.file.LineResource;
import provisioner.source.Fields;
import provisioner.state.Observation.LocaleState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.LocaleQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A locale that programs can use, now and after an upgrade of the C library.
 *
 * @param byDefault whether logins and services get it that ask for no other
 */
record LocaleResource(String name, boolean byDefault) implements Resource {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z]{1,8}(?:_[A-Z]{2})?(?:\\.[A-Za-z0-9-]{1,20})?(?:@[A-Za-z0-9]{1,20})?");

    /** The C library has these without any file. */
    private static final Set<String> BUILT_IN = Set.of("C", "POSIX", "C.UTF-8");

    private static final String UTF_8 = "UTF-8";
    private static final PathQuery KNOWN = new PathQuery("/usr/share/i18n/SUPPORTED");

    /** A link to the list of all where all were asked for. */
    private static final PathQuery GENERATED = new PathQuery("/etc/locale.gen");

    private static final PathQuery DEFAULT = new PathQuery("/etc/default/locale");

    /** Where some releases have the default, with a link at the usual place. */
    private static final PathQuery SYSTEMD_DEFAULT = new PathQuery("/etc/locale.conf");

    private static final Pattern LANG = Pattern.compile("(?m)^\\s*(?:export\\s+)?LANG=[\"']?([^\"'\\s]*)[\"']?\\s*$");
    private static final Pattern LC_ALL =
            Pattern.compile("(?m)^\\s*(?:export\\s+)?LC_ALL=[\"']?([^\"'\\s]+)[\"']?\\s*$");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "locale";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            boolean byDefault = fields.bool("default", false);
            if (!name.isEmpty()
                    && (!NAME.matcher(name).matches()
                            || name.toLowerCase(Locale.ROOT).endsWith(".utf8"))) {
                fields.refuse(
                        "name", "'name' must be a locale as /usr/share/i18n/SUPPORTED has it", "such as de_DE.UTF-8");
                return Optional.empty();
            }
            return Optional.of(new LocaleResource(name, byDefault));
        }
    }

    @Override
    public String title() {
        return "locale " + name;
    }

    private LocaleQuery query() {
        return new LocaleQuery(name);
    }

    private LineResource generated(String charset) {
        String words = Pattern.quote(name) + "\\s+" + Pattern.quote(charset);
        return LineResource.in(GENERATED.path(), name + " " + charset, "^\\s*#?\\s*" + words + "\\s*$");
    }

    private LineResource lang(PathQuery file) {
        return LineResource.in(file.path(), "LANG=" + name, "^\\s*(export\\s+)?LANG=");
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(List.of(Claim.of("locale " + name, "state", "present")));
        if (byDefault) {
            claims.add(Claim.of("default locale", "default locale", name));
        }
        return claims;
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.of(
                        Stream.of("locale " + name),
                        generated(UTF_8).accountsFor(),
                        Stream.of(DEFAULT, SYSTEMD_DEFAULT)
                                .filter(file -> byDefault)
                                .map(PathQuery::path)
                                .flatMap(path -> Stream.of(Things.path(path), Things.content(path))))
                .flatMap(things -> things);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>();
        if (!BUILT_IN.contains(name)) {
            queries.addAll(generated(UTF_8).queries());
            queries.add(query());
            queries.add(KNOWN);
        }
        if (byDefault) {
            queries.addAll(lang(DEFAULT).queries());
            queries.addAll(lang(SYSTEMD_DEFAULT).queries());
        }
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        if (!BUILT_IN.contains(name)) {
            generate(change, state);
        }
        if (byDefault) {
            beDefault(change, state);
        }
        return change.unnoted().assessment();
    }

    private void generate(Change change, StateView state) {
        LocaleState now = state.get(query());
        if (now.charset().isEmpty() && state.settled(query())) {
            // Another package may have brought it, such as locales-all.
            if (!now.available()) {
                unknown(change, state);
            }
            return;
        }
        String charset = now.charset().orElse(UTF_8);
        change.certain(state.settled(query()));
        // An upgrade of the C library generates what is in the list.
        if (!(state.get(GENERATED) instanceof Symlink)) {
            change.include(generated(charset).assess(state));
        }
        if (!now.available()) {
            change.differs("locale", "", "generated")
                    .run("locale-gen --keep-existing >&2")
                    .becomes(query(), new LocaleState(Optional.of(charset), true));
        }
    }

    private void unknown(Change change, StateView state) {
        if (state.get(KNOWN) instanceof Missing) {
            change.impossible(
                    "no locale can be generated: " + KNOWN.path() + " does not exist",
                    "add a 'package' step for locales before this one");
        } else {
            change.impossible(
                    "this host has no locale '" + name + "'", "see " + KNOWN.path() + " on the host for its locales");
        }
    }

    private void beDefault(Change change, StateView state) {
        LineResource line = lang(state.get(DEFAULT) instanceof Symlink ? SYSTEMD_DEFAULT : DEFAULT);
        String text = line.content(state);
        LC_ALL.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(other -> !other.equals(name))
                .findFirst()
                .ifPresent(other -> change.orImpossible(Optional.of(new Impossible(
                        "LC_ALL=" + other + " in " + line.path() + " decides, not LANG",
                        "remove that line with a 'line' step before this one"))));
        Optional<String> now =
                LANG.matcher(text).results().map(found -> found.group(1)).reduce((first, last) -> last);
        if (!now.equals(Optional.of(name))) {
            change.include(line.assess(state));
        }
    }
}
