package provisioner.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;

/**
 * Renders values, conditions and template files, and collects the secrets that they use.
 *
 * <p>A value that is a single reference ({@code $packages}) keeps the type of what it refers to. A longer text can
 * contain only single values. A reference to a list within a list stands for that list's items.
 */
public final class Evaluator {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{?[A-Za-z]\\w*(?:\\.\\w+(?:\\([^()]*\\))?|\\[[^\\[\\]]*])*+(?:\\|[^{}]*)?}?");

    /** The tag of a string in a file that is encrypted as a whole, which nobody writes. */
    private static final String INTERNAL = "!vaulted";

    /** The tag of a string that is used as it is. */
    private static final String UNSAFE = "!unsafe";

    private record Evaluation(Node.Entry variable, Scope scope) {}

    private final VelocityTemplates templates = new VelocityTemplates();
    private final Map<String, TagResolver> resolvers;
    private final Set<Secret> secrets = new LinkedHashSet<>();
    private final Masker masker = Masker.none();
    private final Deque<Evaluation> underway = new ArrayDeque<>();

    /** @param resolvers by the tag, such as {@code !env} */
    public Evaluator(Map<String, TagResolver> resolvers) {
        this.resolvers = new TreeMap<>(resolvers);
    }

    /** All secrets resolved so far. */
    public Set<Secret> secrets() {
        return Collections.unmodifiableSet(secrets);
    }

    /** Masks all secrets resolved so far, and those that are resolved later. */
    public Masker masker() {
        return masker;
    }

    /** Takes a value for a secret that does not come from a tag. */
    public void hide(String value) {
        Secret secret = new Secret(value);
        if (secrets.add(secret)) {
            masker.learn(List.of(secret));
        }
    }

    /** @throws RenderException if it cannot be rendered */
    public String file(String text, String file, Scope scope) {
        return templates.render(TemplateText.ofFile(text, file), scope);
    }

    /** @throws RenderException if it cannot be rendered or is not a single value */
    public String text(Node.Scalar scalar, Scope scope) {
        Object value = value(scalar, scope);
        return Values.text(value)
                .orElseThrow(() -> new RenderException(new Problem(
                        scalar.location(),
                        "'" + scalar.text() + "' must be a string, found " + Values.describe(value),
                        "")));
    }

    /**
     * Whether a condition holds.
     *
     * @param expression as in {@code #if(...)}, but an undefined name is an error
     * @throws RenderException if it cannot be evaluated or is neither true nor false
     */
    public boolean condition(Node.Scalar expression, Scope scope) {
        Object value = templates.evaluate(TemplateText.of(expression), scope);
        if (value instanceof Boolean bool) {
            return bool;
        }
        String text = expression.text();
        String found = Values.describe(value);
        String message = "a condition must be true or false, but '" + text + "' is " + found;
        String hint = "write a comparison, such as " + text + " == " + (found.equals("an integer") ? value : "\"…\"");
        throw new RenderException(new Problem(expression.location(), message, hint));
    }

