package provisioner.cli;

import picocli.CommandLine.IVersionProvider;

/** Prints the version from the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"provisioner " + (version == null ? "(not packaged)" : version)};
    }
}
