package provisioner.sshconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hop of {@code ProxyJump}: {@code [user@]host[:port]} or {@code ssh://[user@]host[:port]}. */
record Jump(Optional<String> user, String host, Optional<Integer> port) {
    private static final int LAST_PORT = 65535;
    private static final Pattern HOP = Pattern.compile("(?:ssh://)?(?:(?<user>.+)@)?"
            + "(?:\\[(?<bracketed>[0-9A-Fa-f:.%\\w]+)]|(?<host>[^\\[\\]:@/\\s]+))(?::(?<port>\\d{1,5}))?/?");

    /** The hops in the order of the connection; empty if the value is invalid. */
    static Optional<List<Jump>> parse(String value) {
        List<Jump> hops = new ArrayList<>();
        for (String text : value.split(",", -1)) {
            Matcher matcher = HOP.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Optional<Integer> port = Optional.ofNullable(matcher.group("port")).map(Integer::valueOf);
            if (port.filter(p -> p < 1 || p > LAST_PORT).isPresent()) {
                return Optional.empty();
            }
            String host = Optional.ofNullable(matcher.group("host")).orElseGet(() -> matcher.group("bracketed"));
            hops.add(new Jump(Optional.ofNullable(matcher.group("user")), host, port));
        }
        return Optional.of(hops);
    }
}
