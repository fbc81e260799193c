package provisioner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables given with {@code -e}.
 *
 * @param files from {@code @FILE}
 * @param pairs from {@code KEY=VALUE}
 */
record ExtraVariables(List<Path> files, Map<String, String> pairs) {
    private static final String FILE = "@";

    static ExtraVariables of(List<String> given) throws UsageException {
        List<Path> files = new ArrayList<>();
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String one : given) {
            int equals = one.indexOf('=');
            if (one.startsWith(FILE)) {
                files.add(Path.of(one.substring(FILE.length())));
            } else if (equals < 0) {
                throw new UsageException("'-e " + one + "' must be KEY=VALUE or @FILE");
            } else {
                pairs.put(one.substring(0, equals), one.substring(equals + 1));
            }
        }
        return new ExtraVariables(List.copyOf(files), pairs);
    }

    /** The arguments as given, for a saved plan. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        files.forEach(file -> arguments.add(FILE + file));
        pairs.forEach((key, value) -> arguments.add(key + "=" + value));
        return arguments;
    }

    @Override
    public String toString() {
        return pairs.keySet().toString();
    }
}
