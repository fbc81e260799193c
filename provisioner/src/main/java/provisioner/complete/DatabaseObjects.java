package provisioner.complete;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.state.MysqlServer.Replication;
import provisioner.state.MysqlSurvey.Filter;
import provisioner.state.MysqlSurvey.Library;
import provisioner.state.MysqlSurvey.Stored;

/** What a database server holds and runs, and where it gets data from. */
final class DatabaseObjects {
    static final String DATABASE = "mysql_database";

    /** Nothing but a statement makes them. */
    private static final String COMMAND = "command";

    private final DatabaseServer on;

    DatabaseObjects(DatabaseServer on) {
        this.on = on;
    }

    Stream<Candidate> found() {
        return Stream.of(
                        databases(),
                        libraries(
                                "mysql_plugin",
                                "a plugin that the database server loads at every start",
                                on.survey().plugins()),
                        on.survey().components().stream()
                                .map(urn -> on.candidate(
                                        "mysql_component",
                                        urn,
                                        "a component that the database server loads at every start",
                                        0,
                                        COMMAND)),
                        libraries(
                                "mysql_function",
                                "a function of the database server",
                                on.survey().functions()),
                        stored(),
                        channels(),
                        filters())
                .flatMap(each -> each);
    }

    private Stream<Candidate> databases() {
        return on.server().databases().keySet().stream()
                .filter(name -> !on.declared().isAnywhere(Things.database(name, on.port())))
                .map(name -> on.candidate(DATABASE, name, "a database", 0, StepText.of(DATABASE, "name", name)));
    }

    private Stream<Candidate> libraries(String kind, String what, List<Library> libraries) {
        return libraries.stream().map(one -> on.candidate(kind, one.name(), what + ", from " + one.file(), 0, COMMAND));
    }

    /** Events run by themselves. Others run for whom they serve: those of declared accounts belong to their application. */
    private Stream<Candidate> stored() {
        return on.survey().stored().stream()
                .filter(one -> one.kind().equals("event") || !on.isDeclared(one.definer()))
                .map(one -> on.candidate(
                        "mysql_" + one.kind(),
                        one.name(),
                        article(one) + " of " + one.definer() + ": " + one.detail(),
                        one.since(),
                        COMMAND));
    }

    private static String article(Stored one) {
        return (one.kind().equals("event") ? "an " : "a ") + one.kind();
    }

    /** A step about replication judges it as a whole. */
    private Stream<Candidate> channels() {
        List<Candidate> channels = new ArrayList<>();
        if (!on.declared().has(Things.databaseReplication(on.port()))) {
            Optional<Replication> from = on.server().replication();
            from.filter(own -> !own.sourceAddress().isEmpty())
                    .ifPresent(own -> channels.add(channel("default", own.sourceAddress(), own.user())));
            from.ifPresent(all -> all.channels().forEach((name, address) -> channels.add(channel(name, address, ""))));
        }
        if (!on.declared().has(Things.databaseGroup(on.port()))) {
            on.server()
                    .partOf()
                    .ifPresent(group -> channels.add(on.candidate(
                            "mysql_channel", "group " + group, "membership in a group of servers", 0, "mysql_group")));
        }
        return channels.stream();
    }

    private Candidate channel(String name, String address, String user) {
        return on.candidate(
                "mysql_channel",
                name,
                "replication from " + address + (user.isEmpty() ? "" : " as " + user),
                0,
                StepText.of("mysql_replication", "source", address));
    }

    /** Those of files are known with the files; those of a server's own channel its step sets back. */
    private Stream<Candidate> filters() {
        boolean judged = on.declared().has(Things.databaseReplication(on.port()));
        return on.survey().filters().stream()
                .filter(one -> !one.atStart() && !(judged && one.channel().isEmpty()))
                .map(this::filter);
    }

    private Candidate filter(Filter one) {
        return on.candidate(
                "mysql_filter",
                (one.channel().isEmpty() ? "" : one.channel() + " ") + one.name(),
                "what replication leaves out: " + one.rule(),
                one.since(),
                "mysql_replication");
    }
}
