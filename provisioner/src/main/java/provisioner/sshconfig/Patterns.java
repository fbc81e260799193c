package provisioner.sshconfig;

import java.util.List;
import java.util.regex.Pattern;

/** The patterns of ssh_config(5): {@code *}, {@code ?} and, in lists, {@code !}. */
final class Patterns {
    private Patterns() {}

    /** A negated pattern that matches excludes the list, whatever its position. */
    static boolean listMatches(List<String> patterns, String name) {
        boolean positive = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                positive = true;
            }
        }
        return positive;
    }

    static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints().forEach(point -> {
            switch (point) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(point)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
