package provisioner.resource.firewall;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports and ranges as ufw keeps them: {@code 443,80} becomes {@code 80,443}. */
final class PortList {
    private PortList() {}

    static String sorted(String ports) {
        return Stream.of(ports.strip().split(","))
                .sorted(Comparator.comparingInt(PortList::first))
                .collect(Collectors.joining(","));
    }

    private static int first(String port) {
        String digits = port.replaceFirst(":.*", "");
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    }
}
