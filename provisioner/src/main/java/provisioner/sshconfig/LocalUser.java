package provisioner.sshconfig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The local user and machine, from which tokens and defaults take their values.
 *
 * @param environment for {@code SSH_AUTH_SOCK} and {@code ${NAME}}
 */
public record LocalUser(String user, Path home, String localHost, Map<String, String> environment) {

    public LocalUser {
        environment = Map.copyOf(environment);
    }

    /** The user of this process. */
    public static LocalUser current() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        return new LocalUser(
                System.getProperty("user.name"), Path.of(System.getProperty("user.home")), name, System.getenv());
    }

    /** The user's number, taken from the owner of the home directory. */
    Optional<String> uid() {
        try {
            return Optional.of(Files.getAttribute(home, "unix:uid").toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    Path ssh() {
        return home.resolve(".ssh");
    }

    /** A path with {@code ~} or {@code ~/…} expanded. Other users' home directories are not known. */
    Path path(String text) {
        if (text.equals("~")) {
            return home;
        }
        return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    }
}
