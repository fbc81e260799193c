package provisioner.resource;

import java.util.List;
import java.util.regex.Pattern;
import provisioner.source.Fields;

/** Names of systemd units. */
final class Units {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9:_.\\\\@-]{0,250}");
    private static final List<String> SUFFIXES =
            List.of(".service", ".socket", ".timer", ".target", ".path", ".mount", ".slice", ".swap", ".automount");

    private Units() {}

    /** A full name; {@code .service} may be left out. A harmless one after a problem. */
    static String required(Fields fields, String key) {
        String name = fields.string(key);
        if (name.isEmpty()) {
            return "-.service";
        }
        if (!NAME.matcher(name).matches()) {
            fields.refuse(key, "'" + name + "' is not a unit's name", "such as nginx or backup.timer");
            return "-.service";
        }
        return SUFFIXES.stream().anyMatch(name::endsWith) ? name : name + ".service";
    }

    /** {@code getty@.service}, which stands for no unit that could run. */
    static boolean isTemplate(String name) {
        return name.contains("@.");
    }
}
