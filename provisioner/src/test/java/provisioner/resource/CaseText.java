package provisioner.resource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import provisioner.plan.StepPlan;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation;
import provisioner.state.Observation.Account;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.Observation.UserState;

/** What came of a case, as the lines below its {@code expect:}. */
final class CaseText {
    private CaseText() {}

    static String problems(List<String> problems) {
        return "  problems:\n" + problems.stream().map(p -> "    - " + p + "\n").collect(Collectors.joining());
    }

    static String of(StepPlan plan) {
        StringBuilder text = new StringBuilder();
        Declaration declaration = plan.step().declaration();
        text.append("  title: ").append(declaration.title()).append('\n');
        text.append("  outcome: ").append(plan.outcome().word()).append('\n');
        if (!plan.because().isEmpty()) {
            text.append("  because: ").append(plan.because()).append('\n');
        }
        switch (plan.assessment()) {
            case Assessment.InSync ignored -> {}
            case Assessment.Impossible ignored -> {}
            case Assessment.Differs differs -> {
                text.append("  differences:\n");
                differs.differences().forEach(d -> difference(text, d));
                action(text, differs.action());
                effects(text, differs.effects());
            }
            case Assessment.Unverifiable(Action action, List<Effect> effects) -> {
                action(text, action);
                effects(text, effects);
            }
        }
        return text.toString();
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
                text.append("  install: ").append(install).append('\n');
                text.append("  remove: ").append(remove).append('\n');
            }
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

    private static void effects(StringBuilder text, List<Effect> effects) {
        text.append("  effects:\n");
        for (Effect effect : effects) {
            text.append("    - ").append(effect(effect)).append('\n');
        }
    }

    private static String effect(Effect effect) {
        return switch (effect) {
            case Effect.Becomes<?>(var query, var answer) -> CaseState.key(query) + ": " + observation(answer);
            case Effect.Unsettles(Extent.Below(String path)) -> "unsettles everything below " + path;
            case Effect.Unsettles(Extent.RemovedPackages ignored) -> "unsettles what goes with packages";
            case Effect.Unsettles(Extent.Packages ignored) -> "unsettles what packages bring";
            case Effect.Unsettles(Extent.Anything ignored) -> "unsettles everything";
        };
    }

    private static String observation(Observation answer) {
        return switch (answer) {
            case RegularFile file ->
                "file " + ownership(file.ownership()) + ", " + file.size() + " bytes " + file.sha256();
            case Directory directory -> "directory " + ownership(directory.ownership());
            case Symlink link -> "symlink to " + link.target();
            case Content content -> "content " + content.bytes().sha256();
            case TreeState tree ->
                tree.entries().entrySet().stream()
                        .map(e -> "\n        " + e.getKey() + ": " + observation(e.getValue()))
                        .collect(Collectors.joining("", tree.present() ? "tree" : "no tree", ""));
            case LoadedState loaded ->
                "loaded " + loaded.recorded().map(Object::toString).orElse("without a record") + ", now "
                        + loaded.current();
            case FirewallState firewall -> firewall(firewall);
            case MysqlState mysql -> CaseMysql.text(mysql);
            case UserState user -> user.account().map(CaseText::account).orElse("missing");
            default -> plain(answer);
        };
    }

    private static String firewall(FirewallState firewall) {
        return (firewall.enabled() ? "active" : "inactive") + ", " + firewall.incoming() + " incoming, "
                + firewall.outgoing() + " outgoing"
                + firewall.rules().stream()
                        .map(rule -> "\n        " + rule.describe())
                        .collect(Collectors.joining());
    }

    private static String account(Account account) {
        return account.toString().replace("Account[", "account [");
    }

    /** The record's own form, with its name in lower case. */
    private static String plain(Observation answer) {
        String text = answer.toString();
        int end = text.indexOf('[');
        return text.substring(0, end).toLowerCase(Locale.ROOT)
                + (text.endsWith("[]") && end == text.length() - 2 ? "" : " " + text.substring(end));
    }

    private static String ownership(Ownership ownership) {
        return ownership.owner() + ":" + ownership.group() + " " + Ownership.octal(ownership.mode());
    }
}
