package provisioner.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Reads lists of steps. */
final class StepReader {
    private static final List<String> KEYS = List.of("name", "when", "for_each", "once", "tags", "timeout", "retries");
    private static final int MOST_RETRIES = 100;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]+");

    private final Set<String> types;
    private final Problems problems;

    /** @param types the names of all resource types */
    StepReader(Set<String> types, Problems problems) {
        this.types = types;
        this.problems = problems;
    }

    List<StepSource> steps(Fields fields) {
        return read(fields.list("steps"), KEYS);
    }

    /** The steps around a play's own. Each can name the hosts that it runs on. */
    AroundSource around(Fields fields) {
        List<String> keys = Stream.concat(KEYS.stream().filter(key -> !key.equals("once")), Stream.of("on"))
                .toList();
        Optional<String> unit =
                fields.optionalString("unit").map(name -> name.contains(".") ? name : name + ".service");
        return new AroundSource(
                unit, read(fields.list("before"), keys), read(fields.list("after"), keys), refusalEndsPlay(fields));
    }

    private static boolean refusalEndsPlay(Fields fields) {
        Optional<String> text = fields.optionalString("refusal_ends");
        if (text.isPresent() && !text.get().equals("play") && !text.get().equals("run")) {
            fields.refuse("refusal_ends", "'refusal_ends' must be 'play' or 'run', found '" + text.get() + "'", "");
        }
        return text.filter("play"::equals).isPresent();
    }

    private List<StepSource> read(List<Node> items, List<String> keys) {
        List<StepSource> steps = new ArrayList<>();
        for (Node item : items) {
            step(item, keys).ifPresent(steps::add);
        }
        return steps;
    }

    private Optional<StepSource> step(Node node, List<String> keys) {
        if (!(node instanceof Node.Mapping mapping)) {
            Fields.of(node, "a step", problems);
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, "a step", problems);
        Optional<Node.Entry> type = type(mapping, keys);
        Optional<Node.Scalar> name = name(fields);
        Optional<Node.Scalar> when = condition(fields);
        Optional<Node> forEach = fields.node("for_each");
        forEach.filter(Node.Mapping.class::isInstance)
                .ifPresent(f -> problems.add(f.location(), "'for_each' must be a list, found a mapping"));
        boolean once = keys.contains("once") && fields.bool("once", false);
        List<String> tags = tags(fields);
        var timeout = fields.duration("timeout").filter(t -> {
            if (t.isZero()) {
                fields.refuse("timeout", "'timeout' must be longer than zero", "remove it to use the default");
            }
            return !t.isZero();
        });
        int retries = fields.optionalInteger("retries", 0, MOST_RETRIES).orElse(0);
        Optional<Node.Scalar> on =
                keys.contains("on") ? fields.scalars("on").stream().findFirst() : Optional.empty();
        if (type.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        Node.Entry resource = type.get();
        return parameters(resource)
                .map(parameters -> new StepSource(
                        name.get(),
                        mapping.location(),
                        resource.key(),
                        parameters,
                        when,
                        forEach,
                        once,
                        tags,
                        timeout,
                        retries,
                        on));
    }

    private static Optional<Node.Scalar> name(Fields fields) {
        if (!fields.has("name")) {
            fields.missing("name", "a step needs a 'name' of its own", "begin it with '- name: WHAT IT DOES'");
            return Optional.empty();
        }
        if (fields.string("name").isEmpty()) {
            return Optional.empty();
        }
        return fields.scalars("name").stream().findFirst();
    }

    /** A condition is an expression as in a template's {@code #if(...)}. */
    static Optional<Node.Scalar> condition(Fields fields) {
        Optional<Node> node = fields.node("when");
        if (node.isPresent() && node.get() instanceof Node.Scalar s && !s.tag().isEmpty()) {
            fields.refuse("when", "'when' must be in quotes because it begins with '!'", "write when: \"!$…\"");
            return Optional.empty();
        }
        Optional<String> text = fields.optionalString("when");
        if (text.filter(String::isBlank).isPresent()) {
            fields.refuse("when", "'when' must not be empty", "write a condition, or remove it");
        }
        return text.filter(t -> !t.isBlank())
                .flatMap(t -> fields.scalars("when").stream().findFirst());
    }

    static List<String> tags(Fields fields) {
        List<String> tags = new ArrayList<>();
        for (Node.Scalar tag : fields.scalars("tags")) {
            if (TAG.matcher(tag.text()).matches()) {
                tags.add(tag.text());
            } else {
                String hint = "use letters, digits, '-' and '_'; write several tags as a list";
                fields.problems().add(tag.location(), "invalid tag '" + tag.text() + "'", hint);
            }
        }
        return tags;
    }

    private Optional<Node.Entry> type(Node.Mapping mapping, List<String> keys) {
        List<Node.Entry> others = mapping.entries().values().stream()
                .filter(entry -> !keys.contains(entry.key()))
                .toList();
        List<Node.Entry> known =
                others.stream().filter(entry -> types.contains(entry.key())).toList();
        others.stream().filter(entry -> !types.contains(entry.key())).forEach(entry -> unknown(entry, keys, known));
        if (others.isEmpty()) {
            String hint = "such as package: {name: nginx}";
            problems.add(mapping.location(), "a step needs a resource type", hint);
        }
        if (known.size() > 1) {
            String message = "a step must have one resource type, found '%s' and '%s'"
                    .formatted(known.get(0).key(), known.get(1).key());
            problems.add(known.get(1).location(), message, "write two steps");
        }
        return known.stream().findFirst();
    }

    /** In a step without a resource type, the unknown key is likely to be it. */
    private void unknown(Node.Entry entry, List<String> keys, List<Node.Entry> known) {
        Set<String> words = new TreeSet<>(types);
        words.addAll(keys);
        Optional<String> guess = Problems.near(entry.key(), words);
        boolean misspelt = keys.stream().anyMatch(key -> guess.equals(Optional.of("did you mean '" + key + "'?")));
        if (misspelt || !known.isEmpty()) {
            String all = "beside its type a step can have: " + String.join(", ", keys);
            String hint = OtherTools.key(entry.key()).or(() -> guess).orElse(all);
            problems.add(entry.location(), "unknown key '" + entry.key() + "'", hint);
        } else {
            String message = "unknown resource type '" + entry.key() + "'";
            String all = Problems.nearestOf("types", entry.key(), types);
            problems.add(
                    entry.location(),
                    message,
                    OtherTools.type(entry.key())
                            .map(own -> "use " + own + "; " + all)
                            .orElse(all));
        }
    }

    private Optional<Node.Mapping> parameters(Node.Entry resource) {
        if (resource.value() instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        }
        Fields.of(resource.value(), "'" + resource.key() + "'", problems);
        return Optional.empty();
    }
}
