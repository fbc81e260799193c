package provisioner.resource.own;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import provisioner.sh.Sh;

/** A script of a type with the values of the parameters before it, as variables of its shell. */
final class OwnScript {
    private OwnScript() {}

    /**
     * @param values each as a shell sees it, by the parameter's name
     * @param script not rendered
     */
    static String of(Map<String, String> values, String script) {
        StringBuilder text = new StringBuilder();
        // Unset first: a variable that came from the environment would go on to programs that the script starts.
        values.forEach((name, value) -> text.append("unset ")
                .append(name)
                .append('\n')
                .append(name)
                .append('=')
                .append(Sh.quote(value))
                .append('\n'));
        return text.append(script).toString();
    }

    /** A list is its items on lines, and a mapping {@code key=value} on lines. */
    static String text(Object value) {
        return switch (value) {
            case List<?> items -> items.stream().map(String::valueOf).collect(Collectors.joining("\n"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("\n"));
            default -> value.toString();
        };
    }
}
