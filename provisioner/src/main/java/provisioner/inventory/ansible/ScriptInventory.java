package provisioner.inventory.ansible;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import provisioner.secret.store.SecretCommands;
import provisioner.secret.store.SecretException;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** An executable that prints an inventory as JSON if it is called with {@code --list}. */
final class ScriptInventory {
    private static final List<String> PARTS = List.of("hosts", "vars", "children");

    private final Registry registry;
    private final Path program;
    private final String shown;
    private final Problems problems;
    private final SecretCommands commands = SecretCommands.ofFiles();
    private final Set<String> hosts = new LinkedHashSet<>();

    /** @param shown the path for messages */
    ScriptInventory(Registry registry, Path program, String shown, Problems problems) {
        this.registry = registry;
        this.program = program;
        this.shown = shown;
        this.problems = problems;
    }

    void read() {
        Optional<Node.Mapping> printed = run("--list");
        if (printed.isEmpty()) {
            return;
        }
        Optional<Node.Mapping> variables = Optional.empty();
        for (Node.Entry entry : printed.get().entries().values()) {
            if (!entry.key().equals("_meta")) {
                group(entry);
            } else if (entry.value() instanceof Node.Mapping meta) {
                variables = meta.get("hostvars")
                        .map(Node.Entry::value)
                        .filter(Node.Mapping.class::isInstance)
                        .map(Node.Mapping.class::cast);
            }
        }
        for (String host : hosts) {
            Optional<Node> of = variables.isPresent()
                    ? variables.get().get(host).map(Node.Entry::value)
                    : run("--host", host).map(Node.class::cast);
            if (variables.isEmpty() && of.isEmpty()) {
                return; // for the others it would say the same, each time after up to a minute
            }
            if (of.orElse(null) instanceof Node.Mapping mapping) {
                mapping.entries().values().forEach(variable -> registry.set(host, variable));
            }
        }
    }

    private Optional<Node.Mapping> run(String... arguments) {
        String call = shown + " " + String.join(" ", arguments);
        try {
            List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
            command.addAll(List.of(arguments));
            Optional<Node> printed = Documents.json(commands.secret(command), "'" + call + "'", problems);
            if (printed.isPresent() && !(printed.get() instanceof Node.Mapping)) {
                problems.add(Location.ofFile(shown), "'" + call + "' must print a JSON object");
            }
            return printed.filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
        } catch (SecretException e) {
            problems.add(Location.ofFile(shown), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void group(Node.Entry entry) {
        String name = entry.key();
        registry.group(name);
        if (entry.value() instanceof Node.Mapping body) {
            if (PARTS.stream().noneMatch(body.entries()::containsKey)) {
                // A host with its variables, in the way of old scripts.
                host(name, name, entry.location());
                body.entries().values().forEach(variable -> registry.set(name, variable));
                return;
            }
            body.get("hosts").ifPresent(part -> hosts(name, part.value()));
            body.get("vars").ifPresent(part -> {
                if (part.value() instanceof Node.Mapping variables) {
                    variables.entries().values().forEach(variable -> registry.set(name, variable));
                } else {
                    problems.add(part.value().location(), "'vars' of group '" + name + "' must be an object");
                }
            });
            body.get("children").ifPresent(part -> children(name, part.value()));
        } else {
            hosts(name, entry.value());
        }
    }

    private void hosts(String group, Node list) {
        if (!(list instanceof Node.Sequence sequence)) {
            problems.add(list.location(), "'hosts' of group '" + group + "' must be a list");
            return;
        }
        for (Node item : sequence.items()) {
            if (item instanceof Node.Scalar host) {
                host(group, host.text(), host.location());
            }
        }
    }

    private void host(String group, String host, Location at) {
        hosts.add(host);
        registry.host(host, group, OptionalInt.empty(), at);
    }

    private void children(String group, Node list) {
        if (list instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                if (item instanceof Node.Scalar child) {
                    registry.group(child.text());
                    registry.addChild(group, child.text(), child.location());
                }
            }
        }
    }
}
