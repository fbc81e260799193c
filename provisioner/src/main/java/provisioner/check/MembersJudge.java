package provisioner.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.check.MemberView.Row;
import provisioner.resource.check.MembersCheck;

/** Says what is degraded in a group, from what its members say of it. Pure. */
final class MembersJudge {
    private final MembersCheck check;
    private final Map<String, MemberView> views;
    private final List<String> left;
    private final Map<String, MemberView> taking = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** @param views by host; a host that was not asked is missing */
    MembersJudge(MembersCheck check, Map<String, MemberView> views) {
        this.check = check;
        this.views = views;
        this.left =
                check.hosts().stream().filter(host -> !views.containsKey(host)).toList();
        views.forEach((host, view) -> {
            if (view.takesPart()) {
                taking.put(host, view);
            }
        });
    }

    Verdict verdict() {
        Optional<String> standing = taking.keySet().stream()
                .filter(host -> view(host).hasMajority())
                .max(Comparator.comparingInt(host -> view(host).rows().size()));
        for (int i = 0; i < check.hosts().size(); i++) {
            member(check.hosts().get(i), check.addresses().get(i));
        }
        majority(standing.isPresent());
        strangers();
        primaries();
        taking.forEach(this::work);
        versions();
        String whole = standing.map(this::whole).orElse("");
        if (wrong.isEmpty() && standing.isEmpty()) {
            wrong.add("no member was asked");
        }
        List<String> words = new ArrayList<>(wrong);
        if (!whole.isEmpty()) {
            words.add(whole);
        }
        if (!left.isEmpty()) {
            words.add(and(left) + (left.size() > 1 ? " were" : " was") + " not asked: this run leaves "
                    + (left.size() > 1 ? "them" : "it") + " out (--limit, or the hosts of the playbook)");
        }
        return new Verdict(wrong.isEmpty(), String.join("\n", words));
    }

    private MemberView view(String host) {
        return views.getOrDefault(host, MemberView.none(""));
    }

    /** What the members that take part see of it, and what it says itself. */
    private void member(String host, String address) {
        Map<String, List<String>> seen = new LinkedHashMap<>();
        taking.forEach((viewer, view) -> seen.computeIfAbsent(
                        view.of(address).map(Row::state).orElse("no member"), state -> new ArrayList<>())
                .add(viewer));
        MemberView own = view(host);
        boolean silent = !own.why().isEmpty();
        boolean outside = views.containsKey(host) && !silent && !taking.containsKey(host);
        if (seen.keySet().stream().allMatch("ONLINE"::equals) && !silent && !outside) {
            return;
        }
        List<String> words = new ArrayList<>();
        seen.forEach((state, viewers) -> words.add(state + " as " + sees(viewers)));
        if (silent) {
            words.add("it does not answer itself (" + own.why() + ")");
        } else if (outside) {
            words.add(own.self().map(Row::state).orElse("no member") + " as it says itself");
        }
        wrong.add(host + " is not a member that is ONLINE for all: " + String.join("; ", words));
    }

    private void majority(boolean standing) {
        taking.forEach((host, view) -> {
            if (!view.hasMajority()) {
                wrong.add("no majority: " + host + " reaches " + view.reached() + " of "
                        + view.rows().size() + " members");
            }
        });
        if (standing || views.isEmpty()) {
            return;
        }
        // Of the others, nothing is known: they may have a majority.
        List<String> answering = views.keySet().stream()
                .filter(host -> view(host).why().isEmpty())
                .toList();
        wrong.add(
                answering.isEmpty()
                        ? "no server answers, so who takes writes is not known"
                        : "none of the servers that answer (" + and(answering)
                                + ") is a member with a majority, so none of these takes writes");
    }

    private void strangers() {
        Map<String, List<String>> seen = new LinkedHashMap<>();
        taking.forEach((viewer, view) -> view.rows().stream()
                .filter(row -> !check.addresses().contains(row.address()))
                .forEach(row -> seen.computeIfAbsent(
                                row.address() + " is a member (" + row.state() + ") that is not declared",
                                state -> new ArrayList<>())
                        .add(viewer)));
        seen.forEach((words, viewers) -> wrong.add(words + ", as " + sees(viewers)));
    }

