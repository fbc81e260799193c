package provisioner.state;

/** Operations on absolute paths of a host, as strings. */
public final class PathNames {
    private PathNames() {}

    public static boolean isBelow(String path, String ancestor) {
        return path.length() > ancestor.length()
                && path.startsWith(ancestor)
                && (path.charAt(ancestor.length()) == '/' || ancestor.equals("/"));
    }
}