    /** @throws RenderException if it cannot be rendered */
    public @Nullable Object value(Node node, Scope scope) {
        return switch (node) {
            case Node.Scalar scalar -> single(scalar, scope);
            case Node.Sequence tagged when !tagged.tag().isEmpty() -> secret(arguments(tagged, scope), tagged.tag());
            case Node.Sequence sequence -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Node item : sequence.items()) {
                    Object value = value(item, scope);
                    if (spreads(item) && value instanceof List<?> list) {
                        items.addAll(list);
                    } else {
                        items.add(value);
                    }
                }
                yield Collections.unmodifiableList(items);
            }
            case Node.Mapping mapping -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, value(entry.value(), scope)));
                yield Collections.unmodifiableMap(values);
            }
        };
    }

    /**
     * The node with every value in it rendered. A value that cannot be rendered is reported and stays as it is.
     *
     * @param problems receives each problem
     */
    public Node node(Node node, Scope scope, Consumer<Problem> problems) {
        return switch (node) {
            case Node.Scalar scalar -> scalarNode(scalar, scope, problems);
            case Node.Sequence tagged when !tagged.tag().isEmpty() -> secretNode(tagged, scope, problems);
            case Node.Sequence sequence -> sequenceNode(sequence, scope, problems);
            case Node.Mapping mapping -> mappingNode(mapping, scope, problems);
        };
    }

    private Node sequenceNode(Node.Sequence sequence, Scope scope, Consumer<Problem> problems) {
        List<Node> rendered = new ArrayList<>();
        for (Node item : sequence.items()) {
            Node node = node(item, scope, problems);
            rendered.addAll(spreads(item) && node instanceof Node.Sequence list ? list.items() : List.of(node));
        }
        return new Node.Sequence(sequence.location(), rendered);
    }

    /** As {@link #node}, for a mapping. */
    public Node.Mapping mappingNode(Node.Mapping mapping, Scope scope, Consumer<Problem> problems) {
        SequencedMap<String, Node.Entry> rendered = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) ->
                        rendered.put(key, new Node.Entry(entry.location(), key, node(entry.value(), scope, problems))));
        return new Node.Mapping(mapping.location(), rendered);
    }

    private Node scalarNode(Node.Scalar scalar, Scope scope, Consumer<Problem> problems) {
        if (scalar.tag().isEmpty() && !isTemplate(scalar.text())) {
            return scalar;
        }
        try {
            if (scalar.tag().isEmpty() && !isReference(scalar.text())) {
                String text = templates.render(TemplateText.of(scalar), scope);
                return new Node.Scalar(scalar.location(), text, scalar.plain(), "");
            }
            Object value = single(scalar, scope);
            if (value == null) {
                String hint = "give the variable a value, or remove the key";
                throw new RenderException(new Problem(scalar.location(), "'" + scalar.text() + "' has no value", hint));
            }
            return Values.toNode(value, scalar.location());
        } catch (RenderException e) {
            problems.accept(e.problem());
            if (scalar.tag().isEmpty()) {
                Failures.undefined(TemplateText.of(scalar), scope).stream()
                        .filter(problem -> !problem.equals(e.problem()))
                        .forEach(problems);
            }
            return scalar;
        }
    }

    private @Nullable Object single(Node.Scalar scalar, Scope scope) {
        switch (scalar.tag()) {
            case UNSAFE -> {
                return scalar.text();
            }
            case Jinja.TAG -> {
                return jinja(scalar, scope);
            }
            default -> {}
        }
        if (!scalar.tag().isEmpty()) {
            return secret(scalar, scalar.tag());
        }
        if (!isTemplate(scalar.text())) {
            return Values.of(scalar);
        }
        if (isReference(scalar.text())) {
            return templates.evaluate(TemplateText.of(scalar), scope);
        }
        String text = templates.render(TemplateText.of(scalar), scope);
        return Values.of(new Node.Scalar(scalar.location(), text, scalar.plain(), ""));
    }

    /** What filters make of a secret is one, too. */
    private @Nullable Object jinja(Node.Scalar scalar, Scope scope) {
        List<Object> seen = new ArrayList<>();
        Object value = Jinja.value(scalar, scope, seen::add);
        boolean secret = seen.stream()
                .anyMatch(one -> one instanceof String text
                        && !text.isEmpty()
                        && secrets.contains(new Secret(text))
                        && !(value instanceof String result && result.contains(text)));
        if (secret && value instanceof String result && !result.isEmpty()) {
            hide(result);
        }
        return value;
    }

    private String secret(Node node, String tag) {
        TagResolver resolver = resolvers.get(tag);
        if (resolver == null) {
            List<String> written = resolvers.keySet().stream()
                    .filter(one -> !one.equals(INTERNAL))
                    .toList();
            String hint = Problems.didYouMean(tag, written);
            throw new RenderException(new Problem(node.location(), "unknown tag '" + tag + "'", hint));
        }
        String secret = resolver.resolve(node);
        hide(secret);
        return secret;
    }

    private Node secretNode(Node.Sequence tagged, Scope scope, Consumer<Problem> problems) {
        try {
            return Values.toNode(value(tagged, scope), tagged.location());
        } catch (RenderException e) {
            problems.accept(e.problem());
            return tagged;
        }
    }

    /** The rendered items of a tagged list. They may become a process's arguments, which must not contain a secret. */
    private Node.Sequence arguments(Node.Sequence tagged, Scope scope) {
        List<Node> items = new ArrayList<>();
        for (Node item : tagged.items()) {
            if (!(item instanceof Node.Scalar scalar)
                    || scalar.isNull()
                    || !scalar.tag().isEmpty()) {
                String message = "an item after '" + tagged.tag() + "' must be a string without a tag";
                throw new RenderException(new Problem(item.location(), message, ""));
            }
            String text = text(scalar, scope);
            if (isTemplate(scalar.text()) && secrets.stream().map(Secret::value).anyMatch(text::contains)) {
                String message = "an argument must not contain a secret, because every user of this machine can see it";
                throw new RenderException(new Problem(item.location(), message, "let the command read it from a file"));
            }
            items.add(new Node.Scalar(item.location(), text, false, ""));
        }
        return new Node.Sequence(tagged.location(), items, tagged.tag());
    }

    /** A variable's value. Its scope calls this when the variable is first used. */
    @Nullable
    Object variable(Node.Entry variable, Scope scope) {
        Evaluation evaluation = new Evaluation(variable, scope);
        if (underway.contains(evaluation)) {
            throw new RenderException(cycle(evaluation));
        }
        underway.addLast(evaluation);
        try {
            return value(variable.value(), scope);
        } finally {
            underway.removeLast();
        }
    }

    private Problem cycle(Evaluation again) {
        String way = underway.stream()
                .dropWhile(e -> !e.equals(again))
                .map(e -> e.variable.key() + " (" + e.variable.location() + ")")
                .collect(Collectors.joining(" → "));
        String name = again.variable.key();
        return new Problem(
                again.variable.location(), "variable '" + name + "' refers to itself: " + way + " → " + name, "");
    }

    private static boolean isTemplate(String text) {
        return text.indexOf('$') >= 0 || text.indexOf('#') >= 0;
    }

    /** Whether a list in place of an item stands for that list's items, which is not so in Jinja. */
    private static boolean spreads(Node item) {
        return item instanceof Node.Scalar scalar && !scalar.tag().equals(Jinja.TAG);
    }

    private static boolean isReference(String text) {
        boolean braces = text.startsWith("${");
        return REFERENCE.matcher(text).matches() && braces == text.endsWith("}") && (braces || !text.contains("|"));
    }
}
