package provisioner.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import picocli.CommandLine.IVersionProvider;

/** Prints the version from the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"provisioner " + version()};
    }

    private static String version() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /** A digest of the program, which identifies this build even among builds of the same version. */
    static String build() {
        try {
            Path program = Path.of(Version.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return version() + " " + digest(program).substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException("the program cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Java made it", e);
        }
    }

    /** The digest of a jar or of a directory of classes. */
    private static String digest(Path program) throws IOException {
        try (Stream<Path> walk = Files.walk(program)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(program.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
