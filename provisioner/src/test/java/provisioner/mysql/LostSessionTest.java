package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** What becomes of a change whose session ends before the change does. */
class LostSessionTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final MysqlLogin LOGIN = new MysqlLogin("tester", new Secret("te$t"), 3306);
    private static final String FIRST = "SET GLOBAL group_replication_bootstrap_group = ON";
    private static final String SECOND = "START GROUP_REPLICATION";
    private static final String LAST = "SET GLOBAL group_replication_bootstrap_group = OFF";
    private static final SqlChange CHANGE = new SqlChange(
            LOGIN, List.of(SqlStatement.of(FIRST), SqlStatement.of(SECOND)), List.of(SqlStatement.of(LAST)));

    private FakeServer server;
    private Databases databases;

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        databases = new Databases(new TcpConnection("127.0.0.1", server.port()));
        assertThat(databases.run(SqlChange.of(LOGIN, List.of(SqlStatement.of("DO 1"))), LIMIT))
                .isEmpty();
    }

    @AfterEach
    void stop() throws Exception {
        databases.close();
        server.close();
    }

    @Test
    void aChangeIsNotBegunAgain() throws Exception {
        server.dieAt(SECOND);
        Optional<String> failure = databases.run(CHANGE, LIMIT);
        assertThat(failure).hasValueSatisfying(why -> assertThat(why).contains("Communications link failure"));
        assertThat(server.statements()).as("its end, too").containsExactly("DO 1", FIRST, SECOND, LAST);
    }

    @Test
    void whereNobodyAnswersAnyMoreTheFailureIsThatOfTheChange() throws Exception {
        server.closeAt(SECOND);
        Optional<String> failure = databases.run(CHANGE, LIMIT);
        assertThat(failure).hasValueSatisfying(why -> assertThat(why).contains("Communications link failure"));
        assertThat(server.statements()).containsExactly("DO 1", FIRST, SECOND);
    }

    /** As after a restart of the server by an earlier step. */
    @Test
    void aSessionThatEndedBeforeTheChangeIsReplaced() throws Exception {
        server.cutSessions();
        assertThat(databases.run(CHANGE, LIMIT)).isEmpty();
        assertThat(server.statements()).containsExactly("DO 1", FIRST, SECOND, LAST);
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void aSessionThatAnswersIsKept() throws Exception {
        assertThat(databases.run(CHANGE, LIMIT)).isEmpty();
        assertThat(databases.run(CHANGE, LIMIT)).isEmpty();
        assertThat(server.sessions()).isEqualTo(1);
    }
}
