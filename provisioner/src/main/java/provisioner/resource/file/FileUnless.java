package provisioner.resource.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Claim;
import provisioner.resource.Claim.OneOf;
import provisioner.resource.Resource;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.StateView;

/**
 * A file with this content, or with another one that somebody else put there for the time being.
 *
 * @param other stays if the file has it
 */
record FileUnless(FileResource file, Bytes other) implements Resource {
    private FileResource otherFile() {
        return new FileResource(file.type(), file.path(), other, file.owner(), file.validation());
    }

    @Override
    public String title() {
        return file.title();
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.file(file.path())
                .content(new OneOf(new HashSet<>(List.of(file.content(), other)), ""))
                .owned(file.owner())
                .list();
    }

    @Override
    public Stream<String> accountsFor() {
        return file.accountsFor();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(file.queries());
        queries.addAll(otherFile().queries());
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return file.actsFor(state);
    }

    @Override
    public Assessment assess(StateView state) {
        return (otherFile().writes(state) ? file : otherFile()).assess(state);
    }
}
