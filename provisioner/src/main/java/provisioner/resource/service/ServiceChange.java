package provisioner.resource.service;

import java.util.ArrayList;
import java.util.List;
import provisioner.resource.Difference;
import provisioner.sh.Sh;
import provisioner.state.Observation.UnitState;

/** What a service needs to become as desired, gathered attribute by attribute in the order in which it is done. */
final class ServiceChange {
    private final ServiceResource desired;
    private final UnitState now;
    private final String unit;
    private final List<Difference> differences = new ArrayList<>();
    private final StringBuilder script = new StringBuilder();
    private UnitState after;
    private boolean started;

    ServiceChange(ServiceResource desired, UnitState now) {
        this.desired = desired;
        this.now = now;
        this.unit = Sh.quote(desired.unit());
        this.after = now;
    }

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    String script() {
        return script.toString();
    }

    /** What is to be run then. */
    String watch() {
        return started ? UnitScript.watch(desired.unit()) : "";
    }

    UnitState after() {
        return after;
    }

    /** A unit that an earlier step brings. */
    void create() {
        after = with("loaded", "inactive", "dead", desired.enabled() ? "enabled" : "disabled");
        if (desired.enabled()) {
            step(Difference.of("enabled", "", "enabled"), "systemctl enable -- " + unit);
        }
        if (desired.running()) {
            step(Difference.of("state", "", "running"), desired.startCommand());
            after = started();
        }
    }

    void definition() {
        if (now.masked() && (desired.running() || desired.enabled())) {
            step(Difference.of("masked", "masked", "unmasked"), "systemctl unmask -- " + unit);
            after = with("loaded", after.active(), after.sub(), "disabled");
        }
        if (now.needsDaemonReload()) {
            step(Difference.of("definition", "older than its files", "read anew"), "systemctl daemon-reload");
            after = with(after.load(), after.active(), after.sub(), after.fileState());
        }
    }

    void boot() {
        if (desired.mustEnable(now)) {
            step(Difference.of("enabled", now.fileState(), "enabled"), "systemctl enable -- " + unit);
            after = with(after.load(), after.active(), after.sub(), "enabled");
        } else if (desired.mustDisable(now)) {
            step(Difference.of("enabled", now.fileState(), "disabled"), "systemctl disable -- " + unit);
            after = with(after.load(), after.active(), after.sub(), "disabled");
        }
    }

    void state(boolean restart, boolean reload) {
        if (!desired.running()) {
            stop();
        } else if (!now.running()) {
            String from = now.active() + " (" + now.sub() + ")";
            // A unit that failed too often would refuse to start.
            step(Difference.of("state", from, "running"), "systemctl reset-failed -- " + unit + " 2>/dev/null || :");
            // What is just starting, perhaps over and over, does so on what its files said before.
            boolean anew = restart && now.active().equals("activating");
            script.append(anew ? desired.restartCommand() : desired.startCommand())
                    .append('\n');
            after = started();
        } else if (restart) {
            step(pending("restarted"), desired.restartCommand());
            after = started();
        } else if (reload) {
            step(pending("reloaded"), desired.reloadCommand());
            after = after.at(UnitState.NOW);
        }
    }

    private void stop() {
        if (now.active().equals("inactive") || now.active().equals("failed")) {
            return;
        }
        step(Difference.of("state", now.active(), "stopped"), "systemctl stop -- " + unit);
        after = with(after.load(), "inactive", "dead", after.fileState()).at(UnitState.NOW);
    }

    private static Difference pending(String to) {
        return Difference.of("configuration", "changed since it was loaded", to);
    }

    private void step(Difference difference, String command) {
        differences.add(difference);
        script.append(command).append('\n');
    }

    private UnitState with(String load, String active, String sub, String fileState) {
        return new UnitState(
                load, active, sub, fileState, false, after.invocationId(), after.stateChange(), after.started());
    }

    private UnitState started() {
        started = true;
        return new UnitState("loaded", "active", "running", after.fileState(), false, "", UnitState.NOW, UnitState.NOW);
    }
}
