package provisioner.inventory.ansible;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/**
 * Reads an INI inventory as Ansible's own {@code plugins/inventory/ini.py} does. It is a dialect of its own: host lines are
 * split as a shell would, and values are Python literals.
 */
final class IniReader {
    private static final Pattern SECTION = Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern GROUP = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

    private enum Kind {
        HOSTS,
        CHILDREN,
        VARS
    }

    /** A group that is named before it is declared. */
    private record Pending(Location at, boolean variables, List<String> parents) {}

    private final Registry registry;
    private final Problems problems;
    private final String file;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private String group = Registry.UNGROUPED;
    private Kind kind = Kind.HOSTS;

    IniReader(Registry registry, String file, Problems problems) {
        this.registry = registry;
        this.file = file;
        this.problems = problems;
    }

    void read(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && content.charAt(0) != ';' && content.charAt(0) != '#') {
                int indentation = line.length() - line.stripLeading().length();
                line(content, new Location(file, number, indentation + 1));
            }
        }
        pending.forEach((name, declared) -> problems.add(
                declared.at,
                declared.variables
                        ? "section [" + name + ":vars] must belong to a group, and there is no group '" + name + "'"
                        : "unknown group '" + name + "'",
                "add a section [" + name + "]"));
    }

    private void line(String line, Location at) {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            section(section.group(1), section.group(2), at);
        } else if (line.startsWith("[") && line.endsWith("]")) {
            problems.add(at, "invalid section '" + line + "'", "write [group], [group:vars] or [group:children]");
        } else {
            switch (kind) {
                case HOSTS -> hosts(line, at);
                case VARS -> variable(line, at);
                case CHILDREN -> child(line, at);
            }
        }
    }

    private void section(String name, String of, Location at) {
        switch (of) {
            case null -> kind = Kind.HOSTS;
            case "hosts" -> kind = Kind.HOSTS;
            case "vars" -> kind = Kind.VARS;
            case "children" -> kind = Kind.CHILDREN;
            default -> {
                problems.add(at, "section [" + name + ":" + of + "] must be ':hosts', ':vars' or ':children'");
                kind = Kind.HOSTS;
            }
        }
        group = name;
        if (!registry.hasGroup(name)) {
            if (kind == Kind.VARS) {
                pending.putIfAbsent(name, new Pending(at, true, new ArrayList<>()));
            }
            registry.group(name);
        }
        if (kind != Kind.VARS && pending.containsKey(name)) {
            declared(name);
        }
    }

    /** Puts a group that others already named as their child below them. */
    private void declared(String name) {
        Pending waiting = pending.remove(name);
        if (waiting != null) {
            for (String parent : waiting.parents) {
                registry.addChild(parent, name, waiting.at);
                Pending above = pending.get(parent);
                if (above != null && !above.variables) {
                    declared(parent);
                }
            }
        }
    }

    private void child(String line, Location at) {
        Matcher name = GROUP.matcher(line);
        if (!name.matches()) {
            problems.add(at, "expected the name of a group, found '" + line + "'");
        } else if (registry.hasGroup(name.group(1))) {
            registry.addChild(group, name.group(1), at);
        } else {
            pending.computeIfAbsent(name.group(1), n -> new Pending(at, false, new ArrayList<>()))
                    .parents
                    .add(group);
        }
    }

    private void variable(String line, Location at) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            problems.add(at, "expected KEY=VALUE, found '" + line + "'");
            return;
        }
        String after = line.substring(equals + 1);
        int column =
                at.column() + equals + 1 + after.length() - after.stripLeading().length();
        String key = line.substring(0, equals).strip();
        Node value = PythonLiteral.of(after.strip(), new Location(file, at.line(), column));
        registry.set(group, new Node.Entry(at, key, value));
    }

    private void hosts(String line, Location at) {
        Optional<List<Words.Word>> words = Words.of(line);
        if (words.isEmpty()) {
            problems.add(at, "a quote is not closed", "close it on this line");
            return;
        }
        try {
            HostNames names = HostNames.of(words.get().getFirst().text());
            List<Node.Entry> variables =
                    variables(words.get().subList(1, words.get().size()), at);
            for (String host : names.names()) {
                registry.host(host, group, names.port(), at);
                variables.forEach(variable -> registry.set(host, variable));
            }
        } catch (HostNames.InvalidRange e) {
            problems.add(at, String.valueOf(e.getMessage()));
        }
    }

    private List<Node.Entry> variables(List<Words.Word> words, Location line) {
        List<Node.Entry> variables = new ArrayList<>();
        for (Words.Word word : words) {
            Location at = new Location(file, line.line(), line.column() + word.column());
            int equals = word.text().indexOf('=');
            if (equals < 0) {
                problems.add(
                        at,
                        "expected KEY=VALUE, found '" + word.text() + "'",
                        "put a value that contains blanks in quotes");
            } else {
                Location value = new Location(file, at.line(), at.column() + equals + 1);
                variables.add(new Node.Entry(
                        at,
                        word.text().substring(0, equals),
                        PythonLiteral.of(word.text().substring(equals + 1), value)));
            }
        }
        return variables;
    }
}
