package provisioner.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the jar's own manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"provisioner " + (version == null ? "(not packaged)" : version)};
    }
}
