package provisioner.mysql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import provisioner.mysql.Sessions.Place;
import provisioner.remote.target.RemoteException;
import provisioner.state.MysqlLogin;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.MysqlSurveyState;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.MysqlSurveyQuery;

/** One look at the servers of a host. Who is silent in it is asked nothing more. */
final class DatabaseLook {
    private final Sessions sessions;
    private final Map<Server, SilentServerException> silent = new HashMap<>();

    DatabaseLook(Sessions sessions) {
        this.sessions = sessions;
    }

    private <T> T ask(Place place, Sessions.Use<T> use) throws SQLException, RemoteException, InterruptedException {
        SilentServerException before = silent.get(place.server());
        if (before != null) {
            throw before;
        }
        try {
            return sessions.use(place, use);
        } catch (SilentServerException e) {
            silent.put(place.server(), e);
            throw e;
        }
    }

    MysqlState server(MysqlLogin login) throws RemoteException, InterruptedException {
        try {
            return MysqlState.of(ask(sessions.local(login), ServerReader::read));
        } catch (SQLException e) {
            return SqlErrors.refuses(e)
                    ? MysqlState.refused(SqlErrors.describe(e))
                    : MysqlState.unusable(SqlErrors.describe(e));
        } catch (RemoteException e) {
            return MysqlState.unreached(Sessions.unlessFatal(e));
        }
    }

    /** A server that lets nobody in can have anything. */
    MysqlSurveyState survey(MysqlSurveyQuery query) throws RemoteException, InterruptedException {
        try {
            return new MysqlSurveyState(
                    Optional.of(ask(sessions.local(query.login()), DatabaseSurveyReader::read)), "");
        } catch (SQLException e) {
            return new MysqlSurveyState(Optional.empty(), SqlErrors.describe(e));
        } catch (RemoteException e) {
            return new MysqlSurveyState(Optional.empty(), Sessions.unlessFatal(e));
        }
    }

    /** What only looks cannot write, whatever functions it calls. */
    MysqlSelectState selected(MysqlSelectQuery query) throws RemoteException, InterruptedException {
        try {
            return ask(sessions.local(query.login()), session -> session.selected(query.select()));
        } catch (SQLException e) {
            return new MysqlSelectState(false, SqlErrors.describe(e));
        } catch (RemoteException e) {
            return new MysqlSelectState(false, "no server answers: " + Sessions.unlessFatal(e));
        }
    }

    MysqlSourceState source(MysqlSourceQuery query) throws RemoteException, InterruptedException {
        try {
            // The replica first: what it has by then the source must have had before.
            SourceReader own = replica(query);
            if (query.asMember() && own.transactions().isEmpty()) {
                return MysqlSourceState.unreached("this server does not say which transactions it has");
            }
            return ask(sessions.at(query.address(), query.account()), own::read);
        } catch (SQLException e) {
            return MysqlSourceState.unreached(SqlErrors.describe(e));
        } catch (RemoteException e) {
            return MysqlSourceState.unreached(Sessions.unlessFatal(e));
        }
    }

    /**
     * A server that does not let anybody in, or is not there yet, has nothing that can be compared.
     *
     * @throws SilentServerException if it is there and hung: nobody needs to know about its source before it answers
     */
    private SourceReader replica(MysqlSourceQuery query)
            throws SilentServerException, RemoteException, InterruptedException {
        try {
            return ask(sessions.local(query.local()), own -> SourceReader.of(own, query.asMember()));
        } catch (SilentServerException e) {
            throw e;
        } catch (SQLException e) {
            return SourceReader.UNKNOWN;
        } catch (RemoteException e) {
            Sessions.unlessFatal(e);
            return SourceReader.UNKNOWN;
        }
    }
}
