package provisioner.state;

import java.util.List;
import provisioner.secret.Secret;

/**
 * One SQL statement.
 *
 * @param text with {@code ?} for each value; identifiers are quoted already
 * @param values the values, bound as strings; all are treated as secrets
 */
public record SqlStatement(String text, List<Secret> values) implements SqlChange.Operation {
    public SqlStatement {
        values = List.copyOf(values);
    }

    public static SqlStatement of(String text, String... values) {
        return new SqlStatement(text, List.of(values).stream().map(Secret::new).toList());
    }

    /** An identifier quoted in backticks. */
    public static String name(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** Sets a global variable. A number is set as a number. */
    public static SqlStatement setGlobal(String variable, String value) {
        return set("GLOBAL", variable, value);
    }

    /** What MySQL would start with beside its files; MariaDB has no such thing. */
    public static SqlStatement persist(String variable, String value) {
        return set("PERSIST_ONLY", variable, value);
    }

    private static SqlStatement set(String where, String variable, String value) {
        String text = "SET " + where + " " + variable + " = ";
        return value.matches("-?[0-9]+(\\.[0-9]+)?") ? of(text + value) : of(text + "?", value);
    }

    public static SqlStatement resetPersisted(String variable) {
        return of("RESET PERSIST IF EXISTS " + variable);
    }
}
