package provisioner.engine;

import java.util.Locale;

/** The three ends of the pipeline. */
public enum Command {
    PLAN,
    PROVISION,
    VERIFY;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
