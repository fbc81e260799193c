package provisioner.engine;

import java.util.Locale;

/** The three commands, at which the pipeline ends. */
public enum Command {
    PLAN,
    PROVISION,
    VERIFY;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
