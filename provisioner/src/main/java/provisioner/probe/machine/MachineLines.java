package provisioner.probe.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import provisioner.state.Observation.MachineState.DefaultRoute;
import provisioner.state.Observation.MachineState.Disk;

/** Reads what ip-address(8) and ip-route(8) print with {@code -o}, and the sizes of disks. */
public final class MachineLines {
    private static final int SECTORS_OF_A_MIB = 2048;

    private record Address(String device, String family, String text, List<String> flags) {
        boolean lasts() {
            return !flags.contains("link") && !flags.contains("temporary") && !flags.contains("tentative");
        }
    }

    private final List<Address> addresses;

    /** @param addresses the output of {@code ip -o addr show} */
    public MachineLines(String addresses) {
        this.addresses = addresses
                .lines()
                .map(MachineLines::words)
                .filter(words -> words.size() > 3 && words.get(2).startsWith("inet"))
                .map(MachineLines::address)
                .toList();
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split("[\\s\\\\]+"));
    }

    /** As in {@code 2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0\       valid_lft forever …}. */
    private static Address address(List<String> words) {
        return new Address(
                words.get(1).replaceFirst("@.*", ""),
                words.get(2),
                words.get(3).replaceFirst("/.*", ""),
                words.subList(4, words.size()));
    }

    /** Of each interface that has any, in the order in which they are listed: the first of a family is its main one. */
    public SortedMap<String, List<String>> byInterface() {
        SortedMap<String, List<String>> all = new TreeMap<>();
        for (Address address : addresses) {
            if (address.lasts()) {
                all.computeIfAbsent(address.device, name -> new ArrayList<>()).add(address.text);
            }
        }
        all.replaceAll((name, texts) -> List.copyOf(texts));
        return all;
    }

    /** @param routes the default routes of IPv4, then those of IPv6, each the preferred one first */
    public DefaultRoute route(String routes) {
        return routes.lines()
                .map(MachineLines::words)
                .filter(words -> words.getFirst().equals("default"))
                .findFirst()
                .map(this::route)
                .orElse(DefaultRoute.NONE);
    }

    private DefaultRoute route(List<String> words) {
        String device = after("dev", words).orElse("");
        String gateway =
                after("via", words).filter(word -> !word.equals("inet6")).orElse("");
        Predicate<Address> ofFamily =
                address -> gateway.isEmpty() || gateway.contains(":") == address.family.equals("inet6");
        String address = after("src", words)
                .or(() -> addresses.stream()
                        .filter(one -> one.device.equals(device) && one.lasts())
                        .filter(ofFamily)
                        .map(Address::text)
                        .findFirst())
                .orElse("");
        return new DefaultRoute(device, address, gateway);
    }

    private static Optional<String> after(String word, List<String> words) {
        int at = words.indexOf(word);
        return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    /** @param lines of a name and a number of sectors each; a drive without a medium has none */
    public static List<Disk> disks(String lines) {
        return lines.lines()
                .map(MachineLines::words)
                .map(words -> new Disk(words.get(0), Long.parseLong(words.get(1)) / SECTORS_OF_A_MIB))
                .filter(disk -> disk.size() > 0)
                .sorted(Comparator.comparing(Disk::name))
                .toList();
    }
}
