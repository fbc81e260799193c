package provisioner.probe.packets;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.state.Observation.Amount;

/**
 * What {@code firewall_icmp} adds to before.rules and to the kernel, so that a host which may not open connections freely
 * can still send ICMP over IPv4. Its comment marks it.
 */
public final class OwnIcmp {
    /** For {@code grep -E}. */
    public static final String LINES = "^-A ufw-before-output .*--comment provisioner( |$)";

    private static final Pattern TYPE = Pattern.compile(
            "(?m)^-A ufw-before-output -p icmp (?:-m icmp )?--icmp-type (\\S+) -m comment --comment provisioner -j"
                    + " ACCEPT$");
    private static final Pattern OWN = Pattern.compile("(?m)" + LINES);
    private static final Set<String> FILE =
            Set.of("destination-unreachable", "time-exceeded", "parameter-problem", "echo-request");
    private static final Set<String> KERNEL = Set.of("3", "11", "12", "8");

    private OwnIcmp() {}

    /** @param kernel empty where ufw is not active, so that the file alone counts */
    public static Amount amount(String file, Optional<String> kernel) {
        Amount filed = amount(file, FILE);
        return kernel.isEmpty() || amount(kernel.get(), KERNEL) == filed ? filed : Amount.PART;
    }

    public static boolean isOwn(String line) {
        return OWN.matcher(line).find();
    }

    private static Amount amount(String text, Set<String> wanted) {
        long lines = OWN.matcher(text).results().count();
        if (lines == 0) {
            return Amount.NONE;
        }
        Set<String> types = TYPE.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(OwnIcmp::type)
                .collect(Collectors.toSet());
        return types.equals(wanted) && lines == wanted.size() ? Amount.ALL : Amount.PART;
    }

    private static String type(String line) {
        return line.replaceFirst(".*--icmp-type (\\S+) .*", "$1");
    }
}
