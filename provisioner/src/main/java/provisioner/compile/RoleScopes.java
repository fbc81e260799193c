package provisioner.compile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import provisioner.playbook.Parameter;
import provisioner.playbook.Role;
import provisioner.playbook.RoleUse;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.Refusal;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** Gives role parameters their values: from the use of the role, or the host's variable, or the default. */
final class RoleScopes {
    private static final int DIGITS_OF_AN_INT = 9;

    private final Evaluator evaluator;

    RoleScopes(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /**
     * The scope for the steps of a role.
     *
     * @param outer the host's scope
     * @param problems receives the problems with values
     */
    LazyScope scope(RoleUse use, LazyScope outer, Consumer<Problem> problems) {
        LazyScope scope = outer.within(use.role().optionalGroups());
        ReleaseValues.declare(use, outer, scope, evaluator, problems);
        if (ReleaseValues.missing(use, scope)) {
            return scope;
        }
        defaults(use, outer, scope);
        // Given values before defaults, which may refer to them.
        List<Parameter> parameters = use.role().parameters().values().stream()
                .sorted(Comparator.comparing(p -> !use.with().entries().containsKey(p.name())))
                .toList();
        for (Parameter parameter : parameters) {
            given(parameter, use, outer, problems);
            try {
                value(parameter, use, outer, scope, problems);
            } catch (RenderException e) {
                problems.accept(e.problem());
            }
        }
        return scope;
    }

    /** As {@link #scope}, but each value is found when it is asked for, and is not converted to the parameter's type. */
    LazyScope lazy(RoleUse use, LazyScope outer) {
        LazyScope scope = outer.within(use.role().optionalGroups());
        ReleaseValues.declareLazily(use, outer, scope, evaluator);
        use.with().entries().forEach((name, given) -> {
            if (use.role().parameters().containsKey(name)) {
                scope.declare(given, outer);
            }
        });
        defaults(use, outer, scope);
        return scope;
    }

    /** All of them, before any has a value: they may refer to each other. */
    private static void defaults(RoleUse use, LazyScope outer, LazyScope scope) {
        for (Parameter parameter : use.role().parameters().values()) {
            if (!use.with().entries().containsKey(parameter.name()) && !outer.has(parameter.name())) {
                parameter
                        .defaultValue()
                        .ifPresent(
                                value -> scope.declare(new Node.Entry(parameter.location(), parameter.name(), value)));
            }
        }
    }

    /** The value of a parameter in such a scope. */
    static Object value(Parameter parameter, Role role, LazyScope scope) {
        Object value = convert(parameter.type(), scope.get(parameter.name()));
        if (value == null) {
            String hint = "set '" + parameter.name() + "' in the inventory";
            String found = scope.has(parameter.name()) ? "must have" : "needs a value for";
            throw new Refusal(
                    "role '" + role.name() + "' " + found + " '" + parameter.name() + "', " + article(parameter.type()),
                    hint);
        }
        return value;
    }

    private static void given(Parameter parameter, RoleUse use, LazyScope outer, Consumer<Problem> problems) {
        boolean known = use.with().entries().containsKey(parameter.name())
                || outer.has(parameter.name())
                || parameter.defaultValue().isPresent();
        if (!known) {
            String name = parameter.name();
            String message =
                    "role '" + use.role().name() + "' needs a value for '" + name + "', " + article(parameter.type());
            String hint = "write {role: " + use.role().name() + ", with: {" + name + ": VALUE}}, or set the variable '"
                    + name + "' in the inventory";
            problems.accept(new Problem(use.location(), message, hint));
        }
    }

    private void value(Parameter parameter, RoleUse use, LazyScope outer, LazyScope scope, Consumer<Problem> problems) {
        Optional<Node.Entry> with = use.with().get(parameter.name());
        if (with.isEmpty() && !scope.has(parameter.name())) {
            return;
        }
        // The use of a role sees the host's variables: in 'listen: $listen' the second is the host's.
        Object value = with.isPresent() ? evaluator.value(with.get().value(), outer) : scope.get(parameter.name());
        Location at = with.map(entry -> entry.value().location())
                .or(() -> Optional.ofNullable(outer.declaredAt(parameter.name())))
                .or(() -> parameter.defaultValue().map(Node::location))
                .orElse(use.location());
        Object converted = convert(parameter.type(), value);
        if (converted == null) {
            String message = "'%s' of role '%s' must be %s, found %s"
                    .formatted(parameter.name(), use.role().name(), article(parameter.type()), found(value));
            problems.accept(new Problem(at, message, ""));
            return;
        }
        scope.put(parameter.name(), converted);
    }

    private static String found(@Nullable Object value) {
        return Values.text(value).map(text -> "'" + text + "'").orElseGet(() -> Values.describe(value));
    }

    /** The value converted to the type; null if that is not possible. */
    private static @Nullable Object convert(Parameter.Type type, @Nullable Object value) {
        return switch (type) {
            case STRING -> Values.text(value).orElse(null);
            case INTEGER -> value instanceof String text ? number(text) : value instanceof Number ? value : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case LIST -> value instanceof List<?> ? value : null;
            case MAP -> value instanceof Map<?, ?> ? value : null;
        };
    }

    private static @Nullable Object number(String text) {
        return text.matches("-?(0|[1-9][0-9]*)") && text.length() <= DIGITS_OF_AN_INT ? Integer.valueOf(text) : null;
    }

    private static String article(Parameter.Type type) {
        return switch (type) {
            case STRING -> "a string";
            case INTEGER -> "an integer";
            case BOOLEAN -> "a boolean";
            case LIST -> "a list";
            case MAP -> "a mapping";
        };
    }
}
