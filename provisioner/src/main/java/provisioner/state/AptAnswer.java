package provisioner.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What apt says of a package that is not as desired; empty throughout where it would do as asked.
 *
 * @param listsAge how long ago the package lists were fetched
 * @param versions in the package lists, or installed
 * @param providers packages that provide a name that no package has
 * @param near names like one that apt does not know
 * @param pins places of preferences that keep every version away
 * @param architectures the host's own and then the foreign ones, if a name with an architecture is not known
 * @param takes what else it would remove
 * @param blocked why it refuses, in its words
 */
public record AptAnswer(
        @Volatile Duration listsAge,
        List<String> versions,
        List<String> providers,
        @Volatile List<String> near,
        List<String> pins,
        List<String> architectures,
        List<String> takes,
        Optional<String> blocked) {
    public static final AptAnswer YES = new AptAnswer(
            Duration.ZERO, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());

    public AptAnswer {
        versions = List.copyOf(versions);
        providers = List.copyOf(providers);
        near = List.copyOf(near);
        pins = List.copyOf(pins);
        architectures = List.copyOf(architectures);
        takes = List.copyOf(takes);
    }

    /** Whether other packages stand in the way, so that their removal may clear it. */
    public boolean conflicts() {
        return !takes.isEmpty() || blocked.isPresent();
    }
}
