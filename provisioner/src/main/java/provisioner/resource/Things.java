package provisioner.resource;

/** How things on a host are called in what resources claim and account for, so that all types call the same thing alike. */
public final class Things {
    private Things() {}

    /** What is at a path, of any kind. */
    public static String path(String path) {
        return "path " + path;
    }

    /** Whatever is in a directory. */
    public static String allIn(String directory) {
        return Claimed.ALL + directory + "/";
    }

    /** Every path that begins so, whatever it is: versions of what is at a path, say. */
    public static String startingWith(String prefix) {
        return Claimed.ALL + prefix;
    }

    /** All that a file says. */
    public static String content(String path) {
        return "content " + path;
    }

    /** One line of a file of which others may know more lines. */
    public static String line(String path, String line) {
        return "line " + path + " " + line.strip().replaceAll("\\s+", " ");
    }

    /** What a file says, of which single lines are accounted for. */
    public static String lines(String path) {
        return "lines of " + path;
    }

    /** @param unit with its suffix */
    public static String unit(String unit) {
        return "unit " + unit;
    }

    public static String installed(String name) {
        return "package " + name;
    }

    public static String user(String name) {
        return "user " + name;
    }

    public static String member(String group, String user) {
        return "member " + group + " " + user;
    }

    /**
     * @param type such as {@code ssh-ed25519}
     * @param blob the key in base64
     */
    public static String key(String user, String type, String blob) {
        return "key " + user + " " + type + " " + blob;
    }
}
