package provisioner.remote.target;

import java.util.Locale;
import java.util.regex.Pattern;

/** What carries the connection to a host. */
public enum ConnectionKind {
    SSH,
    /** The host is the machine that provisioner runs on. */
    LOCAL,
    /** The host is a container, in which Docker's client starts programs. */
    DOCKER,
    /** The same with Podman. */
    PODMAN;

    /** What Docker and Podman allow; it cannot be taken for an option. */
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    public boolean isContainer() {
        return this == DOCKER || this == PODMAN;
    }

    /** The word for it, which is also the program that starts others in a container. */
    public String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a container can have this name, or this number. */
    public static boolean isContainerName(String text) {
        return CONTAINER.matcher(text).matches();
    }
}