    private void primaries() {
        Map<String, List<String>> named = new LinkedHashMap<>();
        taking.forEach((viewer, view) ->
                named.computeIfAbsent(primaries(view), p -> new ArrayList<>()).add(viewer));
        if (named.size() > 1) {
            wrong.add("members disagree about the primary: "
                    + named.entrySet().stream()
                            .map(said -> and(said.getValue())
                                    + (said.getValue().size() > 1 ? " say " : " says ")
                                    + said.getKey())
                            .collect(Collectors.joining(", ")));
        } else if (named.containsKey("nobody")) {
            wrong.add("no member is the primary, as " + sees(List.copyOf(taking.keySet())));
        }
        taking.forEach((host, view) -> view.self().filter(Row::online).ifPresent(self -> {
            if (self.primary() == self.closed()) {
                wrong.add(host + " is a " + (self.primary() ? "primary that takes no" : "secondary that takes")
                        + " writes");
            }
        }));
    }

    private String primaries(MemberView view) {
        List<String> primaries = names(view, true);
        return primaries.isEmpty() ? "nobody" : and(primaries);
    }

    private void work(String host, MemberView view) {
        Row self = view.self().orElseThrow();
        waiting(host, self.certifying(), "certified");
        waiting(host, self.applying(), "applied");
        if (self.behind() > check.mostBehind().toSeconds()) {
            wrong.add(host + " applies what was written " + self.behind() + " s ago");
        }
    }

    private void waiting(String host, long transactions, String what) {
        if (transactions > check.mostWaiting()) {
            wrong.add(host + " has " + transactions + " transactions waiting to be " + what);
        }
    }

    private void versions() {
        SortedMap<String, TreeSet<String>> versions = new TreeMap<>();
        for (MemberView view : taking.values()) {
            view.rows().stream()
                    .filter(row -> !row.version().isEmpty())
                    .forEach(row -> versions.computeIfAbsent(row.version(), v -> new TreeSet<>())
                            .add(check.host(row.address())));
        }
        if (versions.size() > 1) {
            List<String> words = new ArrayList<>();
            versions.forEach((version, on) -> words.add(version + " on " + and(on)));
            wrong.add("versions differ: " + String.join(", ", words));
        }
    }

    /** The group as a member of its larger part sees it. Those who were not asked may see it otherwise. */
    private String whole(String viewer) {
        MemberView view = view(viewer);
        long online = view.rows().stream()
                .filter(row -> row.online() && check.addresses().contains(row.address()))
                .count();
        long spare = view.reached() - view.rows().size() / 2 - 1;
        List<String> secondaries = names(view, false);
        String version = view.rows().stream()
                .map(Row::version)
                .filter(known -> !known.isEmpty())
                .findFirst()
                .orElse("unknown");
        long waiting = view.rows().stream()
                .mapToLong(row -> row.certifying() + row.applying())
                .sum();
        return (left.isEmpty() ? "" : "as " + sees(List.of(viewer)) + ": ") + online + " of "
                + check.hosts().size() + " members are ONLINE, "
                + (spare == 0 ? "one more loss would stop the writes" : spare + " more may be lost")
                + "; primary: " + primaries(view)
                + (secondaries.isEmpty() ? "" : "; secondary: " + and(secondaries))
                + "; waiting to be certified or applied: " + waiting
                + "; version " + version;
    }

    private List<String> names(MemberView view, boolean primary) {
        return view.rows().stream()
                .filter(row -> row.online() && row.primary() == primary)
                .map(row -> check.host(row.address()))
                .sorted()
                .toList();
    }

    private static String sees(List<String> viewers) {
        return and(viewers) + (viewers.size() > 1 ? " see it" : " sees it");
    }

    private static String and(Collection<String> names) {
        List<String> all = List.copyOf(names);
        return all.size() < 2
                ? String.join("", all)
                : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
    }
}
