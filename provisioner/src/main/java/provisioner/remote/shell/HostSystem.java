package provisioner.remote.shell;

import provisioner.sh.Scripts;

/** Which operating system a host must run. */
public final class HostSystem {
    /** The shell function {@code other_system}, which prints what the host runs instead; nothing on a right one. */
    public static final String FUNCTION = Scripts.load(Scripts.class, "other-system.sh");

    private HostSystem() {}

    /** Why a host cannot be managed. */
    public static String refusal(String found) {
        return "the host must run Debian or Ubuntu, or a system made from them, but it runs " + found.strip();
    }
}
