package provisioner.remote.target;

import provisioner.source.Location;

/**
 * An option for ssh that an inventory gives, as behind {@code -o} on ssh's command line. It overrides ssh's configuration.
 *
 * @param line keyword and value: {@code ProxyJump=bastion.example.com}
 */
public record SshOption(Location location, String line) {}
