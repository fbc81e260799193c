package provisioner.state;

/** Absolute paths of a host, by their text alone. */
public final class PathNames {
    private PathNames() {}

    public static boolean isBelow(String path, String ancestor) {
        return path.length() > ancestor.length()
                && path.startsWith(ancestor)
                && (path.charAt(ancestor.length()) == '/' || ancestor.equals("/"));
    }
}
