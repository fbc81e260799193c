package provisioner.inventory.ansible;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.remote.target.SshOption;
import provisioner.source.Location;
import provisioner.source.Problems;

/** Arguments for ssh, such as those of {@code ansible_ssh_common_args}, as options of its configuration. */
final class SshArguments {
    private static final Map<Character, String> KEYWORDS =
            Map.of('J', "ProxyJump", 'p', "Port", 'l', "User", 'i', "IdentityFile");

    /** They concern the terminal, forwarding or the speed, and change nothing for provisioner. */
    private static final String WITHOUT_MEANING = "46ACKNTakqtvxXYy";

    private final Location location;
    private final Problems problems;
    private final List<SshOption> options = new ArrayList<>();

    private SshArguments(Location location, Problems problems) {
        this.location = location;
        this.problems = problems;
    }

    /** The options in their order. What is not understood is a problem. */
    static List<SshOption> of(String arguments, Location location, Problems problems) {
        SshArguments reader = new SshArguments(location, problems);
        Optional<List<Words.Word>> words = Words.withoutComments(arguments);
        if (words.isEmpty()) {
            problems.add(location, "a quote is not closed in '" + arguments + "'");
            return List.of();
        }
        reader.read(words.get().stream().map(Words.Word::text).toList());
        return List.copyOf(reader.options);
    }

    private void read(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            char flag = word.startsWith("-") && word.length() > 1 ? word.charAt(1) : '\0';
            if (flag != 'o' && !KEYWORDS.containsKey(flag)) {
                if (flag == '\0' || !word.substring(1).chars().allMatch(c -> WITHOUT_MEANING.indexOf(c) >= 0)) {
                    problems.add(
                            location,
                            "'" + word + "' is an argument of ssh that is not supported",
                            "supported: -o OPTION=VALUE, -J, -p, -l and -i");
                    return;
                }
                continue;
            }
            String value = word.substring(2);
            if (value.isEmpty()) {
                i++;
                value = i < words.size() ? words.get(i) : "";
            }
            if (value.isBlank()) {
                problems.add(location, "'" + word + "' must be followed by a value");
                return;
            }
            options.add(new SshOption(location, flag == 'o' ? value : KEYWORDS.get(flag) + " " + value));
        }
    }
}
