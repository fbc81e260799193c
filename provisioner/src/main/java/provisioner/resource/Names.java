package provisioner.resource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names, some of them with {@code *} for any characters within one name. Every step is held against them, so that they are taken
 * apart once.
 *
 * @param all as they are written
 * @param plain those without {@code *}
 */
record Names(List<String> all, Set<String> plain, List<Pattern> globs) {
    /** @param text names with blanks between them; empty for none */
    static Names of(String text) {
        List<String> all =
                Arrays.stream(text.split(" ")).filter(name -> !name.isEmpty()).toList();
        Set<String> plain = new HashSet<>(all);
        plain.removeIf(name -> name.contains("*"));
        return new Names(
                all,
                plain,
                all.stream().filter(name -> name.contains("*")).map(Names::glob).toList());
    }

    private static Pattern glob(String name) {
        return Pattern.compile(
                Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")));
    }

    boolean contain(String name) {
        if (plain.contains(name)) {
            return true;
        }
        // A stream for each row of a table and each step of a playbook is much of a plan's time.
        for (Pattern glob : globs) {
            if (glob.matcher(name).matches()) {
                return true;
            }
        }
        return false;
    }
}
