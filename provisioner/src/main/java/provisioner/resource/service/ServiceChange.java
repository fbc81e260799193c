package provisioner.resource.service;

import java.util.List;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.sh.Sh;
import provisioner.state.Observation.UnitState;

/** What a service needs to become as desired, gathered attribute by attribute in the order in which it is done. */
final class ServiceChange {
    private final ServiceResource desired;
    private final UnitState now;
    private final String unit;
    private final Change change = new Change();
    private UnitState after;

    ServiceChange(ServiceResource desired, UnitState now) {
        this.desired = desired;
        this.now = now;
        this.unit = desired.unit();
        this.after = now;
    }

    Assessment assessment(boolean certain) {
        return change.becomes(desired.unitQuery(), after).certain(certain).assessment();
    }

    /** A unit that an earlier step brings. */
    void create() {
        after = with("loaded", "inactive", "dead", desired.enabled() ? "enabled" : "disabled");
        if (desired.enabled()) {
            change.differs("enabled", "", "enabled").run("systemctl enable --", unit);
        }
        if (desired.running()) {
            change.differs("state", "", "running").run(desired.startCommand());
            started();
        }
    }

    void definition() {
        if (now.masked() && (desired.running() || desired.enabled())) {
            change.differs("masked", "masked", "unmasked").run("systemctl unmask --", unit);
            after = with("loaded", after.active(), after.sub(), "disabled");
        }
        if (now.needsDaemonReload()) {
            change.differs("definition", "older than its files", "reloaded").run("systemctl daemon-reload");
            after = with(after.load(), after.active(), after.sub(), after.fileState());
        }
    }

    void boot() {
        if (desired.mustEnable(now)) {
            change.differs("enabled", now.fileState(), "enabled").run("systemctl enable --", unit);
            after = with(after.load(), after.active(), after.sub(), "enabled");
        } else if (desired.mustDisable(now)) {
            change.differs("enabled", now.fileState(), "disabled").run("systemctl disable --", unit);
            after = with(after.load(), after.active(), after.sub(), "disabled");
        }
    }

    void state(boolean restart, boolean reload) {
        if (!desired.running()) {
            stop();
        } else if (!now.running()) {
            // A unit that failed too often would refuse to start.
            change.differs("state", now.active() + " (" + now.sub() + ")", "running")
                    .run("systemctl reset-failed -- " + Sh.quote(unit) + " 2>/dev/null || :");
            // What is just starting, perhaps over and over, does so on what its files said before.
            boolean anew = restart && now.active().equals("activating");
            change.run(anew ? desired.restartCommand() : desired.startCommand());
            started();
        } else if (restart) {
            pending("restart", desired.restartOn(), desired.restartCommand());
            started();
        } else if (reload) {
            pending("reload", desired.reloadOn(), desired.reloadCommand());
            after = after.at(UnitState.NOW);
        }
    }

    private void stop() {
        if (now.active().equals("inactive") || now.active().equals("failed")) {
            return;
        }
        change.differs("state", now.active(), "stopped").run("systemctl stop --", unit);
        after = with(after.load(), "inactive", "dead", after.fileState()).at(UnitState.NOW);
    }

    private void pending(String what, List<String> paths, String command) {
        change.differs(Difference.sentence(what + ": " + String.join(", ", paths) + " changed"))
                .run(command);
    }

    private UnitState with(String load, String active, String sub, String fileState) {
        return new UnitState(
                load, active, sub, fileState, false, after.invocationId(), after.stateChange(), after.started());
    }

    private void started() {
        change.watch(UnitScript.watch(unit));
        after = new UnitState(
                "loaded", "active", "running", after.fileState(), false, "", UnitState.NOW, UnitState.NOW);
    }
}
