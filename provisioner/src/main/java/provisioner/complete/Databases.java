package provisioner.complete;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Step;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlSurvey;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.MysqlSurveyState;
import provisioner.state.Observed;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSurveyQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.Unknown;

/** The database servers of a host: those that steps declare are looked at, others cannot be. */
final class Databases {
    private static final Set<String> PROGRAMS = Set.of("mysqld", "mariadbd");

    /** What a server gets from others, as their steps declare it. */
    private static final Set<String> FROM_OTHERS =
            Set.of(DatabaseAccounts.ACCOUNT, DatabaseObjects.DATABASE, "mysql_trigger", "mysql_routine");

    private final Declared declared;
    private final List<DatabaseServer> servers = new ArrayList<>();
    private final List<Unknown> unknown = new ArrayList<>();

    Databases(Declared declared, Survey survey, Observed observed) {
        this.declared = declared;
        Set<Integer> ports = new HashSet<>();
        observed.queries().forEach(query -> {
            if (query instanceof MysqlSurveyQuery asked) {
                ports.add(asked.login().port());
                look(asked, observed);
            }
        });
        others(survey, ports);
    }

    /** What is asked, beside what steps ask: each server once, as whom the first step about it logs in. */
    static Collection<MysqlSurveyQuery> queries(List<Step> steps) {
        Map<Integer, MysqlSurveyQuery> byPort = new LinkedHashMap<>();
        steps.stream()
                .flatMap(step -> step.resource().queries().stream())
                .filter(MysqlQuery.class::isInstance)
                .map(query -> ((MysqlQuery) query).login())
                .forEach(login -> byPort.putIfAbsent(login.port(), new MysqlSurveyQuery(login)));
        return byPort.values();
    }

    private void look(MysqlSurveyQuery asked, Observed observed) {
        int port = asked.login().port();
        MysqlState state = (MysqlState) observed.asMap().get(new MysqlQuery(asked.login()));
        MysqlSurveyState said = (MysqlSurveyState) observed.asMap().get(asked);
        Optional<MysqlServer> server = Optional.ofNullable(state).flatMap(MysqlState::server);
        Optional<MysqlSurvey> survey = Optional.ofNullable(said).flatMap(MysqlSurveyState::survey);
        if (server.isPresent() && survey.isPresent()) {
            servers.add(new DatabaseServer(port, asked.login().user(), server.get(), survey.get(), declared));
            return;
        }
        String why = server.isEmpty() && state != null ? state.why() : said == null ? "no answer" : said.why();
        unknown.add(new Unknown("the database server on port " + port, why));
    }

    /** Servers about which there is no step. They are told apart by their units, because each can listen on several ports. */
    private void others(Survey survey, Set<Integer> ports) {
        Set<String> known = new HashSet<>();
        Map<String, Listener> strange = new LinkedHashMap<>();
        for (Listener one : survey.listeners()) {
            if (PROGRAMS.contains(one.process())) {
                if (ports.contains(port(one))) {
                    known.add(one.cgroup());
                }
                strange.putIfAbsent(one.cgroup(), one);
            }
        }
        strange.keySet().removeAll(known);
        strange.values()
                .forEach(one -> unknown.add(new Unknown(
                        "the database server at " + one.address(),
                        "no step says how to log in; declare it with a 'mysql_server' step")));
    }

    private static int port(Listener one) {
        String port = one.address().substring(one.address().lastIndexOf(':') + 1);
        return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0;
    }

    Stream<Candidate> found() {
        return servers.stream()
                .flatMap(server -> Stream.of(
                                new DatabaseAccounts(server).found(),
                                new DatabaseSettings(server).found(),
                                new DatabaseObjects(server).found())
                        .flatMap(each -> each));
    }

    /**
     * What cannot be said: of servers that could not be looked at, and whether steps of hosts that are left out declare what a
     * server has from them.
     */
    List<Unknown> unknown(List<Finding> findings) {
        return Stream.concat(
                        unknown.stream(),
                        findings.stream()
                                .filter(this::isOpen)
                                .map(one -> new Unknown(
                                        one.title(),
                                        "--limit leaves out the steps of other hosts, which may declare it")))
                .toList();
    }

    boolean isOpen(Finding finding) {
        return !declared.isWhole()
                && FROM_OTHERS.contains(finding.kind())
                && servers.stream().anyMatch(DatabaseServer::hasOthers);
    }
}
