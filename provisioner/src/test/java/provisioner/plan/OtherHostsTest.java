package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner.HostInput;
import provisioner.resource.RealHost;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlServer.Database;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observation.PathState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.PathQuery;

/** What a host's steps change on its database server, the steps of other hosts are planned with. */
class OtherHostsTest {
    private static final PathState DATA = new Directory(new Ownership("mysql", "mysql", 0755));
    private static final String ACCESS = "{admin_password: adm, password: repl, ";

    private final SequencedMap<String, HostInput> hosts = new LinkedHashMap<>();

    private static Step step(int play, String name, String resource) {
        Resource made = RealHost.resource(resource);
        return new Step(
                play + name,
                "play " + play,
                play,
                name,
                made,
                Location.ofFile("p.yml"),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
    }

    private static Step promotion(int play, String host, String source) {
        return step(
                play,
                "promotion",
                "mysql_promotion: " + ACCESS + "source: " + source + ", source_address: 192.0.2." + source.substring(3)
                        + ", host: " + host + ", others: [192.0.2.1, 192.0.2.2, 192.0.2.3]}");
    }

    private static Step follows(int play, int source) {
        return step(
                play, "follows", "mysql_replication: " + ACCESS + "source: 192.0.2." + source + ", source_name: db}");
    }

    private static Step account(int play) {
        return step(
                play,
                "account",
                "mysql_user: {admin_password: adm, name: replication, password: repl, hosts: ['%'], grants: []}");
    }

    private static Step admits(int play) {
        return step(play, "server", "mysql_server: {admin_password: adm}");
    }

    private static Step takesWrites(int play) {
        return step(play, "source", "mysql_replication: {admin_password: adm}");
    }

    private static Step installs(int play) {
        return step(play, "package", "package: {name: mysql-server}");
    }

    private static MysqlServer server(boolean writes, int source) {
        TreeMap<String, String> variables = new TreeMap<>();
        variables.put("super_read_only", writes ? "OFF" : "ON");
        variables.put("read_only", writes ? "OFF" : "ON");
        TreeMap<String, Database> databases = new TreeMap<>();
        databases.put("app", new Database("utf8mb4", ""));
        Optional<Replication> from = source == 0
                ? Optional.empty()
                : Optional.of(new Replication(
                        "192.0.2." + source,
                        3306,
                        "replication",
                        true,
                        false,
                        true,
                        "Yes",
                        "Yes",
                        "",
                        new TreeMap<>(),
                        new TreeSet<>(),
                        new TreeMap<>()));
        return new MysqlServer(
                "9.7",
                variables,
                new TreeMap<>(),
                databases,
                new TreeMap<>(),
                from,
                Optional.empty(),
                true,
                false,
                false);
    }

    private void host(int number, MysqlState state, MysqlSourceState told, Step... steps) {
        Observed.Builder observed = Observed.builder();
        for (Query<?> query : Planner.queries(List.of(steps))) {
            switch (query) {
                case MysqlQuery q -> observed.put(q, state);
                case MysqlSourceQuery q -> observed.put(q, told);
                case PathQuery q ->
                    observed.put(q, state.server().isPresent() || state.refused() ? DATA : new Missing());
                case PackageQuery q ->
                    observed.put(q, new PackageState(Optional.empty(), false, Optional.of("1"), true));
                default -> {}
            }
        }
        hosts.put("db-" + number, new HostInput(List.of(steps), observed.build(), "192.0.2." + number));
    }

    private static MysqlSourceState told(boolean readOnly, String errant) {
        return new MysqlSourceState(true, "", readOnly, errant, "", "");
    }

    private List<String> plan() {
        List<String> lines = new ArrayList<>();
        assertThat(PlannedTogetherTest.byGroups(hosts)).isEqualTo(Planner.plan(hosts));
        Planner.plan(hosts)
                .forEach((host, plans) ->
                        plans.forEach(plan -> lines.add(host + " " + plan.step().name() + " "
                                + plan.outcome().word() + (plan.because().isEmpty() ? "" : ": " + plan.because()))));
        return lines;
    }

    /** db-2 is promoted, and is a moment behind when it is looked at. */
    @Test
    void aPromotionIsFollowedByTheOthers() {
        host(1, MysqlState.of(server(true, 0)), told(true, "uuid:7"), promotion(0, "db-1", "db-2"), follows(2, 2));
        host(2, MysqlState.of(server(false, 1)), told(false, ""), promotion(1, "db-2", "db-2"));
        host(3, MysqlState.of(server(false, 1)), told(true, ""), promotion(0, "db-3", "db-2"), follows(2, 2));
        assertThat(plan())
                .containsExactly(
                        "db-1 promotion would-change",
                        "db-1 follows would-change: promotion",
                        "db-2 promotion would-change",
                        "db-3 promotion would-change",
                        "db-3 follows would-change: promotion");
    }

    @Test
    void aPromotionOutsideTheRunIsNotPlannedWith() {
        host(3, MysqlState.of(server(false, 1)), told(true, ""), follows(2, 2));
        assertThat(plan()).singleElement().asString().startsWith("db-3 follows failed: db is declared the source");
    }

    @Test
    void aReplicaOfASourceThatIsYetToBeMadeIsPlannedWithIt() {
        MysqlState bare = MysqlState.unreached("nothing listens");
        MysqlSourceState none = MysqlSourceState.unreached("nothing listens");
        host(1, bare, none, installs(0), admits(0), takesWrites(0), account(0));
        host(2, bare, none, installs(1), admits(1), follows(1, 1));
        assertThat(plan()).contains("db-1 source would-change: server", "db-2 follows would-change: server");
    }

    @Test
    void whatIsDoneSideBySideIsOpen() {
        MysqlState bare = MysqlState.unreached("nothing listens");
        MysqlSourceState none = MysqlSourceState.unreached("nothing listens");
        host(1, bare, none, installs(0), admits(0), follows(0, 2));
        host(2, bare, none, installs(0), admits(0), takesWrites(0), account(0));
        assertThat(plan()).contains("db-1 follows may-change: account (db-2)");
    }

    @Test
    void aSourceThatNobodyBringsIsUnknown() {
        MysqlState bare = MysqlState.unreached("nothing listens");
        host(2, bare, MysqlSourceState.unreached("no route"), installs(1), admits(1), follows(1, 1));
        assertThat(plan()).contains("db-2 follows failed: data: unknown, cannot reach db: no route");
    }

    /** Whatever else is in the way: the host of the source changes it in an earlier play. */
    @Test
    void aSourceThatMayBeReachedLaterIsOpen() {
        host(1, MysqlState.of(server(true, 0)), told(false, ""), installs(0), takesWrites(0));
        host(2, MysqlState.of(server(false, 3)), MysqlSourceState.unreached("no route"), follows(1, 1));
        assertThat(plan()).contains("db-2 follows may-change: package (db-1)");
    }

    @Test
    void eachOfTwoFollowsTheOther() {
        MysqlState bare = MysqlState.unreached("nothing listens");
        MysqlSourceState none = MysqlSourceState.unreached("nothing listens");
        String mutual = "mutual_with: db, writable: true, source: 192.0.2.2, source_name: db}";
        host(
                1,
                bare,
                none,
                installs(0),
                admits(0),
                step(0, "source", "mysql_replication: {admin_password: adm, mutual_with: db}"),
                account(0),
                step(2, "also follows", "mysql_replication: " + ACCESS + mutual));
        host(2, bare, none, installs(1), admits(1), follows(1, 1), account(1));
        assertThat(plan()).contains("db-2 follows would-change: server", "db-1 also follows would-change: server");
    }

    @Test
    void aRefusedLoginOfAnEarlierStepIsNoEmptyServer() {
        MysqlState refused = MysqlState.refused("Access denied");
        host(2, refused, told(false, ""), admits(0), follows(0, 1), account(0));
        assertThat(plan())
                .containsExactly(
                        "db-2 server would-change",
                        "db-2 follows may-change: server",
                        "db-2 account may-change: server");
        HostInput db2 = hosts.getOrDefault(
                "db-2", new HostInput(List.of(), Observed.builder().build(), ""));
        assertThat(Planner.verify(db2.steps(), db2.observed()))
                .extracting(StepPlan::outcome)
                .containsOnly(Outcome.DRIFTED);
        assertThat(Planner.verify(db2.steps().subList(1, 3), db2.observed()))
                .extracting(StepPlan::outcome)
                .containsOnly(Outcome.FAILED);
    }
}
