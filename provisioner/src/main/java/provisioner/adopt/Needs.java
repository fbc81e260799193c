package provisioner.adopt;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import provisioner.complete.Finding;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Entry;

/** What has to be asked before steps can be proposed: contents of files, and the directories that lead to them. */
final class Needs {
    static final String HOSTS = "/etc/hosts";
    static final String FSTAB = "/etc/fstab";

    private final Limits limits;
    private final Map<String, Entry> entries;
    private final Survey survey;
    private final Set<Query<?>> queries = new HashSet<>();
    private long left = Limits.ALL;

    private Needs(Survey survey, Limits limits) {
        this.survey = survey;
        this.entries = Known.byPath(survey);
        this.limits = limits;
    }

    static Set<Query<?>> of(List<Finding> findings, Survey survey, Limits limits) {
        Needs needs = new Needs(survey, limits);
        findings.forEach(needs::add);
        return Set.copyOf(needs.queries);
    }

    private void add(Finding finding) {
        switch (finding.kind()) {
            case "file" -> Optional.ofNullable(entries.get(finding.name())).ifPresent(this::file);
            case "altered" ->
                survey.altered().stream()
                        .filter(one -> one.path().equals(finding.name()) && one.conffile() && !one.gone())
                        .map(Altered::path)
                        .forEach(path -> {
                            queries.add(new PathQuery(path));
                            content(path, limits.most());
                        });
            case "name" -> content(HOSTS, Limits.WRITTEN);
            case "mount" -> content(FSTAB, Limits.WRITTEN);
            default -> {}
        }
    }

    private void file(Entry entry) {
        above(entry.path()).forEach(directory -> queries.add(new PathQuery(directory)));
        if (entry.kind() == 'f' && isUsual(entry.path()) && entry.size() <= Math.min(limits.most(), left)) {
            left -= entry.size();
            content(entry.path(), limits.most());
        }
    }

    private void content(String path, int limit) {
        above(path).forEach(directory -> queries.add(new PathQuery(directory)));
        queries.add(new PathQuery(path));
        queries.add(new ContentQuery(path, "", limit));
    }

    /** Whether a step can name it: no question may have a control character, and none is asked about a name that was not UTF-8. */
    static boolean isUsual(String path) {
        return path.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xfffd);
    }

    /** The directories that lead to a path, the topmost first, without the root. */
    static Stream<String> above(String path) {
        return isUsual(path)
                ? IntStream.range(1, path.length())
                        .filter(i -> path.charAt(i) == '/')
                        .mapToObj(i -> path.substring(0, i))
                : Stream.empty();
    }
}
