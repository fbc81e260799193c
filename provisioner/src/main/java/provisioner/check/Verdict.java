package provisioner.check;

/**
 * What a check came to.
 *
 * @param detail what was found, also where it passed; further findings on lines of their own
 */
public record Verdict(boolean passed, String detail) {
    static Verdict passed(String detail) {
        return new Verdict(true, detail);
    }

    static Verdict failed(String detail) {
        return new Verdict(false, detail);
    }
}
