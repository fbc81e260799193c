package provisioner.resource.wait;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.check.HttpFields;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.file.Paths;
import provisioner.resource.mysql.MysqlFields;
import provisioner.source.Fields;
import provisioner.state.PortRange;

/** {@code wait_for}: one condition, and how long to wait for it. */
final class WaitForType implements ResourceType {
    private static final List<String> KINDS = List.of("port", "path", "http", "sql");
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Pattern WRITING = Pattern.compile("(?is).*\\b(into|for\\s+update|for\\s+share)\\b.*");
    /** Functions that write although a transaction is read only, with those of the same families. */
    private static final Pattern MANAGING =
            Pattern.compile("(?is).*\\b(group_replication|asynchronous_connection_failover)_\\w+`?\\s*\\(.*");

    private static final Pattern SELECT = Pattern.compile("(?is)\\s*select\\b.*");

    @Override
    public String name() {
        return "wait_for";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        Duration within = fields.duration("within").orElse(WITHIN);
        if (within.isZero()) {
            fields.refuse("within", "'within' must be longer than zero", "remove it to wait for a minute");
        }
        List<String> given = KINDS.stream().filter(fields::has).toList();
        Optional<Condition> condition = Stream.of(port(fields), path(fields), http(fields, inputs), sql(fields))
                .flatMap(Optional::stream)
                .reduce((first, second) -> second);
        if (given.size() != 1) {
            String found = given.isEmpty() ? "" : ", found '" + String.join("', '", given) + "'";
            fields.problems()
                    .add(
                            fields.location(),
                            "'wait_for' must have exactly one of 'port', 'path', 'http' and 'sql'" + found,
                            "write a step for each");
            return Optional.empty();
        }
        return condition.map(c -> new WaitForResource(c, within));
    }

    private static Optional<Condition> port(Fields fields) {
        Optional<Integer> port = fields.optionalInteger("port", 1, PortRange.LAST).stream()
                .boxed()
                .findFirst();
        String address = fields.optionalString("at").orElse("127.0.0.1");
        HttpFields.checkAddress(fields, "at", address);
        if (address.isEmpty()) {
            fields.refuse("at", "'at' must be a host name or an IP address", "remove it for the host itself");
        }
        only(fields, "port", "at");
        return port.map(number -> Probes.port(address, number));
    }

    private static Optional<Condition> path(Fields fields) {
        boolean absent = fields.bool("absent", false);
        only(fields, "path", "absent");
        return fields.has("path")
                ? Optional.of(new PathCondition(Paths.required(fields, "path"), absent))
                : known(fields, "path");
    }

    private static Optional<Condition> http(Fields fields, Inputs inputs) {
        HttpRoute route = HttpRoute.fromHost(fields, inputs);
        List<Integer> statuses = HttpFields.statuses(fields, List.of(200));
        String contains = fields.optionalString("contains").orElse("");
        only(fields, "http", "resolve_to", "ca", "status", "contains");
        if (contains.indexOf('\0') >= 0) {
            fields.refuse("contains", "'contains' must not have a NUL character", "");
        }
        if (!fields.has("http")) {
            return known(fields, "http");
        }
        String url = HttpFields.url(fields, "http");
        return Optional.of(Probes.http(url, route, statuses, contains));
    }

    private static Optional<Condition> sql(Fields fields) {
        only(fields, "sql", "admin_user", "admin_password", "admin_port");
        if (!fields.has("sql")) {
            fields.optionalString("admin_user");
            fields.optionalString("admin_password");
            fields.optionalInteger("admin_port", 1, PortRange.LAST);
            return known(fields, "sql");
        }
        String select = fields.string("sql");
        if (!select.isEmpty()
                && (!SELECT.matcher(select).matches() || WRITING.matcher(select).matches())) {
            fields.refuse("sql", "'sql' must be a SELECT that only reads", "such as SELECT @@read_only = 0");
        } else if (MANAGING.matcher(select).matches()) {
            fields.refuse(
                    "sql",
                    "'sql' must not call a function of group replication or of asynchronous failover, because these write",
                    "look at a table of performance_schema");
        } else if (select.contains(";")) {
            fields.refuse("sql", "'sql' must be a single statement without ';'", "write a step for each");
        }
        return Optional.of(new SelectCondition(MysqlFields.login(fields, "admin_port"), select));
    }

    /** So that the parameter is known to be one although it is not given. */
    private static Optional<Condition> known(Fields fields, String key) {
        fields.optionalString(key);
        return Optional.empty();
    }

    private static void only(Fields fields, String kind, String... keys) {
        if (fields.has(kind)) {
            return;
        }
        for (String key : keys) {
            if (fields.has(key)) {
                fields.refuse(key, "'" + key + "' needs '" + kind + "'", "remove it, or add '" + kind + "'");
            }
        }
    }
}
