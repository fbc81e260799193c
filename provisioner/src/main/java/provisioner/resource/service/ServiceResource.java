package provisioner.resource.service;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Made;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query;
import provisioner.state.Query.LoadedQuery;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A unit that runs, on what its files say now, or that does not.
 *
 * @param enabled whether it starts at boot
 * @param enabledStated whether the user said so; otherwise a unit that cannot be enabled is left as it is
 * @param newWorkers whether a reload has to bring forth a new process
 * @param restart for what it is to be restarted once, whatever else changes
 * @param additions what is asked about what was added to the unit; empty where another step does
 */
record ServiceResource(
        String unit,
        boolean running,
        boolean enabled,
        boolean enabledStated,
        List<String> reloadOn,
        List<String> restartOn,
        boolean newWorkers,
        Optional<RestartAsked> restart,
        Optional<UnitAdditionsQuery> additions)
        implements Resource {
    private static final Map<String, String> NOT_STATES = Map.of(
            "started",
            "write running",
            "restarted",
            "write running; to restart it when a file changes, add restart_on: /path/of/the/file within 'service',"
                    + " and to restart it in this run, restart: now",
            "reloaded",
            "write running; to reload it when a file changes, add reload_on: /path/of/the/file within 'service'");

    ServiceResource {
        reloadOn = List.copyOf(reloadOn);
        restartOn = List.copyOf(restartOn);
    }

    private enum State {
        RUNNING,
        STOPPED
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "service";
        }

        @Override
        public Optional<Leaving> leaving(Made made) {
            boolean starts = List.of(".timer", ".socket", ".path").stream().anyMatch(made.name()::endsWith);
            return Optional.of(new Goes(
                    name(),
                    Map.of("name", made.name(), "state", "stopped", "enabled", "false"),
                    starts ? Stage.TRIGGERS : Stage.SERVICES,
                    stopped -> new ServiceLeft(stopped, made.name(), List.of(made.name()))));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String unit = UnitNames.required(fields, "name");
            boolean running = fields.oneOf("state", State.class, State.RUNNING, NOT_STATES) == State.RUNNING;
            Optional<Boolean> enabled = fields.optionalBool("enabled");
            List<String> reloadOn = paths(fields, "reload_on");
            List<String> restartOn = paths(fields, "restart_on");
            boolean newWorkers = fields.bool("new_workers", false);
            Optional<RestartAsked> restart = RestartAsked.parse(fields, unit, inputs.run());
            if (running) {
                Foundation.keepUp(fields, unit);
            }
            if (!running || !enabled.orElse(true)) {
                Foundation.keep(fields, "name", Kind.UNIT, unit, "must run, and start at boot");
            }
            if (UnitNames.isTemplate(unit)) {
                fields.refuse("name", unit + " must not be a template", "name an instance, such as getty@tty1");
            }
            if (newWorkers && reloadOn.isEmpty()) {
                fields.refuse("new_workers", "'new_workers' needs 'reload_on'", "a reload must then start new workers");
            }
            if (restart.isPresent() && !running) {
                fields.refuse("restart", "'restart' needs state: running", "a unit that is stopped is not restarted");
            }
            return Optional.of(new ServiceResource(
                    unit,
                    running,
                    enabled.orElse(running),
                    enabled.isPresent(),
                    reloadOn,
                    restartOn,
                    newWorkers,
                    restart,
                    Optional.empty()));
        }

        private static List<String> paths(Fields fields, String key) {
            Set<String> paths = new LinkedHashSet<>();
            for (Node.Scalar path : fields.scalars(key)) {
                Paths.wrong(path.text())
                        .ifPresent(w -> fields.problems().add(path.location(), "'" + path.text() + "' " + w));
                paths.add(path.text());
            }
            return List.copyOf(paths);
        }
    }

    @Override
    public String title() {
        return "service " + unit;
    }

    UnitQuery unitQuery() {
        return new UnitQuery(unit);
    }

    private List<LoadedQuery> reloadSets() {
        return reloadOn.isEmpty() ? List.of() : List.of(new LoadedQuery(unit, "reload", reloadOn));
    }

    private List<LoadedQuery> restartSets() {
        return restartOn.isEmpty() ? List.of() : List.of(new LoadedQuery(unit, "restart", restartOn));
    }

    private List<LoadedQuery> sets() {
        List<LoadedQuery> sets = new ArrayList<>(reloadSets());
        sets.addAll(restartSets());
        return sets;
    }

    @Override
    public Resource among(Claimed all) {
        return new ServiceResource(
                unit,
                running,
                enabled,
                enabledStated,
                reloadOn,
                restartOn,
                newWorkers,
                restart,
                UnitAdditions.query(this, unit, all));
    }

    @Override
    public List<Claim> claims() {
        String thing = "unit " + unit;
        return List.of(
                Claim.of(thing, "state", running ? "running" : "stopped"),
                Claim.of(thing, "start at boot", enabled ? "enabled" : "disabled"));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(sets());
        queries.add(unitQuery());
        restart.ifPresent(asked -> queries.add(asked.query()));
        additions.ifPresent(queries::add);
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        UnitState now = state.get(unitQuery());
        Optional<UnitAdditions> added = additions.map(query -> new UnitAdditions(query, state.get(query)));
        if (!now.exists() && !running && !enabled) {
            Change change = new Change();
            added.ifPresent(a -> a.remove(change, now));
            return change.run("systemctl daemon-reload").assessment();
        }
        Optional<Impossible> impossible = impossible(now, state.settled(unitQuery()));
        if (impossible.isPresent()) {
            return impossible.get();
        }
        boolean asked =
                restart.filter(once -> once.isPending(state.get(once.query()))).isPresent();
        ServiceChange change = new ServiceChange(this, now, asked);
        added.ifPresent(change::without);
        if (running && !now.running()) {
            change.makes(new Made("service", unit, ""));
        }
        if (!now.exists()) {
            change.create();
        } else {
            change.definition();
            change.boot();
            change.state(
                    restartSets().stream().anyMatch(set -> UnitScript.restartPending(now, state.get(set))),
                    reloadSets().stream().anyMatch(set -> UnitScript.reloadPending(now, state.get(set))));
        }
        return change.assessment(!now.exists() || state.settled(unitQuery()));
    }

    private Optional<Impossible> impossible(UnitState now, boolean settled) {
        if (!settled) {
            return Optional.empty();
        }
        if (!now.exists()) {
            return Optional.of(new Impossible(
                    "there is no unit '" + unit + "' on this host",
                    "add a 'package' or 'systemd_unit' step for it before this one"));
        }
        boolean unreadable = now.load().equals("error") || now.load().equals("bad-setting");
        if (running && unreadable && !now.needsDaemonReload()) {
            return Optional.of(new Impossible(
                    "systemd cannot load " + unit + ": " + now.load(), "see 'systemctl status " + unit + "'"));
        }
        return UnitAtBoot.impossible(this, now);
    }

    /** @param name by which systemd knows the unit; an alias may be gone once it is disabled */
    String reloadCommand(String name) {
        return UnitScript.reload(name, reloadSets(), newWorkers);
    }

    String restartCommand(String name) {
        return UnitScript.restart(name, sets());
    }

    String startCommand(String name) {
        return UnitScript.start(name, sets());
    }
}
