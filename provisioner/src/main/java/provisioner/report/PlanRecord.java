package provisioner.report;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import provisioner.engine.Event;
import provisioner.engine.ShownPlan;
import provisioner.engine.ShownStep;
import provisioner.plan.StepReport;
import provisioner.secret.Masker;
import provisioner.source.Problem;

/** Records what a plan shows, for those who read it later. */
public final class PlanRecord implements Consumer<Event> {
    private final OutputSanitizer safe;
    private final StepText steps;
    private final List<String> notes = new ArrayList<>();
    private final SequencedMap<String, List<ShownStep>> hosts = new LinkedHashMap<>();
    private String startedAt = "";

    public PlanRecord(Masker masker) {
        this.safe = new OutputSanitizer(masker);
        this.steps = new StepText(safe);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted started -> {
                startedAt = started.startedAt().truncatedTo(ChronoUnit.SECONDS).toString();
                started.hosts().keySet().forEach(host -> hosts.put(host, new ArrayList<>()));
            }
            case Event.InputWarning(Problem warning) -> notes.add("warning: " + safe.line(warning.toString()));
            case Event.ExceptionDeclared(String text, List<String> on) ->
                notes.add("exception on " + StepText.some(on) + ": " + safe.line(text));
            case Event.StepEnded(String host, StepReport report) ->
                hosts.computeIfAbsent(host, h -> new ArrayList<>()).add(steps.shown(report));
            default -> {}
        }
    }

    /** @param by who made the plan */
    public ShownPlan shown(String by) {
        SequencedMap<String, List<ShownStep>> copy = new LinkedHashMap<>();
        hosts.forEach((host, all) -> copy.put(host, List.copyOf(all)));
        return new ShownPlan(startedAt, by, notes, copy);
    }
}
