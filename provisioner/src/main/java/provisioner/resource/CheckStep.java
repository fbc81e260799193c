package provisioner.resource;

import provisioner.source.Location;

/**
 * A check as written at a place in a playbook.
 *
 * @param host the step was rendered for it, and is asked where the check looks from a host
 * @param global whether it is about the service as a whole ({@code once}), and not about the host
 * @param playIndex 0-based
 * @param name what the check asserts: {@code the site answers}
 */
public record CheckStep(String host, boolean global, int playIndex, String name, Check check, Location location) {}
