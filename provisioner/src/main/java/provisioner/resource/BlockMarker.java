package provisioner.resource;

/** The lines before and after a block, each a comment of its file with the block's name at its end. */
public final class BlockMarker {
    public static final String BEGIN = " BEGIN provisioner: ";
    public static final String END = " END provisioner: ";

    private BlockMarker() {}

    /** Whether a line has the form of one. */
    public static boolean isOne(String line) {
        return line.contains(BEGIN) || line.contains(END);
    }
}
