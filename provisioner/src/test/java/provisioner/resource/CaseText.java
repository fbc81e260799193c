package provisioner.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import provisioner.plan.StepPlan;
import provisioner.state.Bytes;
import provisioner.state.Effect;

/** What came of a case, as the lines below its {@code expect:}. */
final class CaseText {
    private CaseText() {}

    static String problems(List<String> problems) {
        return "  problems:\n" + problems.stream().map(p -> "    - " + p + "\n").collect(Collectors.joining());
    }

    static String of(Check check) {
        return "  title: " + check.title() + "\n" + CaseYaml.entry(2, "check", CaseCheck.write(check));
    }

    static String of(StepPlan plan, CaseKnown known) {
        StringBuilder text = new StringBuilder();
        text.append("  title: ").append(plan.step().resource().title()).append('\n');
        text.append("  outcome: ").append(plan.outcome().word()).append('\n');
        if (!plan.because().isEmpty()) {
            text.append("  because: ").append(plan.because()).append('\n');
        }
        switch (plan.assessment()) {
            case Assessment.InSync ignored -> {}
            case Assessment.Impossible ignored -> {}
            case Assessment.Unknown ignored -> {}
            case Assessment.Differs differs -> {
                text.append("  differences:\n");
                differs.differences().forEach(d -> difference(text, d));
                action(text, differs.action());
                effects(text, differs.effects(), known);
            }
            case Assessment.Unverifiable(Action action, List<Effect> effects) -> {
                action(text, action);
                effects(text, effects, known);
            }
        }
        return text.toString();
    }

    static List<Effect> effects(Assessment assessment) {
        return switch (assessment) {
            case Assessment.InSync ignored -> List.of();
            case Assessment.Impossible ignored -> List.of();
            case Assessment.Unknown ignored -> List.of();
            case Assessment.Differs differs -> differs.effects();
            case Assessment.Unverifiable unverifiable -> unverifiable.effects();
        };
    }

    private static void difference(StringBuilder text, Difference difference) {
        text.append("    - ").append(difference.attribute());
        if (!difference.from().isEmpty() || !difference.to().isEmpty()) {
            text.append(": ").append(difference.from()).append(" -> ").append(difference.to());
        }
        text.append(difference.removal() ? " (removal)\n" : "\n");
        difference.contents().ifPresent(contents -> {
            text.append("      path: ").append(contents.path()).append('\n');
            content(text, "before", contents.before());
            content(text, "after", contents.after());
        });
    }

    private static void content(StringBuilder text, String side, Bytes bytes) {
        text.append("      ").append(side).append(": ");
        String shown = bytes.text()
                .map(t -> t.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"))
                .orElse(bytes.toString());
        text.append('"').append(shown).append("\"\n");
    }

    private static void action(StringBuilder text, Action action) {
        switch (action) {
            case Action.Packages(List<String> install, List<String> remove) -> {
                text.append(CaseYaml.entry(2, "install", install)).append(CaseYaml.entry(2, "remove", remove));
            }
            case Action.Reboot(String mark, Duration within) ->
                text.append("  reboots: ")
                        .append(mark.isEmpty() ? "" : "marked " + mark + ", ")
                        .append(within.toSeconds())
                        .append(" s\n");
            case Action.Upgrade(boolean full, boolean fetch, String run, List<String> removes) ->
                text.append("  upgrades: ")
                        .append(full ? "full" : "security")
                        .append(fetch ? ", with fresh lists" : "")
                        .append(removes.isEmpty() ? "" : ", removes " + String.join(", ", removes))
                        .append(", marked ")
                        .append(run)
                        .append('\n');
            case Action.Wait(Duration within) ->
                text.append("  waits: ").append(within.toSeconds()).append(" s\n");
            case Action.Dialogue(Action.Script question, Action.Reply reply) -> {
                action(text, question);
                text.append("  reply: ").append(reply).append('\n');
            }
            case Action.Sql sql -> {
                sql.before().ifPresent(script -> action(text, script));
                CaseMysql.action(text, sql);
            }
            case Action.Script(String script, Map<String, Bytes> blobs, String confirm, String watch) -> {
                text.append("  script: |\n").append(script.indent(4));
                if (!confirm.isEmpty()) {
                    text.append("  confirm: |\n").append(confirm.indent(4));
                }
                if (!watch.isEmpty()) {
                    text.append("  watch: |\n").append(watch.indent(4));
                }
                SortedMap<String, Bytes> sorted = new TreeMap<>(blobs);
                if (!sorted.isEmpty()) {
                    text.append("  blobs:\n");
                }
                sorted.forEach((digest, bytes) -> text.append("    ")
                        .append(digest)
                        .append(": ")
                        .append(bytes)
                        .append('\n'));
            }
        }
    }

    private static void effects(StringBuilder text, List<Effect> effects, CaseKnown known) {
        text.append("  effects:\n").append(CaseYaml.entries(4, CaseEffects.write(effects, known)));
    }
}
