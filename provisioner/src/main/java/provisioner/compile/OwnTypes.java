package provisioner.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.Play;
import provisioner.playbook.Playbook;
import provisioner.playbook.StepSource;
import provisioner.resource.ResourceTypes;
import provisioner.resource.own.OwnType;
import provisioner.source.InputFiles;
import provisioner.source.Problems;
import provisioner.template.Evaluator;

/** The resource types of a project's own beside the built-in ones. Only those that a step uses are read. */
final class OwnTypes {
    private final ResourceTypes builtIn;
    private final OwnTypeReader reader;
    private final SortedSet<String> own;

    private OwnTypes(ResourceTypes builtIn, OwnTypeReader reader, SortedSet<String> own) {
        this.builtIn = builtIn;
        this.reader = reader;
        this.own = own;
    }

    /** @param playbook a file in the directory of the playbooks */
    static OwnTypes beside(Path playbook, InputFiles files, ResourceTypes builtIn, Problems problems) {
        Path directory = files.absolute(playbook).resolveSibling(".").normalize();
        OwnTypeReader reader = new OwnTypeReader(files, directory);
        return new OwnTypes(builtIn, reader, reader.names(builtIn.names(), problems));
    }

    /** All names that a step can use. */
    Set<String> names() {
        Set<String> names = new HashSet<>(builtIn.names());
        names.addAll(own);
        return names;
    }

    /** The types for the steps of a playbook. Nobody may use them after a problem. */
    ResourceTypes of(Playbook playbook, Evaluator evaluator, Problems problems) {
        SortedSet<String> used = new TreeSet<>();
        playbook.plays().stream()
                .flatMap(OwnTypes::steps)
                .map(StepSource::type)
                .filter(own::contains)
                .forEach(used::add);
        List<OwnType> types = new ArrayList<>();
        used.forEach(
                name -> reader.read(name, problems).ifPresent(source -> types.add(new OwnType(source, evaluator))));
        return types.isEmpty() ? builtIn : builtIn.with(types);
    }

    /** All steps of a play, those in groups and in included files among them. */
    private static Stream<StepSource> steps(Play play) {
        return play.entriesWithAround().filter(StepSource.class::isInstance).map(StepSource.class::cast);
    }
}
