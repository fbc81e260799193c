package provisioner.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The address that moves between a lab's load balancers. A container that is never started reserves it: as with the
 * address of a stopped host, no other host gets it.
 */
final class VirtualAddress {
    /** Cannot clash with a host's name, which cannot begin with a dash. */
    private static final String NAME = "-site";

    private final String container;
    private final Docker docker;

    VirtualAddress(String lab, Docker docker) {
        this.container = HostContainer.containerName(lab, NAME);
        this.docker = docker;
    }

    /** @param image any that is there */
    void reserve(String image) throws LabException, InterruptedException {
        if (address().isEmpty()) {
            Network network = new Network(docker);
            String address = Network.assign(List.of(NAME), Map.of(), network.taken(network.ensure()))
                    .getOrDefault(NAME, "");
            String label = HostContainer.ADDRESS_LABEL + "=" + address;
            docker.run("create", "--name", container, "--label", label, "--network", "none", image, "true");
        }
    }

    void release() throws LabException, InterruptedException {
        if (address().isPresent()) {
            docker.run("rm", container);
        }
    }

    /** Empty if the lab has none. */
    Optional<String> address() throws LabException, InterruptedException {
        return Network.labelled(docker, container);
    }
}
