package provisioner.source;

import java.util.Set;
import java.util.regex.Pattern;

/** The names that variables and role parameters may have: templates can refer to them and do not reserve them. */
public final class VariableNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /** The names that every template knows. */
    public static final Set<String> RESERVED = Set.of(
            "host",
            "hosts",
            "groups",
            "links",
            "facts",
            "item",
            "versions",
            "foreach",
            "macro",
            "template",
            "define",
            "evaluate");

    private VariableNames() {}

    /** Whether a name is valid. Records a problem if not. */
    public static boolean check(String name, Location location, Problems problems) {
        if (!NAME.matcher(name).matches()) {
            String other = name.replaceAll("[^A-Za-z0-9_]+", "_");
            boolean writable = NAME.matcher(other).matches();
            String rule = other.equals(name) ? "must begin with a letter" : "must contain only letters, digits and _";
            String hint = writable ? "write " + other : "";
            problems.add(location, "variable name '" + name + "' " + rule, hint);
            return false;
        }
        if (RESERVED.contains(name)) {
            problems.add(location, "'" + name + "' is a reserved name: $" + name + " has its own meaning in templates");
            return false;
        }
        return true;
    }

    /** Checks the names of all variables in a mapping. */
    public static void check(Node.Mapping variables, Problems problems) {
        variables.entries().values().forEach(entry -> check(entry.key(), entry.location(), problems));
    }
}
