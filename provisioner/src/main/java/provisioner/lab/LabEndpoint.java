package provisioner.lab;

import java.nio.file.Path;

/**
 * How to reach a lab host over SSH.
 *
 * @param state as in {@link HostStatus}
 * @param address an IPv4 address
 * @param key the lab's own private key
 * @param knownHosts the lab's own known_hosts; host keys are checked strictly here too
 */
public record LabEndpoint(String name, String state, String address, int port, String user, Path key, Path knownHosts) {
    public boolean running() {
        return state.equals("running");
    }
}
