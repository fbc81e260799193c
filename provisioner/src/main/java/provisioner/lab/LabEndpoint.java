package provisioner.lab;

import java.nio.file.Path;

/**
 * Where and as whom a lab host is reached over SSH.
 *
 * @param state as in {@link HostStatus}
 * @param address an IPv4 address
 * @param key the lab's own private key
 * @param knownHosts the lab's own known_hosts, so that host keys are checked as strictly as anywhere
 */
public record LabEndpoint(String name, String state, String address, int port, String user, Path key, Path knownHosts) {
    public boolean running() {
        return state.equals("running");
    }
}
