package provisioner.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.report.StepGroups.Group;
import provisioner.report.StepGroups.Place;

/**
 * The plan, or the drift, of all hosts for people: by play and role, and each step once with its hosts. What does not
 * fit on a screen is folded further: a role's new things become one line. What destroys is never folded.
 */
final class PlanText {
    private static final int SCREEN = 45;
    private static final int SHORT_DIFF = 8;
    private static final int NAMED_HOSTS = 5;

    /** How much is shown. */
    enum Detail {
        /** New things by role. */
        OVERVIEW,
        /** Each step, with the contents of new files folded. */
        STEPS,
        /** The same, however long it is. */
        DRIFT,
        /** All contents in full. */
        EVERYTHING
    }

    private final StepText steps;
    private final OutputSanitizer safe;
    private final Style style;
    private final Wrap wrap;
    private final List<String> lines = new ArrayList<>();
    private Detail detail = Detail.EVERYTHING;

    private PlanText(StepText steps, OutputSanitizer safe, Style style, Wrap wrap) {
        this.steps = steps;
        this.safe = safe;
        this.style = style;
        this.wrap = wrap;
    }

    /**
     * @param hosts the steps to show of each
     * @param most how much to show if that fits on a screen, or if it is everything
     */
    static List<String> of(
            SequencedMap<String, List<ShownStep>> hosts,
            StepText steps,
            OutputSanitizer safe,
            Style style,
            Wrap wrap,
            Detail most) {
        List<String> lines = new PlanText(steps, safe, style, wrap).render(hosts, most);
        boolean fits = most != Detail.STEPS || lines.size() <= SCREEN;
        return fits ? lines : new PlanText(steps, safe, style, wrap).overview(hosts);
    }

    /**
     * Without what nobody needs to see: steps that are as desired, and in a plan also those of which nobody can tell.
     *
     * @param plan whether it is a plan
     */
    static SequencedMap<String, List<ShownStep>> withoutQuiet(
            SequencedMap<String, List<ShownStep>> hosts, boolean plan) {
        SequencedMap<String, List<ShownStep>> shown = new LinkedHashMap<>();
        hosts.forEach((host, all) -> {
            OpenSteps open = OpenSteps.of(all);
            shown.put(
                    host,
                    all.stream()
                            .filter(step -> open.include(step)
                                    || step.outcome() != Outcome.UNCHANGED
                                            && !(plan && step.outcome() == Outcome.UNVERIFIABLE))
                            .toList());
        });
        return shown;
    }

    private List<String> overview(SequencedMap<String, List<ShownStep>> hosts) {
        render(hosts, Detail.OVERVIEW);
        put(
                "",
                "+ new, ~ changed, - destroyed, ? may change. This is an overview: --diff shows every step.",
                style::faint);
        return lines;
    }

    private List<String> render(SequencedMap<String, List<ShownStep>> hosts, Detail wanted) {
        detail = wanted;
        StepGroups groups = new StepGroups();
        hosts.forEach((host, all) -> {
            OpenSteps open = OpenSteps.of(all);
            groups.add(host, open.quiet(all), step -> open.after(step, details(step)));
        });
        Map<Integer, List<Group>> plays = groups.groups().stream()
                .collect(Collectors.groupingBy(
                        group -> group.step().playIndex(), LinkedHashMap::new, Collectors.toList()));
        plays.values().forEach(this::play);
        return lines;
    }

    private List<String> details(ShownStep step) {
        return switch (detail) {
            case EVERYTHING -> steps.details(step);
            case STEPS, DRIFT -> steps.brief(step, Integer.MAX_VALUE);
            case OVERVIEW -> steps.brief(step, SHORT_DIFF);
        };
    }

    private void play(List<Group> groups) {
        SequencedSet<String> hosts = new LinkedHashSet<>();
        groups.forEach(group -> hosts.addAll(group.hosts()));
        put("", safe.line(groups.getFirst().step().play()) + "  (" + names(hosts) + ")", style::bold);
        List<Group> role = new ArrayList<>();
        for (Group group : groups) {
            if (!role.isEmpty()
                    && !role.getFirst().step().role().equals(group.step().role())) {
                role(role, hosts);
                role.clear();
            }
            role.add(group);
        }
        role(role, hosts);
    }

