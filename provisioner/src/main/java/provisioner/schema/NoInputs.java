package provisioner.schema;

import java.util.Optional;
import java.util.SortedMap;
import provisioner.resource.Inputs;
import provisioner.source.Location;
import provisioner.state.Bytes;

/** There is no file: the reader of a specimen asks for its parameters whatever files there are. */
record NoInputs() implements Inputs {
    /** The location of what stands around a specimen. */
    static final Location NOWHERE = Location.ofFile("nowhere");

    @Override
    public Optional<String> login() {
        return Optional.empty();
    }

    @Override
    public String run() {
        return "";
    }

    @Override
    public Optional<Bytes> file(String path, Location usedAt) {
        return Optional.empty();
    }

    @Override
    public Optional<Bytes> template(String path, Location usedAt) {
        return Optional.empty();
    }

    @Override
    public Optional<SortedMap<String, Bytes>> templateTree(String directory, Location usedAt) {
        return Optional.empty();
    }
}
