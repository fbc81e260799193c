package provisioner.adopt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.resource.Things;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Entry;

/** What is known about a host when steps are proposed. */
final class Known {
    private static final int OTHERS_READ = 0004;
    private static final int OTHERS_ENTER = 0001;

    private final Survey survey;
    private final Observed observed;
    private final Map<String, Entry> entries;
    private final Map<String, Bytes> contents = new HashMap<>();

    /** @param observed the answers to {@link Needs}, and to what the steps of the playbook ask */
    Known(Survey survey, Observed observed) {
        this.survey = survey;
        this.observed = observed;
        this.entries = byPath(survey);
        observed.asMap().forEach((query, answer) -> {
            if (query instanceof ContentQuery asked && answer instanceof Content said) {
                contents.put(asked.path(), said.bytes());
            }
        });
    }

    static Map<String, Entry> byPath(Survey survey) {
        return survey.files().stream().collect(Collectors.toMap(Entry::path, Function.identity(), (one, other) -> one));
    }

    Survey survey() {
        return survey;
    }

    /** What no package owns at a path. */
    Optional<Entry> entry(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    Optional<Bytes> content(String path) {
        return Optional.ofNullable(contents.get(path));
    }

    PathState at(String path) {
        PathQuery query = new PathQuery(path);
        return observed.asMap().containsKey(query) ? observed.get(query) : new Missing();
    }

    Optional<Ownership> ownership(String path) {
        return entry(path)
                .map(entry -> new Ownership(entry.owner(), entry.group(), entry.mode()))
                .or(() -> at(path) instanceof RegularFile file ? Optional.of(file.ownership()) : Optional.empty());
    }

    /** Whether everybody on the host may read a file. */
    boolean isPublic(String path) {
        return ownership(path).filter(file -> (file.mode() & OTHERS_READ) != 0).isPresent()
                && Needs.above(path)
                        .allMatch(directory -> !(at(directory) instanceof Directory(Ownership owned))
                                || (owned.mode() & OTHERS_ENTER) != 0);
    }

    /** A line as it stands in a file, which may have other blanks or a comment behind it. */
    Optional<String> line(String path, String said) {
        return content(path).flatMap(Bytes::text).stream()
                .flatMap(String::lines)
                .filter(line -> Things.line(path, line).equals(Things.line(path, said)))
                .findFirst();
    }

    /** The file that has a line of a finding, which is called by both. */
    Optional<String> fileOf(String name) {
        return contents.keySet().stream()
                .filter(path -> name.startsWith(path + " "))
                .filter(path -> line(path, name.substring(path.length() + 1)).isPresent())
                .findFirst();
    }
}
