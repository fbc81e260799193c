package provisioner.probe;

import java.util.Collection;
import java.util.stream.Collectors;

/** Words of sh, whatever they hold. */
final class Words {
    private Words() {}

    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    static String quoted(Collection<String> words) {
        return words.stream().map(Words::quote).collect(Collectors.joining(" "));
    }
}
