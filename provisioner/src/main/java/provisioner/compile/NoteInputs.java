package provisioner.compile;

import java.util.Optional;
import java.util.SortedMap;
import provisioner.resource.Inputs;
import provisioner.source.Location;
import provisioner.state.Bytes;

/** For steps that are made from notes, which name no files of the user's. */
record NoteInputs(Optional<String> login) implements Inputs {
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
