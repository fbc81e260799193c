package provisioner.cli.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.record.RecordOptions;
import provisioner.cli.record.TimeSpan;
import provisioner.cli.terminal.FailedException;
import provisioner.record.RecordDatabase;
import provisioner.record.RecordException;
import provisioner.report.OutputSanitizer;
import provisioner.worker.Entry;
import provisioner.worker.Job;
import provisioner.worker.PlanState;
import provisioner.worker.WorkException;
import provisioner.worker.WorkList;

/** {@code provisioner schedule list}: what workers are to do, and how it ended the last time. */
final class ListCommand implements Callable<Integer> {
    /** For so long, plans that have ended are listed. */
    private static final Duration RECENT = Duration.ofDays(7);

    /** How to print. */
    enum Output {
        text,
        json
    }

    private final OptionSpec output = OptionSpec.builder("--output")
            .paramLabel("text|json")
            .type(Output.class)
            .defaultValue("text")
            .description("Output format: text, or one JSON object per line (default: ${DEFAULT-VALUE}).")
            .build();

    private final RecordOptions record = RecordOptions.ofWork();
    private final PrintStream out;

    private ListCommand(PrintStream out) {
        this.out = out;
    }

    static CommandSpec spec(PrintStream out, Consumer<CommandSpec> standard) {
        ListCommand command = new ListCommand(out);
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.record.addTo(spec);
        spec.addOption(command.output);
        spec.usageMessage()
                .description("Show what the workers of all pools are to do, and how it ended the last time.");
        standard.accept(spec);
        return spec;
    }

    @Override
    public Integer call() throws FailedException {
        RecordOptions.Target target = record.required();
        try (WorkList list = new WorkList(RecordDatabase.readingSource(target.url(), target.password()))) {
            show(list.entries(), list.plans(Instant.now().minus(RECENT)));
            return 0;
        } catch (RecordException | WorkException e) {
            throw WorkOptions.failed("cannot read the work", target, e);
        }
    }

    private void show(List<Entry> entries, List<PlanState> plans) {
        if (output.getValue() == Output.json) {
            entries.forEach(this::json);
            plans.forEach(this::json);
        } else if (entries.isEmpty() && plans.isEmpty()) {
            line("nothing is scheduled");
        } else {
            entries.forEach(this::text);
            plans.forEach(plan -> new PlanLines(plan).text().forEach(this::line));
        }
    }

    private void line(String text) {
        out.println(OutputSanitizer.WITHOUT_SECRETS.line(text));
    }

    private void text(Entry entry) {
        String first = entry.pool() + "  " + entry.name() + "  ";
        if (entry.job().isEmpty()) {
            line(first + "cannot be read: it is damaged, or made by another build");
            return;
        }
        Job job = entry.job().get();
        line(first
                + job.every().map(time -> "every " + TimeSpan.text(time)).orElse("once")
                + (job.shards() == 1 ? "" : "  shard " + job.shard() + "/" + job.shards())
                + entry.worker()
                        .map(worker -> "  runs on " + worker)
                        .orElse("  due " + entry.due().truncatedTo(ChronoUnit.SECONDS)));
        line("    " + ("verify " + job.verify().scope()).strip() + " "
                + job.verify().site() + " " + job.verify().playbook() + ", by " + job.by());
        job.lastEnded()
                .ifPresent(last -> line(String.format(
                        Locale.ROOT,
                        "    ended with %d at %s after %.1f s, on %s",
                        last.exitCode(),
                        Instant.ofEpochSecond(last.second()),
                        last.milliseconds() / 1000.0,
                        last.worker())));
    }

    private static String clean(String text) {
        return OutputSanitizer.WITHOUT_SECRETS.text(text);
    }

    private void json(Entry entry) {
        ObjectNode line = new JsonMapper()
                .createObjectNode()
                .put("type", "scheduled")
                .put("pool", clean(entry.pool()))
                .put("name", clean(entry.name()))
                .put("due", entry.due().toString())
                .put("worker", entry.worker().map(ListCommand::clean).orElse(null))
                .put("readable", entry.job().isPresent());
        entry.job().ifPresent(job -> json(job, line));
        print(line);
    }

    private void json(PlanState plan) {
        ObjectNode line = new JsonMapper().createObjectNode();
        new PlanLines(plan).json(line, ListCommand::clean);
        print(line);
    }

    private void print(ObjectNode line) {
        try {
            out.println(new JsonMapper().writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values", e);
        }
    }

    private static void json(Job job, ObjectNode line) {
        line.put("command", "verify")
                .put("site", clean(job.verify().site()))
                .put("playbook", clean(job.verify().playbook()))
                .put("scope", clean(job.verify().scope()))
                .put("shard", job.shard())
                .put("shards", job.shards())
                .put("everySeconds", job.every().map(Duration::toSeconds).orElse(null))
                .put("by", clean(job.by()));
        line.putNull("last");
        job.lastEnded()
                .ifPresent(last -> line.putObject("last")
                        .put("exitCode", last.exitCode())
                        .put("endedAt", Instant.ofEpochSecond(last.second()).toString())
                        .put("durationMs", last.milliseconds())
                        .put("worker", clean(last.worker())));
    }
}
