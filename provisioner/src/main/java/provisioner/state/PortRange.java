package provisioner.state;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port, or a range of ports in which the first is less than the last. */
public record PortRange(int first, int last) {
    /** The largest number of a port. */
    public static final int LAST = 65535;

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(?::([1-9][0-9]{0,4}))?");

    /** @param text such as {@code 80} or {@code 6000:6007}; anything else gives nothing */
    public static Optional<PortRange> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(form.group(1));
        int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
        boolean backwards = form.group(2) != null && first >= last;
        return last > LAST || backwards ? Optional.empty() : Optional.of(new PortRange(first, last));
    }
}
