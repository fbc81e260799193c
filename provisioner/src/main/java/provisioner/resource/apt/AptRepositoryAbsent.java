package provisioner.resource.apt;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.resource.file.FileAbsent;
import provisioner.state.Query;
import provisioner.state.StateView;

/** No source of this name, and no key ring of its own. */
record AptRepositoryAbsent(String name) implements Resource {

    @Override
    public String title() {
        return AptRepository.title(name);
    }

    private List<FileAbsent> files() {
        return List.of(
                new FileAbsent("file", AptRepository.sourcesPath(name)),
                new FileAbsent("file", AptRepository.keyRingPath(name, true)),
                new FileAbsent("file", AptRepository.keyRingPath(name, false)));
    }

    @Override
    public List<Claim> claims() {
        return files().stream().flatMap(file -> file.claims().stream()).toList();
    }

    @Override
    public Set<Query<?>> queries() {
        return files().stream().flatMap(file -> file.queries().stream()).collect(Collectors.toSet());
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        files().forEach(file -> change.include(file.assess(state)));
        return change.assessment();
    }
}
