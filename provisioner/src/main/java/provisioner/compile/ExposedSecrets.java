package provisioner.compile;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import provisioner.resource.Declaration;
import provisioner.secret.Secret;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.state.Bytes;

/** Finds the secrets of one step that every user of a host would see, at the places where they are written down. */
final class ExposedSecrets {
    /** A shorter text may well be a part of something else. */
    private static final int SHORTEST = 4;

    private final Set<Secret> secrets;
    private final Set<Location> templates = new HashSet<>();

    /** @param secrets all secrets known so far; grows while the step is compiled */
    ExposedSecrets(Set<Secret> secrets) {
        this.secrets = secrets;
    }

    /** Takes in what a template has become. */
    void rendered(Bytes content, Location usedAt) {
        if (content.text().filter(this::holdSecret).isPresent()) {
            templates.add(usedAt);
        }
    }

    /**
     * @param written the parameters before they were rendered: only what was rendered can contain a secret
     * @param parameters the rendered parameters
     */
    void report(Declaration declared, Node.Mapping written, Node.Mapping parameters, Consumer<Problem> warnings) {
        Set<Location> rendered = new HashSet<>();
        scalars(written).filter(ExposedSecrets::isRendered).forEach(node -> rendered.add(node.location()));
        for (Node.Entry entry : parameters.entries().values()) {
            List<Location> places = scalars(entry.value())
                    .filter(scalar -> templates.contains(scalar.location())
                            || rendered.contains(scalar.location()) && holdSecret(scalar.text()))
                    .map(Node.Scalar::location)
                    .distinct()
                    .toList();
            Optional<String> why = places.isEmpty() ? Optional.empty() : declared.exposes(entry.key());
            why.ifPresent(reason -> places.forEach(place -> warnings.accept(new Problem(
                    place,
                    "every user of the host can read the secret in '" + entry.key() + "': " + reason,
                    "keep it in a file that others cannot read, such as one of mode 0600"))));
        }
    }

    private boolean holdSecret(String text) {
        return secrets.stream().map(Secret::value).anyMatch(s -> s.length() >= SHORTEST && text.contains(s));
    }

    private static boolean isRendered(Node.Scalar scalar) {
        return !scalar.tag().isEmpty() || scalar.text().indexOf('$') >= 0;
    }

    private static Stream<Node.Scalar> scalars(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> Stream.of(scalar);
            case Node.Sequence tagged
            when !tagged.tag().isEmpty() -> Stream.of(new Node.Scalar(tagged.location(), "", false, tagged.tag()));
            case Node.Sequence list -> list.items().stream().flatMap(ExposedSecrets::scalars);
            case Node.Mapping map -> map.entries().values().stream().flatMap(entry -> scalars(entry.value()));
        };
    }
}
