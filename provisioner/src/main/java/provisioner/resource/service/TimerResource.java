package provisioner.resource.service;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A command that systemd runs at given times: a timer that is active and enabled, and the service that it starts.
 *
 * @param service its file, or none
 * @param timer likewise
 * @param user as whom the command runs
 * @param present whether they are to be there
 */
record TimerResource(String unit, SystemdUnitResource service, SystemdUnitResource timer, Owner user, boolean present)
        implements Resource {
    private static final String NAME = "timer";
    private static final String SUFFIX = ".timer";

    static final class Type implements ResourceType {
        private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9:_.-]{0,200}");

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = unit(fields);
            boolean absent = fields.bool("absent", false);
            List<Node.Scalar> times = fields.scalars("on_calendar");
            Optional<String> command = fields.optionalString("command");
            String user = Owner.name(fields, "user", Owner.ROOT);
            boolean persistent = fields.bool("persistent", true);
            Optional<Duration> delay = fields.duration("randomized_delay");
            for (String key : List.of("on_calendar", "command", "user", "persistent", "randomized_delay")) {
                fields.atMostOne("absent", key);
            }
            if (absent) {
                return Optional.of(of(name, user, Optional.empty(), Optional.empty()));
            }
            for (Node.Scalar time : times) {
                CalendarTime.wrong(time.text())
                        .ifPresent(why -> fields.problems()
                                .add(time.location(), why, "'systemd-analyze calendar' explains such a time"));
            }
            if (times.isEmpty() || command.isEmpty()) {
                fields.refuse(
                        "name",
                        "a timer needs 'on_calendar' and 'command'",
                        "such as on_calendar: daily; to remove it, write 'absent: true'");
                return Optional.empty();
            }
            if (command.get().isBlank()
                    || command.get().chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                fields.refuse("command", "'command' must be text for a shell", "");
                return Optional.empty();
            }
            TimerUnits units = new TimerUnits(
                    name, times.stream().map(Node.Scalar::text).toList(), command.get(), user, persistent, delay);
            return Optional.of(of(name, user, Optional.of(units.service()), Optional.of(units.timer())));
        }

        private static String unit(Fields fields) {
            String name = fields.string("name");
            String bare = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
            if (!name.isEmpty()
                    && (!UNIT.matcher(bare).matches() || bare.matches(".*\\.(service|socket|target|path|mount)"))) {
                fields.refuse("name", "'name' must be the name of a timer without '@'", "such as backup");
                return "-";
            }
            Foundation.keep(fields, "name", Kind.UNIT, bare + ".service", "must keep its own file");
            Foundation.keep(fields, "name", Kind.UNIT, bare + SUFFIX, "must keep its own file");
            return bare.isEmpty() ? "-" : bare;
        }

        private static TimerResource of(String name, String user, Optional<Bytes> service, Optional<Bytes> timer) {
            return new TimerResource(
                    name + SUFFIX,
                    new SystemdUnitResource(name + ".service", Optional.empty(), service, Optional.empty()),
                    new SystemdUnitResource(name + SUFFIX, Optional.empty(), timer, Optional.empty()),
                    new Owner(user, Owner.ROOT, 0),
                    timer.isPresent());
        }
    }

    @Override
    public String title() {
        return NAME + " " + unit.substring(0, unit.length() - SUFFIX.length());
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return parameter.equals("command") ? timer.exposes("content") : Resource.super.exposes(parameter);
    }

    /** Additions to either are drift, where no other step looks for them. */
    @Override
    public Resource among(Claimed all) {
        return present
                ? new TimerResource(unit, service.lookingIn(this, all), timer.lookingIn(this, all), user, true)
                : this;
    }

    List<SystemdUnitResource> files() {
        return present ? List.of(service, timer) : List.of();
    }

    private UnitQuery unitQuery() {
        return new UnitQuery(unit);
    }

    @Override
    public List<Claim> claims() {
        String thing = "unit " + unit;
        return Stream.of(
                        service.claims(),
                        timer.claims(),
                        List.of(
                                Claim.of(thing, "state", present ? "running" : "stopped"),
                                Claim.of(thing, "start at boot", present ? "enabled" : "disabled")))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(service.accountsFor(), timer.accountsFor());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(service.queries());
        queries.addAll(timer.queries());
        queries.addAll(user.queries());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Assessment its = timer.assess(state);
        Assessment runs = service.assess(state);
        UnitState now = state.get(unitQuery());
        Change change = new Change();
        if (!present) {
            // The timer first: nothing starts what is gone.
            return change.include(its).include(runs).assessment();
        }
        change.include(runs).includeBut(unitQuery(), its);
        boolean enable = !now.exists() || !now.enabled();
        boolean start = !now.exists() || !now.running();
        if (start) {
            change.differs("state", now.exists() ? now.active() : "", "running").makes(new Made("service", unit, ""));
        }
        if (enable) {
            change.differs("enabled", now.exists() ? now.fileState() : "", "enabled");
        }
        if (change.isEmpty()) {
            return change.assessment();
        }
        if (enable) {
            change.run("systemctl unmask --quiet --", unit).run("systemctl enable --quiet --", unit);
        }
        // systemd works out the next time of a timer when it starts.
        if (start || its instanceof Differs) {
            change.run(UnitScript.restart(unit, List.of())).watch(UnitScript.watch(unit));
        }
        boolean asDeclared = its instanceof InSync && runs instanceof InSync;
        return change.blockedBy(user.unknown(state))
                .becomes(unitQuery(), after(now, start || its instanceof Differs))
                .certain(!asDeclared || state.settled(unitQuery()))
                .assessment();
    }

    private static UnitState after(UnitState now, boolean started) {
        return new UnitState(
                        "loaded",
                        "active",
                        started ? "waiting" : now.sub(),
                        "enabled",
                        false,
                        started ? "" : now.invocationId(),
                        started ? UnitState.NOW : now.stateChange(),
                        started ? UnitState.NOW : now.started())
                .from(now.origin());
    }
}
