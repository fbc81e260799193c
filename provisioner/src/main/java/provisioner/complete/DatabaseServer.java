package provisioner.complete;

import java.util.Optional;
import java.util.function.Predicate;
import provisioner.resource.Things;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlSurvey;

/**
 * A database server that was looked at.
 *
 * @param user with which provisioner logs in
 */
record DatabaseServer(int port, String user, MysqlServer server, MysqlSurvey survey, Declared declared) {
    /** The one that listens on another port than usual has that in the names of its findings. */
    Candidate candidate(String kind, String name, String what, long since, String step, Predicate<String> holds) {
        return Candidate.of(
                new Finding(kind, name + Things.databaseServer(port), what, Finding.at(since), step),
                condition -> switch (condition) {
                    case "mysql" -> !server.mariadb();
                    case "mariadb" -> server.mariadb();
                    case "group" -> declared.has(Things.databaseGroup(port));
                    default -> holds.test(condition);
                });
    }

    Candidate candidate(String kind, String name, String what, long since, String step) {
        return candidate(kind, name, what, since, step, condition -> false);
    }

    boolean isDeclared(MysqlAccount.Name account) {
        return declared.isAnywhere(Things.databaseAccounts(account.user(), port))
                || hasOthers() && declared.hasAnywhereFrom(Things.databaseAccounts(account.user()));
    }

    /** {@code user@host}, as the server names those that define something. */
    boolean isDeclared(String account) {
        int at = account.lastIndexOf('@');
        return at >= 0 && isDeclared(new MysqlAccount.Name(account.substring(0, at), account.substring(at + 1)));
    }

    /** Whether it has what other servers have, whose steps may be left out. */
    boolean hasOthers() {
        return server.replication().isPresent() || server.group().isPresent();
    }

    Optional<String> value(String setting) {
        return server.variable(setting);
    }
}
