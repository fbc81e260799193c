package provisioner.compile;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import provisioner.compile.StepCompiler.Settings;
import provisioner.playbook.Role;
import provisioner.playbook.StepSource;
import provisioner.resource.Check;
import provisioner.resource.Declaration;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.LazyScope;

/** Makes what steps declare from their parameters, for one host. */
final class StepParser {
    /** The type of a step's own check, and its parameter. */
    private static final String OWN_CHECK = "succeeds";

    private static final String COMMAND = "run";

    private final Settings settings;
    private final String host;
    private final Optional<String> login;
    private final Function<Location, Consumer<Problem>> reports;

    /**
     * @param login the user that the inventory sets for logging in
     * @param reports who receives the problems of templates, by the place where they are used
     */
    StepParser(Settings settings, String host, Optional<String> login, Function<Location, Consumer<Problem>> reports) {
        this.settings = settings;
        this.host = host;
        this.login = login;
        this.reports = reports;
    }

    /** What a step declares; empty after a problem. */
    Optional<? extends Declaration> declaration(
            StepSource step, Optional<Role> role, LazyScope scope, Problems problems) {
        Problems rendering = new Problems();
        Node.Mapping parameters = rendered(step.parameters(), scope, rendering);
        problems.addAll(rendering);
        return rendering.isEmpty()
                ? parsed(step.type(), step.parameters(), parameters, step.location(), role, scope, problems)
                : Optional.empty();
    }

    /** A step's own check; empty if it has none, or after a problem. */
    Optional<Check> check(StepSource step, Optional<Role> role, LazyScope scope, Problems problems) {
        if (step.check().isEmpty()) {
            return Optional.empty();
        }
        Node command = step.check().get();
        Problems rendering = new Problems();
        Node.Mapping written = command(command);
        Node.Mapping parameters = rendered(written, scope, rendering);
        problems.addAll(rendering);
        return rendering.isEmpty()
                ? parsed(OWN_CHECK, written, parameters, step.location(), role, scope, problems)
                        .map(Check.class::cast)
                : Optional.empty();
    }

    private static Node.Mapping command(Node command) {
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        entries.put(COMMAND, new Node.Entry(command.location(), COMMAND, command));
        return new Node.Mapping(command.location(), entries);
    }

    private Node.Mapping rendered(Node.Mapping written, LazyScope scope, Problems problems) {
        return settings.evaluator().mappingNode(written, scope, p -> problems.add(p.location(), p.message(), p.hint()));
    }

    private Optional<? extends Declaration> parsed(
            String typeName,
            Node.Mapping written,
            Node.Mapping parameters,
            Location usedAt,
            Optional<Role> role,
            LazyScope scope,
            Problems problems) {
        ResourceType type = settings.types().find(typeName).orElseThrow();
        ExposedSecrets exposed = new ExposedSecrets(settings.evaluator().secrets());
        StepInputs inputs = new StepInputs(
                settings.files(),
                settings.places().in(role),
                login,
                settings.evaluator(),
                scope,
                problems,
                reports.apply(usedAt),
                exposed);
        Fields fields = new Fields(parameters, "'" + typeName + "'", problems);
        Optional<? extends Declaration> declaration = type.parse(fields, inputs);
        fields.done();
        declaration.ifPresent(declared -> exposed.report(
                declared, written, parameters, warning -> settings.warnings().add(warning, usedAt, host)));
        return declaration;
    }
}
