package provisioner.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.resource.CheckNotRun;
import provisioner.secret.Masker;
import provisioner.source.Problem;
import provisioner.state.Survey;

/** One JSON object per line, as docs/json-output.md describes, version {@value #VERSION}. */
public final class JsonReport implements Consumer<Event> {
    private static final int VERSION = 1;

    private final PrintStream out;
    private final OutputSanitizer safe;
    private final DiffText diffs;
    private final JsonFactory factory = new JsonFactory();

    public JsonReport(PrintStream out, Masker masker) {
        this.out = out;
        this.safe = new OutputSanitizer(masker);
        this.diffs = new DiffText(safe);
    }

    /** What a line says beside its type. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    void line(String type, Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        out.println(text);
        out.flush();
    }

    /** The first line where no host takes part. {@link #problem} or notes follow. */
    public void run(String command, String runId, String startedAt) {
        line("run", json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("command", command);
            json.writeStringField("runId", runId);
            json.writeStringField("startedAt", startedAt);
        });
    }

    public void problem(Problem problem) {
        line("problem", json -> place(json, problem));
    }

    private void place(JsonGenerator json, Problem problem) throws IOException {
        json.writeStringField("location", safe.line(problem.location().toString()));
        json.writeStringField("message", safe.line(problem.message()));
        json.writeStringField("hint", safe.line(problem.hint()));
    }

    /** The last line if no host took part. */
    public void ended(String command, int exitCode) {
        line("summary", json -> {
            json.writeStringField("command", command);
            json.writeNumberField("exitCode", exitCode);
            json.writeArrayFieldStart("hosts");
            json.writeEndArray();
            checks(json, 0, 0, List.of());
            json.writeNumberField("durationMs", 0);
        });
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted started ->
                run(
                        started.command().word(),
                        started.runId(),
                        started.startedAt().toString());
            case Event.StepEnded(String host, StepReport report) -> step(host, report);
            case Event.CheckEnded check -> check(check);
            case Event.HostFailed failed -> hostFailed(failed);
            case Event.HostNote(String host, String text) ->
                line("note", json -> {
                    json.writeStringField("host", host);
                    json.writeStringField("message", safe.line(text));
                });
            case Event.ExceptionDeclared(String text, List<String> hosts) ->
                hosts.forEach(host -> line("note", json -> {
                    json.writeStringField("host", host);
                    json.writeStringField("message", "exception: " + safe.line(text));
                }));
            case Event.InputWarning(Problem warning) ->
                line("note", json -> {
                    json.writeNullField("host");
                    place(json, warning);
                });
            case Event.HostCompleted(String host, Completeness found) -> completed(host, found);
            case Event.RunEnded(Summary summary) -> summary(summary);
            case Event.HostConnected ignored -> {}
            case Event.PlayStarted ignored -> {}
            case Event.StepsStarted ignored -> {}
            case Event.PlanMade ignored -> {}
            case Event.CheckStarted ignored -> {}
        }
    }

    private void hostFailed(Event.HostFailed failed) {
        line("host-failed", json -> {
            json.writeStringField("host", failed.host());
            json.writeStringField("message", safe.line(failed.message()));
            json.writeStringField("hint", safe.line(failed.hint()));
            json.writeBooleanField("unreachable", failed.unreachable());
        });
    }

    private void step(String host, StepReport report) {
        line("step", json -> {
            json.writeStringField("host", host);
            json.writeStringField("id", host + "/" + report.step().id());
            json.writeStringField("play", report.step().play());
            json.writeStringField("step", safe.line(report.step().name()));
            json.writeStringField("resource", safe.line(report.step().resource().title()));
            json.writeStringField("outcome", report.outcome().word());
            json.writeStringField("because", safe.line(report.because()));
            json.writeStringField("location", safe.line(report.step().location().toString()));
            json.writeBooleanField("removes", report.removes());
            json.writeStringField("diff", String.join("\n", diffs.lines(report.differences())));
            json.writeFieldName("error");
            if (report.error().isPresent()) {
                error(json, report.error().get());
            } else if (report.outcome() == Outcome.FAILED) {
                error(json, new StepReport.StepError(report.step().resource().title(), -1, report.because()));
            } else {
                json.writeNull();
            }
            json.writeNumberField("durationMs", report.duration().toMillis());
        });
    }

    private void error(JsonGenerator json, StepReport.StepError error) throws IOException {
        json.writeStartObject();
        json.writeStringField("command", safe.line(error.command()));
        json.writeNumberField("exit", error.exit());
        json.writeStringField("stderr", safe.text(error.stderr()));
        json.writeEndObject();
    }

    private void check(Event.CheckEnded check) {
        line("check", json -> {
            host(json, check.host());
            json.writeStringField("check", safe.line(check.check()));
            json.writeStringField("outcome", check.passed() ? "passed" : "failed");
            json.writeStringField("detail", safe.text(check.detail()));
        });
    }

    private void completed(String host, Completeness found) {
        found.accepted()
                .forEach((accepted, findings) -> line("note", json -> {
                    json.writeStringField("host", host);
                    json.writeStringField(
                            "message",
                            safe.line("accepted: " + accepted.pattern() + " (" + findings.size() + "): "
                                    + accepted.reason()));
                }));
        for (Finding finding : found.unaccounted()) {
            line("unaccounted", json -> {
                json.writeStringField("host", host);
                json.writeStringField("outcome", "unaccounted");
                json.writeStringField("kind", finding.kind());
                json.writeStringField("name", safe.line(finding.name()));
                json.writeStringField("what", safe.line(finding.what()));
                json.writeFieldName("since");
                if (finding.since().isPresent()) {
                    json.writeString(finding.since().get().toString());
                } else {
                    json.writeNull();
                }
                json.writeStringField("step", safe.line(finding.step()));
            });
        }
        for (Survey.Unknown unknown : found.unknown()) {
            line("unaccounted", json -> {
                json.writeStringField("host", host);
                json.writeStringField("outcome", "unknown");
                json.writeStringField("kind", "unknown");
                json.writeStringField("name", safe.line(unknown.what()));
                json.writeStringField("what", safe.line(unknown.why()));
                json.writeNullField("since");
                json.writeStringField("step", "");
            });
        }
    }

    private static void host(JsonGenerator json, Optional<String> host) throws IOException {
        json.writeFieldName("host");
        if (host.isPresent()) {
            json.writeString(host.get());
        } else {
            json.writeNull();
        }
    }

    private void summary(Summary summary) {
        line("summary", json -> {
            json.writeStringField("command", summary.command().word());
            json.writeNumberField("exitCode", summary.exitCode());
            json.writeArrayFieldStart("hosts");
            for (Summary.HostSummary host : summary.hosts()) {
                host(json, host);
            }
            json.writeEndArray();
            checks(json, summary.checksPassed(), summary.checksFailed(), summary.checksNotRun());
            json.writeNumberField("durationMs", summary.duration().toMillis());
        });
    }

    private static void host(JsonGenerator json, Summary.HostSummary host) throws IOException {
        json.writeStartObject();
        json.writeStringField("host", host.host());
        json.writeNumberField("unchanged", host.count(Outcome.UNCHANGED));
        json.writeNumberField("changed", host.count(Outcome.CHANGED));
        json.writeNumberField("wouldChange", host.count(Outcome.WOULD_CHANGE));
        json.writeNumberField("mayChange", host.count(Outcome.MAY_CHANGE));
        json.writeNumberField("drifted", host.count(Outcome.DRIFTED));
        json.writeNumberField("failed", host.count(Outcome.FAILED));
        json.writeNumberField("skipped", host.count(Outcome.SKIPPED));
        json.writeNumberField("unverifiable", host.count(Outcome.UNVERIFIABLE));
        json.writeNumberField("removals", host.removals());
        json.writeBooleanField("unreachable", host.unreachable());
        json.writeNumberField("exchanges", host.exchanges());
        json.writeNumberField("statements", host.statements());
        json.writeArrayFieldStart("rebootRequired");
        for (String cause : List.copyOf(host.rebootRequired())) {
            json.writeString(cause);
        }
        json.writeEndArray();
        if (host.completeness().isPresent()) {
            json.writeNumberField(
                    "unaccounted", host.completeness().get().unaccounted().size());
            json.writeNumberField("unknown", host.completeness().get().unknown().size());
        }
        json.writeEndObject();
    }

    private void checks(JsonGenerator json, int passed, int failed, List<CheckNotRun> notRun) throws IOException {
        json.writeObjectFieldStart("checks");
        json.writeNumberField("passed", passed);
        json.writeNumberField("failed", failed);
        json.writeNumberField("notRun", notRun.size());
        json.writeArrayFieldStart("notRunChecks");
        for (CheckNotRun check : notRun) {
            json.writeStartObject();
            host(json, check.host());
            json.writeStringField("check", safe.line(check.check()));
            json.writeStringField("because", safe.line(check.because()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
