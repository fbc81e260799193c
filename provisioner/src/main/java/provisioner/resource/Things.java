package provisioner.resource;

import provisioner.state.Observation.Ownership;

/** How things on a host are called in what resources claim and account for, so that all types call the same thing alike. */
public final class Things {
    /** Before the user name and the port. */
    public static final String DATABASE_ACCOUNTS = "account ";

    private static final int USUAL_DATABASE_PORT = 3306;

    private static final String DATABASES = "database ";

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
        // A name is the same whatever the comment behind it says.
        String said = path.equals("/etc/hosts") ? line.replaceFirst("#.*", "") : line;
        return "line " + path + " " + said.strip().replaceAll("\\s+", " ");
    }

    /** What a file says, of which single lines are accounted for. */
    public static String lines(String path) {
        return "lines of " + path;
    }

    /** @param unit with its suffix */
    public static String unit(String unit) {
        return "unit " + unit;
    }

    /**
     * A program that gives whoever starts it other rights.
     *
     * @param mode with the set-uid or set-gid bit
     */
    public static String program(String path, int mode) {
        return "program " + path + " " + Ownership.octal(mode);
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

    /** A database, in the sense of a schema. */
    public static String database(String name, int port) {
        return DATABASES + name + " on port " + port;
    }

    /** What a setting of a database server is now, and what is persisted of it. */
    public static String databaseSetting(String name, int port) {
        return "setting " + name + " on port " + port;
    }

    /** Where a database server replicates from. */
    public static String databaseReplication(int port) {
        return "replication on port " + port;
    }

    /** That a database server is a member of a group. */
    public static String databaseGroup(int port) {
        return "group on port " + port;
    }

    /** Whether it comes from one database server to others, so that the step about it may be another host's. */
    public static boolean isReplicated(String thing) {
        return thing.startsWith(DATABASE_ACCOUNTS) || thing.startsWith(DATABASES);
    }

    /** All accounts of one user name on a database server, whatever host they may come from. */
    public static String databaseAccounts(String user, int port) {
        return databaseAccounts(user) + port;
    }

    /** What those begin with, whatever port the server listens on. */
    public static String databaseAccounts(String user) {
        return DATABASE_ACCOUNTS + user + " on port ";
    }

    /** What the names of findings in a database server end with: nothing for the usual port. */
    public static String databaseServer(int port) {
        return port == USUAL_DATABASE_PORT ? "" : " on port " + port;
    }

    /**
     * @param type such as {@code ssh-ed25519}
     * @param blob the key in base64
     */
    public static String key(String user, String type, String blob) {
        return "key " + user + " " + type + " " + blob;
    }
}
