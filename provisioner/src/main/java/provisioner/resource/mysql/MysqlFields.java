package provisioner.resource.mysql;

import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.Unknown;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.state.Cidr;
import provisioner.state.MysqlLogin;
import provisioner.state.Observation.MysqlState;
import provisioner.state.PortRange;

/** What the parameters of all mysql_* resources have in common, and what is to be said where no server answers. */
public final class MysqlFields {
    static final String ADMIN = "provisioner";
    static final int PORT = 3306;
    private static final int LONGEST_PASSWORD = 255;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

    private MysqlFields() {}

    public static MysqlLogin login(Fields fields) {
        return login(fields, "port");
    }

    /** @param portKey where 'port' means something else */
    public static MysqlLogin login(Fields fields, String portKey) {
        String user = fields.optionalString("admin_user").orElse(ADMIN);
        Secret password = password(fields, "admin_password");
        if (!NAME.matcher(user).matches()) {
            fields.refuse(
                    "admin_user", "invalid account name '" + user + "'", "use up to 32 letters, digits, - _ and .");
        }
        if (!user.equals(ADMIN)) {
            Foundation.keep(fields, "admin_user", Kind.MYSQL_USER, user, "must stay as it is");
        }
        return new MysqlLogin(user, password, port(fields, portKey));
    }

    /** The hash that is computed again takes the longer the longer the password is, so there is a bound. */
    static Secret password(Fields fields, String key) {
        String password = fields.string(key);
        if (password.length() > LONGEST_PASSWORD) {
            fields.refuse(key, "'" + key + "' is too long", "use up to " + LONGEST_PASSWORD + " characters");
        }
        return new Secret(password);
    }

    static int port(Fields fields, String key) {
        return fields.optionalInteger(key, 1, PortRange.LAST).orElse(PORT);
    }

    /** Refuses what cannot be the address of a server. */
    static void checkAddress(Fields fields, String key, String address) {
        if (!ADDRESS.matcher(address).matches()) {
            fields.refuse(key, "invalid address '" + address + "'", "such as 192.0.2.11");
        }
        Cidr.wrongHost(address).ifPresent(wrong -> fields.refuse(key, "'" + address + "' " + wrong, Cidr.OTHER_FORMS));
    }

    /** Why nothing can be done where no server lets the administrator in, once it is certain that none will. */
    static Impossible unavailable(MysqlState state) {
        return new Impossible(
                "cannot log in to the database server: " + state.why(),
                "before this step, install the server, start it, and create the administrator's account with a"
                        + " 'mysql_server' step");
    }

    /**
     * Where there is a server, or its data, nobody can say what is in it before it lets the administrator in.
     *
     * @param because the earlier step that sees to that
     */
    static Unknown unknown(MysqlState state, Optional<String> because) {
        String why = state.refused() ? "login refused: " : state.listens() ? "" : "no server answers: ";
        String hint = state.refused()
                ? "let the administrator in with a 'mysql_server' step"
                : state.listens() ? "see to it that the server answers the administrator" : "start the server";
        return new Unknown("data: unknown, " + why + state.why() + "; before this step, " + hint, because);
    }

    static Optional<String> wrongName(String name) {
        return name.isBlank() || name.length() > 64 || name.matches(".*[\\p{Cntrl}].*")
                ? Optional.of("use 1 to 64 printable characters")
                : Optional.empty();
    }
}
