package provisioner.resource.file;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Made;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A file, and the directory that it is in, which is made along with it. */
public record WithDirectory(FileResource file) implements Resource {
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, 0755);

    @Override
    public String title() {
        return file.title();
    }

    @Override
    public List<Claim> claims() {
        return file.claims();
    }

    @Override
    public Stream<String> accountsFor() {
        return file.accountsFor();
    }

    @Override
    public Set<Query<?>> queries() {
        return file.queries();
    }

    @Override
    public String actsFor(StateView state) {
        return file.actsFor(state);
    }

    @Override
    public Assessment assess(StateView state) {
        PathQuery directory = Paths.parentQuery(file.path());
        Change change = new Change();
        DirectoryMade made = new DirectoryMade(state, "");
        if (state.get(directory) instanceof Missing) {
            made.add(new DirectoryResource(directory.path(), OWNER));
            change.becomes(directory, made.get(directory));
            file.made().ifPresent(noted -> change.makes(new Made("directory", directory.path(), Owner.ROOT)));
        }
        return change.include(file.assess(made, List.of(directory.path()))).assessment();
    }
}
