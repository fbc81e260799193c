package provisioner.resource.service;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.source.Fields;

/** Names of systemd units. */
public final class UnitNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9:_.\\\\@-]{0,250}");
    private static final List<String> SUFFIXES =
            List.of(".service", ".socket", ".timer", ".target", ".path", ".mount", ".slice", ".swap", ".automount");

    private UnitNames() {}

    /** A full name; {@code .service} may be left out. A harmless one after a problem. */
    static String required(Fields fields, String key) {
        String name = fields.string(key);
        if (name.isEmpty()) {
            return "-.service";
        }
        Optional<String> full = fullName(name);
        if (full.isEmpty()) {
            fields.refuse(key, "invalid unit name '" + name + "'", "such as nginx or backup.timer");
        }
        return full.orElse("-.service");
    }

    /** Empty for what cannot be a unit's name. */
    public static Optional<String> fullName(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(SUFFIXES.stream().anyMatch(name::endsWith) ? name : name + ".service");
    }

    /** {@code getty@.service}, which stands for no unit that could run. */
    static boolean isTemplate(String name) {
        return name.contains("@.");
    }
}
