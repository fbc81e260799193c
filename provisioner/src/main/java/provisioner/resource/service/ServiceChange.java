package provisioner.resource.service;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.sh.Sh;
import provisioner.state.Made;
import provisioner.state.Observation.UnitOrigin.Also;
import provisioner.state.Observation.UnitState;

/** What a service needs to become as desired, gathered attribute by attribute in the order in which it is done. */
final class ServiceChange {
    private final ServiceResource desired;
    private final UnitState now;
    private final String unit;
    private final boolean asked;
    private final Change change = new Change();
    private UnitState after;
    private boolean reread;
    private boolean cleared;

    /** @param asked whether a restart is asked for that was not done yet; a start does as well */
    ServiceChange(ServiceResource desired, UnitState now, boolean asked) {
        this.desired = desired;
        this.now = now;
        this.asked = asked;
        // systemd does not enable a unit by another name of it.
        this.unit = now.origin().id().isEmpty() ? desired.unit() : now.origin().id();
        this.after = now;
    }

    Assessment assessment(boolean certain) {
        return change.becomes(desired.unitQuery(), after).certain(certain).assessment();
    }

    /** It is ours to stop again. */
    void makes(Made made) {
        change.makes(made);
    }

    /** What was added to its files goes first. */
    void without(UnitAdditions added) {
        added.remove(change, now);
        reread = !added.isEmpty();
        cleared = added.inEffect(now);
        after = added.after(after);
    }

    /** A unit that an earlier step brings. */
    void create() {
        if (reread) {
            change.run("systemctl daemon-reload");
        }
        after = with("loaded", "inactive", "dead", desired.enabled() ? "enabled" : "disabled");
        if (desired.enabled()) {
            change.differs("enabled", "", "enabled").run("systemctl enable --", unit);
        }
        if (desired.running()) {
            change.differs("state", "", "running").run(desired.startCommand(unit));
            started();
        }
    }

    void definition() {
        boolean needed = desired.running() || desired.enabled();
        if (now.masked() && needed || UnitAtBoot.isMaskedUntilBoot(now)) {
            change.differs("masked", UnitAtBoot.isMaskedUntilBoot(now) ? "until the next boot" : "masked", "unmasked")
                    .run("systemctl unmask" + (UnitAtBoot.isMaskedUntilBoot(now) ? " --runtime --" : " --"), unit);
            after = after.of("loaded", "disabled", false);
        }
        if (now.needsDaemonReload()) {
            change.differs("definition", "older than its files", "reloaded");
        }
        if (now.needsDaemonReload() || reread) {
            change.run("systemctl daemon-reload");
            after = after.of(after.load(), after.fileState(), false);
        }
    }

    void boot() {
        if (UnitAtBoot.mustEnable(desired, now)) {
            List<Also> others = UnitAtBoot.toEnable(now);
            change.differs("enabled", others.isEmpty() ? now.fileState() : names(others) + " disabled", "enabled")
                    .run("systemctl enable --", unit);
            after = after.of(after.load(), others.isEmpty() ? "enabled" : "indirect", false);
            also(also -> true, "enabled");
        } else if (UnitAtBoot.mustDisable(desired, now)) {
            List<Also> others = UnitAtBoot.toDisable(desired, now);
            change.differs(
                    "enabled",
                    now.enabled() || others.isEmpty() ? now.fileState() : names(others) + " enabled",
                    "disabled");
            boolean runtime = now.fileState().equals("enabled-runtime");
            change.run("systemctl disable" + (runtime ? " --runtime --" : " --"), words(Stream.of(unit), others));
            after = after.of(after.load(), now.fileState().equals("indirect") ? "indirect" : "disabled", false);
            also(others::contains, "disabled");
        }
    }

    private static String names(List<Also> others) {
        return others.stream().map(Also::unit).collect(Collectors.joining(", "));
    }

    private static List<String> words(Stream<String> first, List<Also> others) {
        return Stream.concat(first, others.stream().map(Also::unit)).distinct().toList();
    }

    private void also(Predicate<Also> which, String fileState) {
        after = after.from(after.origin()
                .with(after.origin().also().stream()
                        .map(a -> which.test(a) ? new Also(a.unit(), fileState, a.active()) : a)
                        .toList()));
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
            change.run(anew ? desired.restartCommand(unit) : desired.startCommand(unit));
            started();
        } else if (restart || cleared || asked) {
            if (restart) {
                pending("restart", desired.restartOn());
            }
            if (cleared && !restart) {
                change.differs(Difference.sentence("restart: it runs with what was added to its files"));
            }
            if (asked) {
                change.differs(Difference.sentence("restart: asked for"));
            }
            change.run(desired.restartCommand(unit));
            started();
        } else if (reload) {
            pending("reload", desired.reloadOn());
            change.run(desired.reloadCommand(unit));
            after = after.at(UnitState.NOW);
        }
    }

    private void stop() {
        boolean still = now.active().equals("inactive") || now.active().equals("failed");
        List<Also> others = UnitAtBoot.toStop(desired, now);
        if (still && others.isEmpty()) {
            return;
        }
        change.differs("state", still ? "would be started by " + names(others) : now.active(), "stopped")
                .run("systemctl stop --", words(Stream.of(unit), others));
        after = (still
                        ? after
                        : with(after.load(), "inactive", "dead", after.fileState())
                                .at(UnitState.NOW))
                .from(after.origin()
                        .with(after.origin().also().stream()
                                .map(a -> new Also(a.unit(), a.fileState(), "inactive"))
                                .toList()));
    }

    private void pending(String what, List<String> paths) {
        change.differs(Difference.sentence(what + ": " + String.join(", ", paths) + " changed"));
    }

    private UnitState with(String load, String active, String sub, String fileState) {
        return new UnitState(
                load,
                active,
                sub,
                fileState,
                false,
                after.invocationId(),
                after.stateChange(),
                after.started(),
                after.origin());
    }

    private void started() {
        if (asked) {
            desired.restart().ifPresent(once -> once.done(change));
        }
        change.watch(UnitScript.watch(unit));
        after = new UnitState(
                "loaded",
                "active",
                "running",
                after.fileState(),
                false,
                "",
                UnitState.NOW,
                UnitState.NOW,
                after.origin());
    }
}
