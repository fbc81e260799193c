package provisioner.check;

/**
 * The result of a check.
 *
 * @param detail what was found, even if the check passed; further findings are on their own lines
 */
public record Verdict(boolean passed, String detail) {
    static Verdict passed(String detail) {
        return new Verdict(true, detail);
    }

    public static Verdict failed(String detail) {
        return new Verdict(false, detail);
    }
}
