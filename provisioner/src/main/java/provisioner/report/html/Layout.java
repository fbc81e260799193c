package provisioner.report.html;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import provisioner.report.html.Page.State;
import provisioner.resource.Topology;

/**
 * Where the boxes and arrows of a drawing are. A box is one host, or many with the same roles and the same state. Boxes stand in
 * columns: how many links a request from outside takes to them at least.
 */
final class Layout {
    static final int BOX_WIDTH = 210;
    static final int COLUMN = 320;
    static final int GAP = 34;

    /** More of them are hard to tell apart. */
    private static final int MOST_BOXES = 14;

    private static final int MOST_ROLES = 6;
    private static final int LINE = 17;
    private static final int OUTSIDE_HEIGHT = 46;

    /**
     * @param hosts empty for the outside
     * @param column 0 for the outside
     */
    record Box(List<String> hosts, List<String> roles, State state, int column, int x, int y, int height) {
        boolean outside() {
            return hosts.isEmpty();
        }

        int middle() {
            return y + height / 2;
        }

        String title() {
            return outside()
                    ? "Outside"
                    : hosts.getFirst() + (hosts.size() == 1 ? "" : " and " + (hosts.size() - 1) + " more");
        }

        /** Those that there is room for. */
        List<String> lines() {
            if (roles.size() <= MOST_ROLES) {
                return roles;
            }
            List<String> some = new ArrayList<>(roles.subList(0, MOST_ROLES - 1));
            some.add("and " + (roles.size() - MOST_ROLES + 1) + " more roles");
            return some;
        }
    }

    /**
     * @param both whether there are links in the other direction, too
     * @param names of the links, with their ports
     * @param request whether a request from outside may come this way
     */
    record Arrow(Box from, Box to, boolean both, List<String> names, SequencedSet<String> ports, boolean request) {}

    private final Page page;
    private final Map<String, Box> boxes = new HashMap<>();
    private final List<Box> all = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private final List<String> common;

    private Layout(Page page) {
        this.page = page;
        this.common = common(page.topology().places());
    }

    static Layout of(Page page) {
        Layout layout = new Layout(page);
        layout.place();
        layout.connect();
        return layout;
    }

    List<Box> boxes() {
        return all;
    }

    List<Arrow> arrows() {
        return arrows;
    }

    int width() {
        return all.stream().mapToInt(box -> box.x + BOX_WIDTH).max().orElse(0) + 120;
    }

    int height() {
        return all.stream().mapToInt(box -> box.y + box.height).max().orElse(0) + 20;
    }

    /**
     * The links that carry a service: TCP, to a host. What hosts reach outside, and other protocols, would cover everything; the table
     * has them.
     */
    private List<Topology.Link> drawn() {
        return page.topology().links().stream()
                .filter(link -> link.to() instanceof Topology.Inside)
                .filter(link -> !link.ports().stream().allMatch(port -> port.endsWith("/udp") || port.equals("any")))
                .toList();
    }

    /** The roles that all hosts have; no box repeats them. */
    List<String> common() {
        return common;
    }

    private static List<String> common(List<Topology.Place> places) {
        return places.size() < 2
                ? List.of()
                : places.getFirst().roles().stream()
                        .filter(role ->
                                places.stream().allMatch(place -> place.roles().contains(role)))
                        .toList();
    }

    private static String host(Topology.End end) {
        return end instanceof Topology.Inside(String host) ? host : "";
    }

    private State state(String host) {
        Page.Host found = page.hosts().get(host);
        return found == null ? State.FINE : found.state();
    }

    /** How many links it takes from outside; those that no request reaches stand behind all others. */
    private Map<String, Integer> columns() {
        Map<String, SequencedSet<String>> next = new HashMap<>();
        for (Topology.Link link : drawn()) {
            next.computeIfAbsent(host(link.from()), from -> new LinkedHashSet<>())
                    .add(host(link.to()));
        }
        Map<String, Integer> columns = new HashMap<>(Map.of("", 0));
        Deque<String> open = new ArrayDeque<>(List.of(""));
        while (!open.isEmpty()) {
            String from = open.removeFirst();
            for (String to : next.getOrDefault(from, new LinkedHashSet<>())) {
                if (columns.putIfAbsent(to, columns.getOrDefault(from, 0) + 1) == null) {
                    open.addLast(to);
                }
            }
        }
        return columns;
    }