    private void role(List<Group> groups, SequencedSet<String> playHosts) {
        String name = groups.getFirst().step().role();
        List<Group> folded = new ArrayList<>();
        List<Group> whole = new ArrayList<>();
        groups.forEach(group -> (isFolded(group) ? folded : whole).add(group));
        String heading = name.isEmpty() ? "its own steps" : safe.line(name);
        if (folded.isEmpty()) {
            if (!name.isEmpty()) {
                put("  ", heading, UnaryOperator.identity());
            }
        } else {
            fold(heading, folded, playHosts);
        }
        whole.forEach(group -> step(group, playHosts));
    }

    /** What makes all that follows uncertain is not folded. */
    private boolean isFolded(Group group) {
        return detail == Detail.OVERVIEW
                && group.step().onlyAdds()
                && !group.step().alters();
    }

    /** One line for all new things of a role on the same hosts. */
    private void fold(String heading, List<Group> groups, SequencedSet<String> playHosts) {
        SequencedMap<Place, Group> first = new LinkedHashMap<>();
        Map<Place, SequencedSet<String>> hostsOf = new HashMap<>();
        for (Group group : groups) {
            first.putIfAbsent(group.place(), group);
            hostsOf.computeIfAbsent(group.place(), place -> new LinkedHashSet<>())
                    .addAll(group.hosts());
        }
        Map<SequencedSet<String>, List<Group>> byHosts = first.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> hostsOf.getOrDefault(entry.getKey(), new LinkedHashSet<>()),
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        byHosts.forEach((hosts, same) -> {
            String start = "  " + heading + " ".repeat(Math.max(1, 22 - heading.length())) + "+ ";
            String where = hosts.equals(playHosts) ? "" : " on " + names(hosts);
            long may = same.stream()
                    .filter(group -> group.step().outcome() == Outcome.MAY_CHANGE)
                    .count();
            String perhaps = may == 0 ? "" : ", of which " + may + " may change";
            String steps = same.size() == 1 ? "1 step" : same.size() + " steps";
            put(
                    start,
                    steps + where + perhaps + ": " + things(same),
                    text -> style.outcome(Outcome.WOULD_CHANGE, text));
        });
    }

    /** {@code package nginx, 3 × directory}. */
    private String things(List<Group> groups) {
        Map<String, List<String>> byType = groups.stream()
                .map(group -> group.step().resource())
                .collect(Collectors.groupingBy(
                        title -> title.split(" ", 2)[0], LinkedHashMap::new, Collectors.toList()));
        return byType.entrySet().stream()
                .map(entry -> entry.getValue().size() == 1
                        ? safe.line(entry.getValue().getFirst())
                        : entry.getValue().size() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private void step(Group group, SequencedSet<String> playHosts) {
        boolean everywhere = group.hosts().equals(playHosts);
        String where = everywhere ? "" : "  on " + names(group.hosts());
        String line = steps.headline(group.step()) + where;
        List<String> details = group.details();
        Outcome outcome = group.step().outcome();
        UnaryOperator<String> paint = text -> style.outcome(outcome, text);
        boolean short1 = detail != Detail.EVERYTHING
                && details.size() == 1
                && wrap.fits(line.length() + details.getFirst().length() + 8);
        put("    ", short1 ? line + "  " + details.getFirst() : line, paint);
        if (!short1) {
            details.forEach(each -> put("        ", each, style::diff));
        }
    }

    private String names(SequencedSet<String> hosts) {
        boolean all = detail == Detail.EVERYTHING || hosts.size() <= NAMED_HOSTS;
        return all
                ? String.join(", ", hosts)
                : hosts.stream().limit(NAMED_HOSTS).collect(Collectors.joining(", ")) + " and "
                        + (hosts.size() - NAMED_HOSTS) + " more";
    }

    private void put(String first, String text, UnaryOperator<String> paint) {
        wrap.lines(first, text).forEach(line -> lines.add(paint.apply(line)));
    }
}
