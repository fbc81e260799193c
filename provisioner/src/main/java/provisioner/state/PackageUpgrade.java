package provisioner.state;

/**
 * A change of a package in an upgrade.
 *
 * @param from the installed version; empty for a package that comes
 * @param to the version that comes; empty for a package that goes
 */
public record PackageUpgrade(String name, String from, String to) {}
