package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.mysql.Databases;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HeartbeatCheck;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;

class HeartbeatRunnerTest {
    private static final MysqlLogin LOGIN = new MysqlLogin("provisioner", new Secret("adm"), 3306);

    /** Hosts that are part of the run and cannot be reached. */
    private record Away() implements HostConnections {
        @Override
        public boolean covers(String host) {
            return true;
        }

        @Override
        public Reply run(String host, String script, Duration timeout) throws RemoteException {
            throw gone(host);
        }

        @Override
        public Databases databases(String host) throws RemoteException {
            throw gone(host);
        }

        private static RemoteException gone(String host) {
            return new RemoteException(RemoteException.Kind.UNREACHABLE, "no connection to " + host, "");
        }
    }

    private static HeartbeatRunner runner(boolean group) {
        HeartbeatCheck check = new HeartbeatCheck(LOGIN, "db-1", List.of("db-2"), group, Duration.ofSeconds(1));
        return new HeartbeatRunner(check, new Away());
    }

    /** The other members may have a primary. */
    @Test
    void aMemberThatCannotBeReachedDoesNotEndTheAttempt() throws Exception {
        Verdict verdict = runner(true).attempt();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.detail())
                .isEqualTo("cannot write a row on db-1: no connection to db-1; db-2: no connection to db-2");
    }

    @Test
    void aSourceThatCannotBeReachedDoes() {
        assertThatThrownBy(() -> runner(false).attempt()).isInstanceOf(RemoteException.class);
    }
}
