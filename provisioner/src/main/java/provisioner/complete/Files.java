package provisioner.complete;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.resource.Glob;
import provisioner.resource.Things;
import provisioner.state.Survey;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Entry;

/** Files that no package owns, and those of packages that were altered. */
final class Files {
    private static final String PACKAGE = "package ";

    private static final Pattern UNIT_LINK =
            Pattern.compile("/etc/systemd/(?:system|user)/(?:[^/]+\\.(?:wants|requires|upholds)/)?([^/]+)");
    private static final Pattern PACKAGED_UNIT = Pattern.compile("(?:/usr)?/lib/systemd/(?:system|user)/([^/]+)");
    private static final Pattern RC_LINK = Pattern.compile("/etc/rc[0-6S]\\.d/[SK][0-9]{2}(.+)");
    private static final String ALTERNATIVES = "/etc/alternatives/";

    private final Survey survey;
    private final Declared declared;
    private final OtherLines lines;
    private final Set<String> installed;
    private final Map<String, Entry> byPath;
    private final Set<String> keyFiles;

    Files(Survey survey, Declared declared, OtherLines lines) {
        this.survey = survey;
        this.lines = lines;
        this.declared = declared;
        this.installed = survey.packages().stream().map(Survey.Installed::name).collect(Collectors.toUnmodifiableSet());
        // Two accounts may have one home directory.
        this.byPath = survey.files().stream()
                .collect(Collectors.toMap(Entry::path, Function.identity(), (one, other) -> one));
        this.keyFiles = survey.keys().stream().map(Survey.KeyLine::path).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a condition names a package, and it is installed. */
    boolean hasPackage(String condition) {
        return condition.startsWith(PACKAGE) && isInstalled(condition.substring(PACKAGE.length()));
    }

    boolean isInstalled(String name) {
        return installed.contains(name);
    }

    Stream<Candidate> found() {
        return Stream.concat(unowned(), altered());
    }

    private Stream<Candidate> unowned() {
        return byPath.values().stream()
                .filter(entry -> !isAccountedFor(entry))
                .map(entry -> lines.instead(Candidate.of(finding(entry), condition -> holds(entry, condition))));
    }

    private static Finding finding(Entry entry) {
        FileKind kind = FileKind.of(entry);
        return new Finding("file", entry.path(), kind.describe(entry), Finding.at(entry.since()), kind.stepFor(entry));
    }

    private boolean isAccountedFor(Entry entry) {
        return declared.hasPath(entry.path())
                || isMadeForAnother(entry.path())
                || keyFiles.contains(entry.path())
                || survey.generated().asPackaged().contains(entry.path())
                || survey.generated().asNew().contains(entry.path())
                || entry.isLink() && isGeneratedLink(entry);
    }

    /** What this playbook made and no longer declares is not accounted for. */
    private boolean isMadeForAnother(String path) {
        String playbook = survey.made().get(path);
        return playbook != null && !declared.isOwnPlaybook(playbook);
    }

    private boolean isGeneratedLink(Entry link) {
        String path = link.path();
        Matcher unit = UNIT_LINK.matcher(path);
        Matcher rc = RC_LINK.matcher(path);
        if (unit.matches()) {
            return isUnitLink(link, unit.group(1));
        }
        if (rc.matches()) {
            return link.target().equals("../init.d/" + rc.group(1))
                    && !byPath.containsKey("/etc/init.d/" + rc.group(1));
        }
        return path.startsWith(ALTERNATIVES)
                ? survey.generated().alternatives().contains(link.target())
                : link.target().startsWith(ALTERNATIVES);
    }

    /** A link to a unit counts where whoever made it is known: a package, or the step that enables the unit. */
    private boolean isUnitLink(Entry link, String name) {
        if (link.target().equals("/dev/null")) {
            return survey.generated().masked().contains(link.path()) || declared.has(Things.unit(name));
        }
        String target = link.target().substring(link.target().lastIndexOf('/') + 1);
        boolean wanted = declared.has(Things.unit(name)) || declared.has(Things.unit(target));
        boolean packaged = PACKAGED_UNIT.matcher(link.target()).matches() && !byPath.containsKey(usr(link.target()));
        boolean ours = declared.hasPath(link.target());
        return wanted && (packaged || ours)
                || packaged && survey.generated().enabled().contains(link.path());
    }

    /** Whether a unit is the one of a package that is installed, and no file takes its place. */
    boolean isPackagedUnit(String name) {
        String file = name.replaceFirst("@.*(?=\\.[a-z]+$)", "@");
        Set<String> units = survey.generated().units();
        if (!units.contains(file) && !units.contains(name)) {
            return false;
        }
        return byPath.keySet().stream()
                .filter(path -> path.endsWith("/" + file) || path.endsWith("/" + name))
                .allMatch(path -> {
                    Entry entry = byPath.get(path);
                    return entry != null && entry.isLink() && isGeneratedLink(entry);
                });
    }

    private static String usr(String path) {
        return path.startsWith("/lib/") ? "/usr" + path : path;
    }

    private boolean holds(Entry entry, String condition) {
        String[] words = condition.split(" ", 2);
        return switch (words[0]) {
            case "empty" -> entry.kind() == 'f' && entry.size() == 0;
            case "link" -> entry.isLink() && new Glob(words[1]).matches(entry.target());
            case "package" -> isInstalled(words[1]);
            case "pam" -> !survey.generated().strangePam().contains(entry.path());
            case "sources" -> survey.generated().debianSources().contains(entry.path());
            default -> false;
        };
    }

    private Stream<Candidate> altered() {
        Set<String> diverted =
                survey.diversions().stream().map(Survey.Diversion::from).collect(Collectors.toUnmodifiableSet());
        return survey.altered().stream()
                .filter(file -> !declared.hasPath(file.path()) && !diverted.contains(file.path()))
                .map(file -> lines.instead(Candidate.of(finding(file), condition -> holds(file, condition))));
    }

    private static Finding finding(Altered file) {
        String what = file.conffile() ? "a package's configuration file that was " : "a package's file that was ";
        return new Finding(
                "altered",
                file.path(),
                what + (file.gone() ? "removed" : "altered"),
                Optional.empty(),
                file.gone()
                        ? StepText.of("file", "path", file.path(), "absent", "true")
                        : StepText.open("file", "content", "path", file.path()));
    }

    private boolean holds(Altered file, String condition) {
        String[] words = condition.split(" ", 2);
        return switch (words[0]) {
            case "package" -> isInstalled(words[1]);
            case "gone" -> file.gone();
            default -> false;
        };
    }

    /** What a file is by its path; null where no such file was found. */
    @Nullable
    Entry at(String path) {
        return byPath.get(path);
    }
}