    private void place() {
        Map<String, Integer> columns = columns();
        int last = columns.values().stream().max(Integer::compare).orElse(0) + 1;
        record Like(List<String> roles, State state, int column, String only) {}
        boolean many = page.topology().places().size() > MOST_BOXES;
        SequencedMap<Like, List<String>> alike = new LinkedHashMap<>();
        for (Topology.Place place : page.topology().places()) {
            Like like = new Like(
                    place.roles().stream()
                            .filter(role -> !common.contains(role))
                            .toList(),
                    state(place.host()),
                    columns.getOrDefault(place.host(), last),
                    many ? "" : place.host());
            alike.computeIfAbsent(like, key -> new ArrayList<>()).add(place.host());
        }
        Map<Integer, Integer> used = new TreeMap<>();
        add(new Box(List.of(), List.of(), State.FINE, 0, 0, 0, OUTSIDE_HEIGHT), used);
        alike.forEach((like, hosts) -> {
            int height = 34 + LINE * Math.min(like.roles.size(), MOST_ROLES);
            add(new Box(hosts, like.roles, like.state, like.column, 0, 0, height), used);
        });
        center(used);
    }

    private void add(Box box, Map<Integer, Integer> used) {
        int y = used.getOrDefault(box.column, 20);
        used.put(box.column, y + box.height + GAP);
        all.add(new Box(box.hosts, box.roles, box.state, box.column, 20 + box.column * COLUMN, y, box.height));
    }

    /** Each column in the middle of the highest one, and no column left empty. */
    private void center(Map<Integer, Integer> used) {
        int highest = used.values().stream().max(Integer::compare).orElse(0);
        List<Integer> order = List.copyOf(used.keySet());
        List<Box> placed = new ArrayList<>();
        for (Box box : all) {
            int column = order.indexOf(box.column);
            int shift = (highest - used.getOrDefault(box.column, 0)) / 2;
            placed.add(
                    new Box(box.hosts, box.roles, box.state, column, 20 + column * COLUMN, box.y + shift, box.height));
        }
        all.clear();
        all.addAll(placed);
        for (Box box : all) {
            box.hosts.forEach(host -> boxes.put(host, box));
            if (box.outside()) {
                boxes.put("", box);
            }
        }
    }

    private void connect() {
        SequencedMap<List<Box>, List<Topology.Link>> between = new LinkedHashMap<>();
        for (Topology.Link link : drawn()) {
            Box from = boxes.get(host(link.from()));
            Box to = boxes.get(host(link.to()));
            if (from != null && to != null) {
                between.computeIfAbsent(List.of(from, to), key -> new ArrayList<>())
                        .add(link);
            }
        }
        between.forEach((ends, links) -> {
            List<Topology.Link> back = ends.getFirst().equals(ends.getLast())
                    ? List.of()
                    : between.getOrDefault(ends.reversed(), List.of());
            if (back.isEmpty() || all.indexOf(ends.getFirst()) < all.indexOf(ends.getLast())) {
                arrows.add(arrow(ends.getFirst(), ends.getLast(), links, back));
            }
        });
    }

    private static Arrow arrow(Box from, Box to, List<Topology.Link> links, List<Topology.Link> back) {
        SequencedSet<String> ports = new LinkedHashSet<>();
        SequencedSet<String> names = new LinkedHashSet<>();
        List.of(links, back)
                .forEach(some -> some.forEach(link -> {
                    ports.addAll(link.ports());
                    names.add(link.name() + " " + String.join(", ", link.ports()));
                }));
        return new Arrow(from, to, !back.isEmpty(), List.copyOf(names), ports, to.column == from.column + 1);
    }
}
