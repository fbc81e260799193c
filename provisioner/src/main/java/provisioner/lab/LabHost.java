package provisioner.lab;

/**
 * A host that the lab must have.
 *
 * @param name its name in the inventory, and its hostname
 * @param suite the Debian release it runs, such as {@code bookworm}
 */
public record LabHost(String name, String suite) {
    /** Valid for Docker as a name, a hostname and a label. */
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?";

    /** What the name of a release looks like. */
    public static final String SUITE = "[a-z][a-z0-9]*";

    /** @throws LabException if the name or the release is invalid */
    void check() throws LabException {
        if (!name.matches(NAME)) {
            throw new LabException("the lab cannot start a host named '" + name
                    + "': a name must have at most 63 letters, digits, '.' and '-', and begin and end with a letter or"
                    + " digit");
        }
        if (!suite.matches(SUITE)) {
            throw new LabException("host " + name + ": '" + suite
                    + "' is not the name of a Debian release; the lab has bookworm, trixie and sid");
        }
    }
}
