package provisioner.resource.apt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.state.AptAnswer;
import provisioner.state.Observation.PackageState;

/**
 * Why apt would not install a package. What its lists lack may have been published since they were fetched: an unknown name is
 * believed for a day, an unknown version for ten minutes. After that a run fetches the lists before it says so.
 */
record PackageObstacle(String name, Optional<String> version, PackageState now) {
    static final String NO_LISTS = "the host has no package lists yet";

    private static final Duration NAMES = Duration.ofDays(1);
    private static final Duration VERSIONS = Duration.ofMinutes(10);

    /** Longer is not an age, but says that the sources of the lists have changed since. */
    private static final Duration OUTDATED = Duration.ofDays(3650);

    private static final int MOST = 8;

    void judge(Change change) {
        Optional<Impossible> refusal = held(name, now).or(this::epoch);
        if (refusal.isEmpty() && !now.listsPresent()) {
            change.openBecause(NO_LISTS);
            return;
        }
        change.blockedBy(refusal.or(this::architecture)
                .or(this::virtual)
                .or(this::pinned)
                .or(this::conflict));
        unknownName(change);
        unknownVersion(change);
    }

    /** Why apt would not remove it. */
    static Optional<Impossible> ofRemoval(String name, PackageState now) {
        List<String> takes = now.apt().takes();
        return held(name, now)
                .or(() -> takes.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Impossible(
                                "removing '" + name + "' would also remove the packages that need it: " + list(takes),
                                "declare them absent, too")))
                .or(() -> blocked("remove", name, now));
    }

    private static Optional<Impossible> held(String name, PackageState now) {
        return now.held()
                ? Optional.of(new Impossible(
                        "the package '" + name + "' is on hold, so apt does not change it",
                        "release it with 'apt-mark unhold " + name + "', or remove this step"))
                : Optional.empty();
    }

    private Optional<Impossible> epoch() {
        return Stream.concat(now.installed().stream(), now.apt().versions().stream())
                .filter(known -> version.filter(known.replaceFirst("^[0-9]+:", "")::equals)
                        .isPresent())
                .filter(known -> version.filter(known::equals).isEmpty())
                .findFirst()
                .filter(known -> version.filter(now.apt().versions()::contains).isEmpty())
                .map(known -> new Impossible(
                        "apt has no version " + version.orElse("") + " of '" + name + "', only one with an epoch",
                        "write the full version: " + known));
    }

    private Optional<Impossible> architecture() {
        List<String> known = now.apt().architectures();
        String wanted = name.replaceFirst("^[^:]*:?", "");
        return known.isEmpty() || known.contains(wanted) || wanted.equals("all")
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "this host does not take packages for " + wanted + ", only for " + list(known),
                        "a 'command' step before this one can add it: dpkg --add-architecture " + wanted));
    }

    private Optional<Impossible> virtual() {
        return now.apt().providers().isEmpty()
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "'" + name + "' is a virtual package, which cannot be installed itself",
                        "name one that provides it: " + list(now.apt().providers())));
    }

    private Optional<Impossible> pinned() {
        return version.isPresent()
                        || now.candidate().isPresent()
                        || now.apt().versions().isEmpty()
                ? Optional.empty()
                : Optional.of(new Impossible(
                        "apt's preferences keep every version of '" + name + "' away, with a negative priority",
                        now.apt().pins().isEmpty()
                                ? "see /etc/apt/preferences.d"
                                : "see " + list(now.apt().pins())));
    }

    private Optional<Impossible> conflict() {
        List<String> takes = now.apt().takes();
        return takes.isEmpty()
                ? blocked("install", name, now)
                : Optional.of(new Impossible(
                        "installing '" + name + "' would remove " + list(takes),
                        "declare that absent in a step before this one"));
    }

    private static Optional<Impossible> blocked(String verb, String name, PackageState now) {
        return now.apt().blocked().map(words -> new Impossible("apt cannot " + verb + " '" + name + "': " + words, ""));
    }

    private void unknownName(Change change) {
        AptAnswer apt = now.apt();
        if (now.candidate().isPresent()
                || !apt.versions().isEmpty()
                || now.installed().isPresent()) {
            return;
        }
        String lack = "the package lists of this host do not contain '" + name + "'";
        if (apt.listsAge().compareTo(NAMES) > 0) {
            change.openBecause(outdated(lack));
            return;
        }
        String like =
                apt.near().isEmpty() ? "" : "did you mean " + String.join(" or ", quoted(apt.near())) + "? Otherwise ";
        change.blockedBy(Optional.of(
                new Impossible(lack, like + "check the name, or add an 'apt_repository' step before this one")));
    }

    private void unknownVersion(Change change) {
        List<String> versions = now.apt().versions();
        if (version.isEmpty() || versions.isEmpty() || versions.contains(version.get())) {
            return;
        }
        String lack = "apt has no version " + version.get() + " of '" + name + "', only " + list(versions);
        if (now.apt().listsAge().compareTo(VERSIONS) > 0) {
            change.openBecause(outdated(lack));
        } else {
            change.blockedBy(Optional.of(new Impossible(lack, "name one of these")));
        }
    }

    private String outdated(String lack) {
        return lack + "; the lists are " + age(now.apt().listsAge()) + ", so the step fetches them first";
    }

    static String age(Duration age) {
        return age.compareTo(OUTDATED) > 0
                ? "older than its sources"
                : age.toDays() > 1
                        ? age.toDays() + " days old"
                        : age.toMinutes() > 120 ? age.toHours() + " hours old" : age.toMinutes() + " minutes old";
    }

    private static List<String> quoted(List<String> names) {
        return names.stream().map(each -> "'" + each + "'").toList();
    }

    private static String list(List<String> words) {
        return String.join(", ", words.subList(0, Math.min(MOST, words.size())))
                + (words.size() > MOST ? " and " + (words.size() - MOST) + " more" : "");
    }
}
