package provisioner.resource.own;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.OwnTypeSource.OwnParameter;
import provisioner.playbook.Parameter;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Scope;
import provisioner.template.Values;

/** The values of a step's parameters: what the step gives, or the default. */
final class OwnParameters {
    private final OwnTypeSource type;
    private final Evaluator evaluator;
    private final LazyScope values;

    private OwnParameters(OwnTypeSource type, Evaluator evaluator) {
        this.type = type;
        this.evaluator = evaluator;
        this.values = new LazyScope(LazyScope.empty(), evaluator);
    }

    /** Problems are collected in {@code fields}; nobody may use the values after one. */
    static OwnParameters read(OwnTypeSource type, Fields fields, Evaluator evaluator) {
        OwnParameters all = new OwnParameters(type, evaluator);
        for (OwnParameter own : type.parameters().values()) {
            Parameter parameter = own.parameter();
            if (fields.has(parameter.name()) || parameter.defaultValue().isEmpty()) {
                all.values.put(parameter.name(), all.value(own, fields));
            } else {
                Node value = parameter.defaultValue().get();
                all.values.declare(new Node.Entry(parameter.location(), parameter.name(), value));
            }
        }
        type.parameters().values().forEach(own -> all.byDefault(own, fields));
        return all;
    }

    /** What a default says has the parameter's type, too. */
    private void byDefault(OwnParameter own, Fields given) {
        Parameter parameter = own.parameter();
        if (given.has(parameter.name()) || parameter.defaultValue().isEmpty()) {
            return;
        }
        Problems problems = given.problems();
        try {
            Node value = Values.toNode(
                    values.get(parameter.name()), parameter.defaultValue().get().location());
            SequencedMap<String, Node.Entry> one = new LinkedHashMap<>();
            one.put(parameter.name(), new Node.Entry(parameter.location(), parameter.name(), value));
            Fields fields = new Fields(new Node.Mapping(parameter.location(), one), "a default", problems);
            values.put(parameter.name(), value(own, fields));
        } catch (RenderException e) {
            add(e.problem(), problems);
        }
    }

    private Object value(OwnParameter own, Fields fields) {
        String name = own.parameter().name();
        if (!fields.has(name)) {
            return fields.string(name); // reports it
        }
        Object value = switch (own.parameter().type()) {
            case STRING -> fields.optionalString(name).orElse("");
            case INTEGER ->
                fields.optionalInteger(name, Integer.MIN_VALUE, Integer.MAX_VALUE)
                        .orElse(0);
            case BOOLEAN -> fields.optionalBool(name).orElse(false);
            case LIST -> fields.stringList(name);
            case MAP -> fields.stringMap(name);
        };
        check(name, value, fields);
        if (own.secret() && !OwnScript.text(value).isEmpty()) {
            evaluator.hide(OwnScript.text(value));
        }
        return value;
    }

    private static void check(String name, Object value, Fields fields) {
        if (OwnScript.text(value).indexOf('\0') >= 0) {
            fields.refuse(name, "'" + name + "' must not contain a NUL character", "");
        }
        Collection<?> parts = switch (value) {
            case List<?> items -> items;
            case Map<?, ?> map -> map.entrySet();
            default -> List.of();
        };
        if (parts.stream().anyMatch(part -> part.toString().indexOf('\n') >= 0)) {
            fields.refuse(name, "each item of '" + name + "' must be a single line", "");
        }
    }

    static void add(Problem problem, Problems problems) {
        problems.add(problem.location(), problem.message(), problem.hint());
    }

    /** As the scripts get them. */
    SequencedMap<String, String> forShell() {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        type.parameters().keySet().forEach(name -> texts.put(name, text(name)));
        return texts;
    }

    String text(String name) {
        return OwnScript.text(Objects.requireNonNull(values.get(name)));
    }

    /**
     * A template over the values.
     *
     * @param secrets gets the names of the parameters with secrets that it reads
     * @throws RenderException if it cannot be rendered
     */
    String rendered(Node.Scalar template, Set<String> secrets) {
        return evaluator.text(template, new Watched(this, secrets));
    }

    /** Notes which secrets are read. */
    private record Watched(OwnParameters of, Set<String> secrets) implements Scope {
        @Override
        public boolean has(String name) {
            return of.values.has(name);
        }

        @Override
        public @Nullable Object get(String name) {
            OwnParameter parameter = of.type.parameters().get(name);
            if (parameter != null && parameter.secret()) {
                secrets.add(name);
            }
            return of.values.get(name);
        }

        @Override
        public Collection<String> names() {
            return of.values.names();
        }
    }
}
