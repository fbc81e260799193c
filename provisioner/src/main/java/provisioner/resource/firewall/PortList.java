package provisioner.resource.firewall;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports and ranges as ufw keeps them: {@code 443,80} becomes {@code 80,443}. */
final class PortList {
    static final int LAST = 65535;

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

    /** Whether it is a port or a range of them. */
    static boolean isPort(String text) {
        if (!text.matches("[1-9][0-9]{0,4}(:[1-9][0-9]{0,4})?")) {
            return false;
        }
        String[] ends = text.split(":", 2);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        return last <= LAST && (ends.length == 1 || first < last);
    }
}
