package provisioner.record.page;

import static provisioner.record.page.RunRow.clean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.record.History;
import provisioner.record.SiteHistory.Stand;
import provisioner.report.OutputSanitizer;
import provisioner.report.html.Page.Finding;
import provisioner.report.html.Page.Kind;
import provisioner.report.html.Seen;

/** What is open, as a page shows it: the worst first, and what is the same on several hosts once. */
final class OpenFindings {
    /** What all findings of a page may take, in characters of HTML: a browser must open it in a second. */
    private static final int LARGEST = 2_500_000;

    /** The markup of a finding, and of a host's name and link in it. */
    private static final int OF_FINDING = 900;

    private static final int OF_HOST = 100;

    /** Three times. */
    private static final int OF_SEEN = 400;

    private static final int MOST_LINES = 40;

    /** Markup characters are longer in HTML. */
    private static final int ESCAPED = 2;

    private OpenFindings() {}

    /**
     * @param findings what there is room for
     * @param left how many are left out
     */
    record Shown(List<Finding> findings, int left) {}

    private record Alike(provisioner.record.Kind kind, String play, String step, String location, String detail) {}

    static Shown of(List<Stand> hosts, List<History.Found> open) {
        List<Finding> all = new ArrayList<>();
        for (Stand host : hosts) {
            lost(host).ifPresent(all::add);
        }
        SequencedMap<Alike, List<History.Found>> groups = new LinkedHashMap<>();
        for (History.Found one : open) {
            groups.computeIfAbsent(
                            new Alike(one.kind(), one.play(), one.step(), one.location(), one.detail()),
                            alike -> new ArrayList<>())
                    .add(one);
        }
        groups.values().forEach(group -> all.add(finding(group)));
        all.sort((one, other) -> other.state().compareTo(one.state()));
        return fitting(all);
    }

    private static Shown fitting(List<Finding> all) {
        long size = 0;
        for (int i = 0; i < all.size(); i++) {
            size += size(all.get(i));
            if (size > LARGEST) {
                return new Shown(List.copyOf(all.subList(0, i)), all.size() - i);
            }
        }
        return new Shown(all, 0);
    }

    private static long size(Finding finding) {
        long hosts = finding.hosts().stream()
                .mapToLong(host -> OF_HOST + 2L * host.length())
                .sum();
        long lines = finding.lines().stream()
                .mapToLong(line -> OF_HOST + (long) ESCAPED * line.length())
                .sum();
        hosts += (long) OF_SEEN * finding.seen().size();
        return OF_FINDING
                + (long) ESCAPED * (finding.title().length() + finding.where().length())
                + hosts
                + lines;
    }

    /** A host of which nothing is known but what was known before. */
    private static Optional<Finding> lost(Stand host) {
        Kind kind = host.state().equals("unreachable") ? Kind.UNREACHABLE : Kind.HOST_FAILED;
        List<String> name = List.of(clean(host.host()));
        return host.since()
                .map(since -> new Finding(
                        kind,
                        name.getFirst(),
                        name,
                        "",
                        "",
                        List.of(),
                        "",
                        List.of(new Seen(
                                name,
                                RecordedPast.moment(since),
                                host.before().map(RecordedPast::moment),
                                Optional.of(RecordedPast.moment(host.last()))))));
    }

    /** @param alike the same on several hosts */
    private static Finding finding(List<History.Found> alike) {
        History.Found one = alike.getFirst();
        return new Finding(
                kind(one.kind()),
                clean(one.step()),
                alike.stream()
                        .map(OpenFindings::hosts)
                        .flatMap(List::stream)
                        .distinct()
                        .toList(),
                clean(one.location()),
                "",
                lines(one.detail()),
                "",
                Seen.together(alike.stream().map(OpenFindings::seen).toList()));
    }

    static List<String> hosts(History.Found one) {
        return one.host().isEmpty() ? List.of() : List.of(clean(one.host()));
    }

    private static Seen seen(History.Found one) {
        return new Seen(
                hosts(one),
                RecordedPast.moment(one.first()),
                one.lastAbsent().map(RecordedPast::moment),
                Optional.of(RecordedPast.moment(one.last())));
    }

    static Kind kind(provisioner.record.Kind kind) {
        return switch (kind) {
            case DRIFT -> Kind.DRIFTED;
            case CHECK -> Kind.CHECK_FAILED;
            case UNACCOUNTED -> Kind.UNACCOUNTED;
        };
    }

    private static List<String> lines(String detail) {
        List<String> lines =
                OutputSanitizer.WITHOUT_SECRETS.text(detail).lines().toList();
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MOST_LINES));
        some.add("… and " + (lines.size() - MOST_LINES) + " more lines");
        return some;
    }
}
