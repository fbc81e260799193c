package provisioner.sh;

/** The shell functions that tell who can alter the way to a path, for whoever reads or writes on a host: way.sh. */
public final class Way {
    private Way() {}

    public static String functions() {
        return All.TEXT;
    }

    private static final class All {
        static final String TEXT = Scripts.load(Way.class, "way.sh");
    }
}
