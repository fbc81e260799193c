package provisioner.sshconfig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who connects, from where: what tokens and defaults are taken from.
 *
 * @param environment {@code SSH_AUTH_SOCK} and what {@code ${NAME}} refers to
 */
public record LocalUser(String user, Path home, String localHost, Map<String, String> environment) {

    public LocalUser {
        environment = Map.copyOf(environment);
    }

    /** Whoever runs this process. */
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

    /** The number of the user, as far as the home directory tells. */
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

    /** {@code ~} and {@code ~/…}; other users' homes are not known. */
    Path path(String text) {
        if (text.equals("~")) {
            return home;
        }
        return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    }
}
