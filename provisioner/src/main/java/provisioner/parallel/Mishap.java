package provisioner.parallel;

import java.util.Arrays;

/**
 * Describes an unexpected error in the work for one host: a bug, or an answer too large for the stack or the memory.
 * Such an error fails that host, or only one of its steps, but never the run.
 */
public final class Mishap {
    private Mishap() {}

    /** The description for people. With PROVISIONER_DEBUG in the environment, also prints the stack trace. */
    public static String of(Throwable e) {
        if (System.getenv("PROVISIONER_DEBUG") != null) {
            e.printStackTrace();
        }
        String where = Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("provisioner."))
                .findFirst()
                .map(frame -> " in " + frame.getFileName() + ", line " + frame.getLineNumber())
                .orElse("");
        return "internal error: " + e.getClass().getSimpleName() + where + "; this is a bug, please report it";
    }
}
