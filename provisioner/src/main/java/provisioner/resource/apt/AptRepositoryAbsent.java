package provisioner.resource.apt;

import java.util.List;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Parts;
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

    private Parts files() {
        return new Parts(List.of(
                new FileAbsent("file", AptRepository.sourcesPath(name)),
                new FileAbsent("file", AptRepository.keyRingPath(name, true)),
                new FileAbsent("file", AptRepository.keyRingPath(name, false))));
    }

    @Override
    public Set<Query<?>> queries() {
        return files().queries();
    }

    @Override
    public Assessment assess(StateView state) {
        return files().assess(state, Action.Script::of);
    }
}
