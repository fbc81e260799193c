package provisioner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import provisioner.adopt.Adopted;
import provisioner.adopt.Adoption;
import provisioner.adopt.Limits;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.Program.ProgramPlay;
import provisioner.complete.Accounting;
import provisioner.complete.Declared;
import provisioner.complete.Depth;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.resource.ResourceTypes;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.SurveyQuery;

/** Looks at one host, and asks it what the steps need to know that would declare what nobody accounts for. Changes nothing. */
public final class AdoptRun {
    private final Program program;
    private final HostProgram host;
    private final RunOptions options;
    private final Consumer<Event> events;
    private final Subject subject;

    /**
     * @param name of the host
     * @param login as whom the inventory lets provisioner log in
     * @param imported whether there is a playbook, whose steps count
     */
    public record Subject(String name, Optional<String> login, boolean imported, Limits limits, ResourceTypes types) {}

    /** @param options with a {@link Depth} */
    public AdoptRun(Program program, RunOptions options, Consumer<Event> events, Subject subject) {
        this.program = program;
        this.host = program.hosts().stream()
                .filter(one -> one.host().equals(subject.name))
                .findFirst()
                .orElseThrow();
        this.options = options;
        this.events = events;
        this.subject = subject;
    }

    /** Empty where the host could not be looked at, of which the listener was told. */
    public Optional<Adopted> run() throws InterruptedException {
        HostConnector connector = new HostConnector(options, events);
        // Its steps may use what others read.
        List<HostRun> runs = program.hosts().stream()
                .filter(one -> one == host || host.awaited().contains(one.host()))
                .map(HostRun::new)
                .toList();
        List<Adopted> adopted = new ArrayList<>();
        try {
            connector.open(runs, Command.VERIFY, () -> {});
            connector.forEach(
                    runs.stream()
                            .filter(run -> run.name().equals(host.host()) && run.takesPart())
                            .toList(),
                    run -> adopted.add(adopted(run)));
        } finally {
            connector.close(runs);
        }
        return adopted.stream().findFirst();
    }

    private Adopted adopted(HostRun run) throws RemoteException, ProbeException, InterruptedException {
        Adoption adoption = adoption(run.program(), run.observed());
        Observed needed = run.observe(adoption.needs());
        Observed judged = run.observe(adoption.proposed(needed));
        Set<Query<?>> asked = adoption.chosen(judged);
        while (!asked.isEmpty()) {
            asked = adoption.confirmed(run.observe(asked));
        }
        return adoption.result();
    }

    private Adoption adoption(HostProgram host, Observed observed) throws ProbeException {
        Depth depth = options.complete().orElseThrow();
        SurveyQuery query = depth.query(host.steps());
        String unreadable = observed.unreadable().get(query);
        if (unreadable != null) {
            throw new ProbeException(unreadable);
        }
        String login = Objects.requireNonNull(
                        options.targets().get(subject.name), "every host of the program has a target")
                .user();
        Declared declared = new Declared(program.playbook(), login, host.steps(), host.beyond());
        return new Adoption(
                new Adoption.Subject(
                        subject.name,
                        program.playbook(),
                        host.steps(),
                        host.beyond(),
                        program.plays().stream().map(ProgramPlay::name).toList(),
                        subject.login,
                        observed.get(query).survey(),
                        observed,
                        new Accounting(declared, host.accepted(), depth.lab())
                                .each(observed.get(query).survey(), observed),
                        subject.imported,
                        subject.limits),
                subject.types);
    }
}
