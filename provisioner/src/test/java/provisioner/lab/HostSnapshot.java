package provisioner.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything about a host by which it can be told whether something changed it, taken without any of the code that is
 * under test.
 *
 * <p>The keys are a kind and a name, such as {@code file /etc/passwd}, {@code content /etc/passwd}, {@code link
 * /etc/os-release}, {@code package nginx:amd64}, {@code unit-file nginx.service}, {@code unit nginx.service}, {@code
 * started nginx.service}, {@code user www-data}, {@code group adm}, {@code sysctl net.ipv4.ip_forward}, {@code
 * listening tcp 0.0.0.0:22}, {@code firewall nft 1}.
 */
public final class HostSnapshot {

    /** A path that changes by itself, and why. */
    public record Volatile(String path, String reason) {}

    public static final List<Volatile> VOLATILE = List.of(
            new Volatile("/proc", "not files"),
            new Volatile("/sys", "not files"),
            new Volatile("/dev", "not files"),
            new Volatile("/run", "gone at the next boot; units are looked at by themselves"),
            new Volatile("/tmp", "gone at the next boot"),
            new Volatile("/var/log/journal", "every session writes to it"),
            new Volatile("/var/log/wtmp", "logins"),
            new Volatile("/var/log/btmp", "failed logins"),
            new Volatile("/var/log/lastlog", "logins"),
            new Volatile("/var/lib/lastlog", "logins"),
            new Volatile("/var/lib/wtmpdb", "logins"),
            new Volatile("/var/lib/systemd/timers", "when timers last ran"),
            new Volatile("/var/lib/systemd/timesync", "when the clock was last set"),
            new Volatile("/var/lib/systemd/random-seed", "saved at shutdown"),
            new Volatile("/var/cache/apt/pkgcache.bin", "apt makes it of the lists whenever it is run"),
            new Volatile("/var/cache/apt/srcpkgcache.bin", "likewise"));

    private HostSnapshot() {}

    /** The snapshot script, to be run with {@code sh -c}. */
    static String script() {
        try (InputStream in = Objects.requireNonNull(HostSnapshot.class.getResourceAsStream("snapshot.sh"))) {
            String pruned = VOLATILE.stream().map(one -> "-path " + one.path()).collect(Collectors.joining(" -o "));
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return "set -- '(' " + pruned + " ')' -prune -o\n" + script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys whose values differ, or that only one of the two has. */
    public static SortedSet<String> differences(Map<String, String> before, Map<String, String> after) {
        SortedSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
        return keys;
    }

    static SortedMap<String, String> parse(String output) {
        SortedMap<String, String> snapshot = new TreeMap<>();
        for (String line : output.lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab < 0) {
                throw new AssertionError("not a line of a snapshot: " + line);
            }
            String earlier = snapshot.put(line.substring(0, tab), line.substring(tab + 1));
            if (earlier != null) {
                throw new AssertionError("twice in a snapshot: " + line);
            }
        }
        return snapshot;
    }
}
