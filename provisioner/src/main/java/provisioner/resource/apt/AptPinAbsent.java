package provisioner.resource.apt;

import java.util.List;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.resource.file.FileAbsent;
import provisioner.state.Query;
import provisioner.state.StateView;

/** No priorities by this name. */
record AptPinAbsent(String name) implements Resource {
    private FileAbsent file() {
        return new FileAbsent("file", AptPin.path(name));
    }

    @Override
    public String title() {
        return AptPin.title(name);
    }

    @Override
    public List<Claim> claims() {
        return file().claims();
    }

    @Override
    public Set<Query<?>> queries() {
        return file().queries();
    }

    @Override
    public Assessment assess(StateView state) {
        return file().assess(state);
    }
}
