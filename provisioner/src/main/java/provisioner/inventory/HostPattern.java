package provisioner.inventory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Problems;

/**
 * Selects hosts: {@code web:db:&prod:!web-2}. Colons or commas separate the terms. The plain terms add hosts (without
 * one: all hosts), then {@code &} terms keep only the hosts that they name, then {@code !} terms remove hosts. The
 * order of the terms does not matter. A term is a host, a group, {@code all}, a range or a glob with {@code *} and
 * {@code ?}.
 */
public final class HostPattern {
    private static final int MOST_TO_LIST = 20;

    private final Inventory inventory;
    private final Location location;
    private final Problems problems;

    private HostPattern(Inventory inventory, Location location, Problems problems) {
        this.inventory = inventory;
        this.location = location;
        this.problems = problems;
    }

    /**
     * The hosts that a pattern selects, in the order of the inventory. An unknown name is a problem. A glob or a
     * combination that matches no host is not.
     *
     * @param location of the pattern
     */
    public static List<String> select(String pattern, Inventory inventory, Location location, Problems problems) {
        return new HostPattern(inventory, location, problems).select(pattern);
    }

    private List<String> select(String pattern) {
        List<String> terms = terms(pattern);
        if (terms.isEmpty()) {
            problems.add(location, "a host pattern must not be empty", "write 'all' for every host");
        }
        Set<String> chosen = new LinkedHashSet<>();
        terms.stream().filter(t -> !isOperator(t)).forEach(t -> chosen.addAll(term(t)));
        if (terms.stream().allMatch(HostPattern::isOperator)) {
            chosen.addAll(inventory.hosts().keySet());
        }
        terms.stream().filter(t -> t.startsWith("&")).forEach(t -> chosen.retainAll(term(t.substring(1))));
        terms.stream().filter(t -> t.startsWith("!")).forEach(t -> chosen.removeAll(term(t.substring(1))));
        return inventory.hosts().keySet().stream().filter(chosen::contains).toList();
    }

    private static boolean isOperator(String term) {
        return term.startsWith("&") || term.startsWith("!");
    }

    /** Splits at colons and commas, but not at the colon within a range. */
    private static List<String> terms(String pattern) {
        List<String> terms = new ArrayList<>();
        StringBuilder term = new StringBuilder();
        boolean inRange = false;
        for (char c : (pattern + ",").toCharArray()) {
            inRange = c == '[' || inRange && c != ']';
            if ((c == ':' && !inRange) || c == ',') {
                terms.add(term.toString().strip());
                term.setLength(0);
            } else {
                term.append(c);
            }
        }
        terms.removeIf(String::isEmpty);
        return terms;
    }

    private Set<String> term(String term) {
        Set<String> hosts = new LinkedHashSet<>();
        Optional<Predicate<String>> glob = glob(term);
        if (glob.isPresent()) {
            inventory.hosts().keySet().stream().filter(glob.get()).forEach(hosts::add);
            inventory.groups().forEach((group, members) -> {
                if (glob.get().test(group)) {
                    hosts.addAll(members);
                }
            });
            return hosts;
        }
        for (String name : HostRange.expand(term, location, problems).orElse(List.of())) {
            hosts.addAll(named(name));
        }
        return hosts;
    }

    private List<String> named(String name) {
        if (inventory.hosts().containsKey(name)) {
            return List.of(name);
        }
        List<String> members = inventory.groups().get(name);
        if (members == null) {
            unknown(name);
            return List.of();
        }
        return members;
    }

    private void unknown(String name) {
        Set<String> hosts = new TreeSet<>(inventory.hosts().keySet());
        Set<String> groups = new TreeSet<>(inventory.groups().keySet());
        Set<String> known = new TreeSet<>(hosts);
        known.addAll(groups);
        String all = "the groups are: " + String.join(", ", groups)
                + (hosts.isEmpty() || hosts.size() > MOST_TO_LIST
                        ? ""
                        : "; the hosts are: " + String.join(", ", hosts));
        problems.add(
                location,
                "unknown host or group '" + name + "'",
                Problems.near(name, known).orElse(all));
    }

    /** The test that a glob stands for; empty if the term is not a glob. */
    static Optional<Predicate<String>> glob(String term) {
        if (term.indexOf('*') < 0 && term.indexOf('?') < 0) {
            return Optional.empty();
        }
        StringBuilder regex = new StringBuilder();
        for (char c : term.toCharArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Optional.of(Pattern.compile(regex.toString()).asMatchPredicate());
    }
}
