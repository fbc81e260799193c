package provisioner.sh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Loads shell scripts that are part of the program. They are in the packages of the classes that use them. */
public final class Scripts {
    private Scripts() {}

    /**
     * @param user a class in the package of the script
     * @param name such as {@code apt.sh}
     */
    public static String load(Class<?> user, String name) {
        try (InputStream in = user.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from this build: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
