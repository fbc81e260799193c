package provisioner.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.VariableNames;

/** Reads lists of steps. */
final class StepReader {
    static final List<String> KEYS =
            List.of("name", "when", "for_each", "as", "once", "on", "tags", "timeout", "retries", "check");
    private static final List<String> NOT_AROUND = List.of("once", "check");
    private static final int MOST_RETRIES = 100;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]+");

    private final Set<String> types;
    private final Problems problems;

    /** @param types the names of all resource types */
    StepReader(Set<String> types, Problems problems) {
        this.types = types;
        this.problems = problems;
    }

    /** A step in a list of steps; empty after a problem. */
    Optional<StepSource> step(Node node) {
        return step(node, KEYS);
    }

    /** Reports the keys of a group of steps that nobody has read. Some of them are known, but only at a step. */
    void onlyOfSteps(Node.Mapping group, Fields fields) {
        for (Node.Entry entry : group.entries().values()) {
            Optional<String> hint = KEYS.contains(entry.key()) || types.contains(entry.key())
                    ? Optional.of("it belongs to a single step: move it into one")
                    : OtherTools.key(entry.key());
            if (hint.isPresent() && !fields.known().contains(entry.key()) && fields.has(entry.key())) {
                problems.add(entry.location(), "unknown key '" + entry.key() + "'", hint.get());
            }
        }
        fields.done();
    }

    /** The steps around a play's own. */
    AroundSource around(Fields fields) {
        List<String> keys =
                KEYS.stream().filter(key -> !NOT_AROUND.contains(key)).toList();
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
            if (item instanceof Node.Mapping mapping && StepListReader.isGroup(mapping)) {
                problems.add(item.location(), "'around' must contain single steps", "write each step here");
            } else {
                step(item, keys).ifPresent(steps::add);
            }
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
        Optional<Node.Scalar> name = name(fields, "a step", "WHAT IT DOES");
        Optional<Node.Scalar> when = condition(fields);
        Optional<ForEach> forEach = forEach(fields);
        boolean once = keys.contains("once") && fields.bool("once", false);
        List<String> tags = tags(fields);
        var timeout = fields.duration("timeout").filter(t -> {
            if (t.isZero()) {
                fields.refuse("timeout", "'timeout' must be longer than zero", "remove it to use the default");
            }
            return !t.isZero();
        });
        int retries = fields.optionalInteger("retries", 0, MOST_RETRIES).orElse(0);
        Optional<Node.Scalar> on = on(fields);
        Optional<Node> check = keys.contains("check") ? check(fields, on) : Optional.empty();
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
                        on,
                        check));
    }

    /** @param what what has the name, with its article, for messages */
    static Optional<Node.Scalar> name(Fields fields, String what, String example) {
        if (!fields.has("name")) {
            fields.missing("name", what + " needs a 'name' of its own", "begin it with '- name: " + example + "'");
            return Optional.empty();
        }
        if (fields.string("name").isEmpty()) {
            return Optional.empty();
        }
        return fields.scalars("name").stream().findFirst();
    }

    private static Optional<Node.Scalar> on(Fields fields) {
        return fields.optionalString("on").isEmpty()
                ? Optional.empty()
                : fields.scalars("on").stream().findFirst();
    }

    /** A command: a string, or a list of words. */
    private static Optional<Node> check(Fields fields, Optional<Node.Scalar> on) {
        Optional<Node> check = fields.node("check");
        boolean nothing = check.isPresent()
                && switch (check.get()) {
                    case Node.Sequence list -> list.items().isEmpty();
                    case Node.Scalar text -> text.text().isBlank() && text.tag().isEmpty();
                    case Node.Mapping ignored -> false;
                };
        if (nothing) {
            fields.refuse("check", "'check' must be a command", "such as nginx -t, or [nginx, -t]");
            return Optional.empty();
        }
        if (check.isPresent() && on.isPresent()) {
            fields.refuse(
                    "check",
                    "'check' must not be at a step with 'on'",
                    "write a step with the type 'succeeds' in a play for those hosts");
            return Optional.empty();
        }
        return fields.scalars("check").isEmpty() ? Optional.empty() : check;
    }

    static Optional<ForEach> forEach(Fields fields) {
        Optional<Node> over = fields.node("for_each");
        Optional<String> as = fields.optionalString("as");
        as.ifPresent(name -> VariableNames.check(name, fields.at("as"), fields.problems()));
        if (as.isPresent() && over.isEmpty()) {
            fields.refuse("as", "'as' names the items of 'for_each', which is missing", "add 'for_each', or remove it");
        }
        return over.map(node -> new ForEach(node, as.orElse(ForEach.ITEM)));
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
        Set<String> meant = new TreeSet<>(keys);
        meant.addAll(StepListReader.KEYS);
        Set<String> words = new TreeSet<>(types);
        words.addAll(meant);
        Optional<String> guess = Problems.near(entry.key(), words);
        boolean misspelt = meant.stream().anyMatch(key -> guess.equals(Optional.of("did you mean '" + key + "'?")));
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
        String what = "'" + resource.key() + "'";
        Optional<String> meant =
                resource.value() instanceof Node.Sequence ? OtherTools.type(resource.key()) : Optional.empty();
        if (meant.isPresent()) {
            String found = what + " must be a mapping, found a list";
            problems.add(resource.value().location(), found, "use " + meant.get());
        } else {
            Fields.of(resource.value(), what, problems);
        }
        return Optional.empty();
    }
}
