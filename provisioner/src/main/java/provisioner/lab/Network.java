package provisioner.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The bridge network that all labs of this machine share, and its addresses. */
final class Network {
    /** A range for documentation (RFC 5737), which hides no real network. */
    static final String PREFIX = "198.51.100.";

    private static final String SUBNET = PREFIX + "0/24";
    private static final String NAME = "provisioner-lab";
    private static final int FIRST = 11;
    private static final int LAST = 250;

    private final Docker docker;

    Network(Docker docker) {
        this.docker = docker;
    }

    /** The name of a network with the subnet. Uses an existing one, or else creates one. */
    String ensure() throws LabException, InterruptedException {
        for (String id : lines(docker.run("network", "ls", "--quiet", "--filter", "driver=bridge"))) {
            String[] name = docker.run(
                            "network", "inspect", "--format", "{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}", id)
                    .split(" +");
            if (Arrays.asList(name).subList(1, name.length).contains(SUBNET)) {
                return name[0];
            }
        }
        docker.run("network", "create", "--subnet", SUBNET, NAME);
        return NAME;
    }

    /** The addresses in use on the network, and those of containers that do not run. */
    Set<String> taken(String network) throws LabException, InterruptedException {
        Set<String> taken = new TreeSet<>(lines(docker.run(
                        "network",
                        "inspect",
                        "--format",
                        "{{range .Containers}}{{println .IPv4Address}}{{end}}",
                        network))
                .stream()
                .map(address -> address.substring(0, address.indexOf('/')))
                .toList());
        String label = HostContainer.ADDRESS_LABEL;
        taken.addAll(lines(
                docker.run("ps", "--all", "--filter", "label=" + label, "--format", "{{.Label \"" + label + "\"}}")));
        return taken;
    }

    /** Assigns each host the lowest free address, in the order of the hosts. A host that has an address keeps it. */
    static Map<String, String> assign(List<String> hosts, Map<String, String> have, Set<String> taken)
            throws LabException {
        Map<String, String> all = new LinkedHashMap<>(have);
        Set<String> used = new TreeSet<>(taken);
        used.addAll(have.values());
        int next = FIRST;
        for (String host : hosts) {
            if (all.containsKey(host)) {
                continue;
            }
            while (used.contains(PREFIX + next)) {
                next++;
            }
            if (next > LAST) {
                throw new LabException("the lab's network " + SUBNET + " has no address left for " + host
                        + "; remove a lab that is not needed: docker ps --filter label=" + HostContainer.LAB_LABEL);
            }
            used.add(PREFIX + next);
            all.put(host, PREFIX + next);
        }
        return all;
    }

    /** The address in a container's label; empty if there is no such container. */
    static Optional<String> labelled(Docker docker, String container) throws LabException, InterruptedException {
        String format = "{{.Label \"" + HostContainer.ADDRESS_LABEL + "\"}}";
        return lines(docker.run("ps", "--all", "--filter", "name=^/" + container + "$", "--format", format)).stream()
                .findFirst();
    }

    static List<String> lines(String text) {
        return new ArrayList<>(text.lines().filter(line -> !line.isBlank()).toList());
    }
}
