package provisioner.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.state.Observation.UfwProfileState;
import provisioner.state.Observed;
import provisioner.state.Query.UfwProfileQuery;

/** Reads the ports of ufw's application profiles as ufw does: of two with one name, the last counts. */
final class UfwProfileReader implements Reader<UfwProfileQuery> {
    private static final Pattern LINE = Pattern.compile("([^:]*):(?:\\[([^]]*)\\].*|[Pp][Oo][Rr][Tt][Ss]\\s*[=:](.*))");
    private static final Pattern IGNORED = Pattern.compile(".*(\\.dpkg-(new|old|dist)|\\.rpm(new|save)|~)");

    @Override
    public String script(List<UfwProfileQuery> queries) {
        return """
                part ufw.profiles
                grep -siE '^(\\[|ports[[:blank:]]*[=:])' /dev/null /etc/ufw/applications.d/*
                """;
    }

    @Override
    public void read(List<UfwProfileQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, String> ports = new HashMap<>();
        String name = "";
        for (String line : answers.text("ufw.profiles").lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches() || IGNORED.matcher(parts.group(1)).matches()) {
                continue;
            }
            if (parts.group(2) != null) {
                name = parts.group(2);
            } else {
                ports.put(name, parts.group(3).strip());
            }
        }
        queries.forEach(query -> into.put(query, new UfwProfileState(Optional.ofNullable(ports.get(query.name())))));
    }
}
