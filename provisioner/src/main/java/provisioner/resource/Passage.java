package provisioner.resource;

/**
 * A host of the run that is reached through another one, as ssh's {@code ProxyJump} says.
 *
 * @param address a name or an address, as the host in between sees it
 */
public record Passage(String host, String address, int port) {}
