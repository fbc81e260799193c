package provisioner.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment.InSync;
import provisioner.sh.Sh;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * Takes away a file or a symbolic link that is still as a step left it. What somebody has changed since stays.
 *
 * @param absent what takes it away
 * @param digest of the file's content, or the link's target after {@link #LINK}
 */
public record AsMade(Resource absent, String path, String digest) implements Removal {
    public static final String LINK = "link ";

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private boolean isChanged(StateView state) {
        PathState now = state.get(pathQuery());
        return switch (now) {
            case Missing ignored -> false;
            case RegularFile file -> !file.sha256().equals(digest);
            case Symlink link -> !(LINK + link.target()).equals(digest);
            default -> true;
        };
    }

    @Override
    public String title() {
        return absent.title();
    }

    @Override
    public List<Claim> claims() {
        return absent.claims();
    }

    @Override
    public Set<Query<?>> queries() {
        return Stream.concat(absent.queries().stream(), Stream.of(pathQuery())).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String actsFor(StateView state) {
        return absent.actsFor(state);
    }

    @Override
    public Assessment assess(StateView state) {
        return isChanged(state) ? new InSync() : absent.assess(state);
    }

    @Override
    public Optional<String> stays(StateView state) {
        return isChanged(state)
                ? Optional.of(path + ", which somebody has changed since: rm " + Sh.quote(path))
                : Optional.empty();
    }
}
