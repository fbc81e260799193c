package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.resource.Step;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlServer.Database;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.PathQuery;

/** Which step finds an account that no step declares, and what it knows of the other steps. */
class UndeclaredAccountsTest {
    private static final String PLAYBOOK = """
            - play: P
              hosts: web-1, web-2
              steps:
                - {name: the server, mysql_server: {admin_password: a}}
                - {name: the database, mysql_database: {admin_password: a, name: app}, tags: some}
                - {name: the account, mysql_user: {admin_password: a, name: app, hosts: "%", password: p}, when: $host.name == "web-2"}
                - {name: another server, mysql_server: {admin_password: a, port: 3307}}
            """;

    @TempDir
    private Path directory = Path.of("");

    private Project project = new Project(Path.of(""));
    private Optional<Replication> replication = Optional.empty();
    private int port = 3306;
    private final SortedMap<MysqlAccount.Name, MysqlAccount> accounts = new TreeMap<>();

    @BeforeEach
    void makeProject() {
        project = Project.in(directory).standardTypes().file(Project.PLAYBOOK, PLAYBOOK);
    }

    private void account(String user, String on, String right) {
        accounts.put(
                new MysqlAccount.Name(user, "%"),
                new MysqlAccount(
                        "caching_sha2_password",
                        "",
                        false,
                        false,
                        new TreeMap<>(Map.of(on, new TreeSet<>(List.of(right))))));
    }

    /** The steps of the first host that drift, on a server with these accounts. */
    private List<String> drifted() throws Exception {
        List<Step> steps = project.compile().hosts().getFirst().steps();
        Observed.Builder observed = Observed.builder();
        for (Query<?> query : Planner.queries(steps)) {
            if (query instanceof MysqlQuery asked) {
                observed.put(asked, MysqlState.of(server(asked.login().port() == port)));
            } else if (query instanceof PathQuery path) {
                observed.put(path, new Missing());
            }
        }
        return Planner.verify(steps, observed.build()).stream()
                .filter(plan -> plan.outcome() == Outcome.DRIFTED)
                .map(StepPlan::step)
                .map(Step::name)
                .toList();
    }

    private MysqlServer server(boolean populated) {
        SortedMap<String, Database> databases = new TreeMap<>(Map.of("app", new Database("utf8mb4", "")));
        return new MysqlServer(
                "9.7.4",
                new TreeMap<>(),
                new TreeMap<>(),
                databases,
                populated ? accounts : new TreeMap<>(),
                replication,
                Optional.empty(),
                false,
                false,
                false);
    }

    @Test
    void whatHasRightsOnAllIsTheServers() throws Exception {
        account("eve", "*.*", "SUPER");
        assertThat(drifted()).containsExactly("the server");
    }

    @Test
    void whatHasRightsOnADatabaseIsThatOnes() throws Exception {
        account("eve", "`app`.*", "SELECT");
        assertThat(drifted()).containsExactly("the database");
        account("eve", "`other`.*", "SELECT");
        assertThat(drifted()).isEmpty();
    }

    /** A replica has it from there. */
    @Test
    void whatAnotherHostDeclaresIsDeclared() throws Exception {
        account("app", "*.*", "SUPER");
        assertThat(drifted()).isEmpty();
    }

    @Test
    void nothingIsUndeclaredBecauseOfStepsThatAreLeftOut() throws Exception {
        account("eve", "`app`.*", "SELECT");
        project.tags("some");
        assertThat(drifted()).isEmpty();
        project.tags().limit("web-1");
        assertThat(drifted()).containsExactly("the database");
        replication = Optional.of(Replication.of(new TreeMap<>()));
        assertThat(drifted()).isEmpty();
    }

    @Test
    void whatIsAcceptedIsNoDrift() throws Exception {
        account("eve", "*.*", "SUPER");
        project.file(
                Project.INVENTORY,
                "hosts: {web-1: , web-2: }\naccepted: [{pattern: mysql_account eve@*, reason: hers, hosts: web-1}]\n");
        assertThat(drifted()).isEmpty();
    }

    @Test
    void aPatternNamesThePortAsTheFindingDoes() throws Exception {
        port = 3307;
        account("eve", "*.*", "SUPER");
        project.file(
                Project.INVENTORY,
                "hosts: {web-1: , web-2: }\naccepted: [{pattern: mysql_account eve@%, reason: hers}]\n");
        assertThat(drifted()).containsExactly("another server");
        project.file(
                Project.INVENTORY,
                "hosts: {web-1: , web-2: }\naccepted: [{pattern: mysql_account eve@% on port 3307, reason: hers}]\n");
        assertThat(drifted()).isEmpty();
    }

    /** Its source may listen on another port than it does. */
    @Test
    void onAReplicaAnAccountMayBeDeclaredForAnotherPort() throws Exception {
        account("app", "*.*", "SUPER");
        project.file(Project.PLAYBOOK, PLAYBOOK.replace("name: app, hosts:", "name: app, port: 3307, hosts:"));
        assertThat(drifted()).containsExactly("the server");
        replication = Optional.of(Replication.of(new TreeMap<>()));
        assertThat(drifted()).isEmpty();
    }
}
