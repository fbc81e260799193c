package provisioner.state;

/**
 * Something that systemd reads for a unit, and that neither a package nor a playbook accounts for.
 *
 * @param path a drop-in, a link in the place of a directory of drop-ins, or a file in the place of the unit's own
 * @param target where a symbolic link leads; empty for a file
 * @param size in bytes
 * @param sets its lines with settings, where it is small and everybody can read it; empty otherwise
 * @param entries a digest of what is there by inode, as of {@link Query.EntriesQuery}
 * @param since when it last changed; epoch seconds
 */
public record UnitAddition(
        String path,
        String target,
        long size,
        String sets,
        String entries,
        @Volatile long since) {

    /** Whether it adds to the unit's own file; otherwise it takes its place. */
    public boolean isDropIn() {
        return path.endsWith(".conf") || path.endsWith(".d");
    }
}
