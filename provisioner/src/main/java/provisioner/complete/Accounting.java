package provisioner.complete;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.Accepted;
import provisioner.resource.Glob;
import provisioner.state.Observed;
import provisioner.state.Survey;
import provisioner.state.Survey.Unknown;

/** Decides who accounts for what is on a host: a step, a note of another playbook, Debian, a role, or the inventory. */
public final class Accounting {
    private final Declared declared;
    private final Map<Accepted, Glob> accepted = new LinkedHashMap<>();
    private final List<Debian> installed;

    /**
     * @param accepted what roles and the inventory say may be there
     * @param lab whether the host is one of the lab's
     */
    public Accounting(Declared declared, List<Accepted> accepted, boolean lab) {
        this.declared = declared;
        accepted.forEach(one -> this.accepted.put(one, Glob.ofTitle(one.pattern())));
        this.installed = lab
                ? List.of(Debian.installed(), Debian.databases(), Debian.lab())
                : List.of(Debian.installed(), Debian.databases());
    }

    /**
     * What came of a look, with a tree of many files as one finding.
     *
     * @param observed what the steps' own queries said, of which the content of files counts
     */
    public Completeness of(Survey survey, Observed observed) {
        Completeness each = each(survey, observed);
        return new Completeness(Trees.collapsed(each.unaccounted()), each.accepted(), each.unknown());
    }

    /** As {@link #of}, with every file by itself. */
    public Completeness each(Survey survey, Observed observed) {
        Declared accounted = declared.with(survey.notes());
        Files files = new Files(survey, accounted, new OtherLines(declared, survey, observed));
        Databases databases = new Databases(declared, survey, observed);
        List<Finding> unaccounted = new ArrayList<>();
        Map<Accepted, List<Finding>> excused = new LinkedHashMap<>();
        Stream.of(
                        files.found(),
                        new Packages(survey, accounted, files).found(),
                        new Accounts(survey, accounted, files).found(),
                        new Network(survey, accounted, files).found(),
                        Mounts.found(survey, accounted),
                        databases.found())
                .flatMap(each -> each)
                .filter(candidate -> installed.stream()
                        .noneMatch(debian -> debian.accountsFor(candidate.finding(), candidate.holds())))
                .flatMap(candidate -> candidate.shown().stream())
                .distinct()
                .sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::name))
                .forEach(finding -> excuse(finding)
                        .ifPresentOrElse(
                                one -> excused.computeIfAbsent(one, key -> new ArrayList<>())
                                        .add(finding),
                                () -> unaccounted.add(finding)));
        excused.keySet().removeIf(one -> one.role().isPresent());
        List<Unknown> unknown = new ArrayList<>(survey.unknown());
        unknown.addAll(databases.unknown(unaccounted));
        unaccounted.removeIf(databases::isOpen);
        return new Completeness(unaccounted, excused, unknown);
    }

    /** What a role knows of goes first: nobody needs to see it. */
    private Optional<Accepted> excuse(Finding finding) {
        List<Accepted> covering = accepted.entrySet().stream()
                .filter(one -> one.getValue().matches(finding.title()))
                .map(Map.Entry::getKey)
                .toList();
        return covering.stream()
                .filter(one -> one.role().isPresent())
                .findFirst()
                .or(() -> covering.stream().findFirst());
    }
}
