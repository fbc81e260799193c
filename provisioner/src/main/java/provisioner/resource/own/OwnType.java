package provisioner.resource.own;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.OwnTypeSource.OwnParameter;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.RenderException;

/** A resource type that a file declares. */
public final class OwnType implements ResourceType {
    private final OwnTypeSource source;
    private final Evaluator evaluator;

    /** @param evaluator renders what is said about the parameters, and takes in which of them are secret */
    public OwnType(OwnTypeSource source, Evaluator evaluator) {
        this.source = source;
        this.evaluator = evaluator;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        return parse(fields).map(Resource.class::cast);
    }

    Optional<OwnResource> parse(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.list().size();
        OwnParameters parameters = OwnParameters.read(source, fields, evaluator);
        if (problems.list().size() > before) {
            return Optional.empty();
        }
        Set<String> hidden = new HashSet<>();
        SortedMap<String, String> desired = new TreeMap<>();
        source.desired().forEach((key, template) -> {
            Set<String> secrets = new HashSet<>();
            rendered(template, parameters, secrets, problems).ifPresent(value -> desired.put(key, value));
            if (!secrets.isEmpty()) {
                hidden.add(key);
            }
        });
        List<OwnThing> claims = things(source.claims(), Set.of(), parameters, problems);
        List<OwnThing> effects = source.effects()
                .map(said -> things(
                        said, Set.of(OwnThing.PACKAGES, OwnThing.PARAMETERS, OwnThing.ANYTHING), parameters, problems))
                .orElse(List.of(new OwnThing(OwnThing.ANYTHING, "")));
        List<OwnThing> reads = things(source.reads(), Set.of(OwnThing.PACKAGES), parameters, problems);
        if (problems.list().size() > before) {
            return Optional.empty();
        }
        return Optional.of(new OwnResource(
                name(),
                title(parameters),
                desired,
                hidden,
                OwnScript.of(parameters.forShell(), source.probe()),
                OwnScript.of(parameters.forShell(), source.apply()),
                secret(),
                claims,
                altered(effects, claims),
                names(reads)));
    }

    private Set<String> secret() {
        return source.parameters().values().stream()
                .filter(OwnParameter::secret)
                .map(own -> own.parameter().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What it accounts for at a path, it also writes there. */
    private static List<OwnThing> altered(List<OwnThing> effects, List<OwnThing> claims) {
        Set<OwnThing> all = new LinkedHashSet<>(effects);
        claims.stream().filter(claim -> claim.kind().equals(OwnThing.PATH)).forEach(all::add);
        return List.copyOf(all);
    }

    private static SortedSet<String> names(List<OwnThing> reads) {
        return new TreeSet<>(reads.stream().map(OwnThing::thing).toList());
    }

    /** The first parameter names what a step is about. */
    private String title(OwnParameters parameters) {
        return Stream.concat(
                        Stream.of(name()),
                        source.parameters().values().stream()
                                .limit(1)
                                .filter(first -> !first.secret())
                                .map(first -> parameters.text(first.parameter().name()))
                                .flatMap(text -> text.lines().limit(1)))
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> rendered(
            Node.Scalar template, OwnParameters parameters, Set<String> secrets, Problems problems) {
        try {
            String text = parameters.rendered(template, secrets);
            if (text.chars().anyMatch(Character::isISOControl)) {
                problems.add(template.location(), "the value must be a single line without control characters");
                return Optional.empty();
            }
            return Optional.of(text);
        } catch (RenderException e) {
            OwnParameters.add(e.problem(), problems);
            return Optional.empty();
        }
    }

    /** What a condition leaves empty names nothing. */
    private static List<OwnThing> things(
            List<Node.Scalar> templates, Set<String> alone, OwnParameters parameters, Problems problems) {
        return templates.stream()
                .flatMap(template -> rendered(template, parameters, new HashSet<>(), problems)
                        .filter(text -> !text.isBlank())
                        .map(OwnThing::of)
                        .filter(thing -> isRight(thing, template, alone, problems))
                        .stream())
                .toList();
    }

    private static boolean isRight(OwnThing thing, Node.Scalar template, Set<String> alone, Problems problems) {
        Optional<String> wrong = thing.wrong(alone);
        wrong.ifPresent(
                why -> problems.add(template.location(), "'" + thing.thing() + "' " + why, OwnThing.known(alone)));
        return wrong.isEmpty();
    }
}
