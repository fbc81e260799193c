package provisioner.resource.service;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claimed;
import provisioner.resource.Foundation;
import provisioner.resource.Foundation.Kind;
import provisioner.resource.Resource;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.UnitAddition;

/**
 * What systemd reads for a declared unit although no step declares it and no package owns it: drift, which goes away with a copy.
 *
 * @param query what is asked
 * @param state the answer
 */
record UnitAdditions(UnitAdditionsQuery query, UnitAdditionsState state) {
    private static final int MICROS = 1_000_000;

    /** What a step asks: nothing where another one is to look for the additions of its unit. */
    static Optional<UnitAdditionsQuery> query(Resource asking, String unit, Claimed all) {
        return Optional.ofNullable(
                        all.derived(Lookers.class, Lookers::of).byUnit().get(unit))
                .filter(looker -> asking.equals(looker.step()))
                .map(Looker::query);
    }

    /** A step, and what it asks. */
    private record Looker(Resource step, UnitAdditionsQuery query) {}

    /** One for each unit of a host. What is for several units is looked for with the first of them. */
    private record Lookers(Map<String, Looker> byUnit) {
        static Lookers of(Claimed all) {
            SortedSet<String> declared = all.paths(UnitAdditions::isOfUnits);
            Set<String> taken = new TreeSet<>();
            Map<String, Looker> lookers = new HashMap<>();
            steps(all).forEach((unit, step) -> {
                SortedSet<String> shared = new TreeSet<>(shared(unit));
                shared.removeAll(taken);
                taken.addAll(shared);
                lookers.put(unit, new Looker(step, new UnitAdditionsQuery(unit, shared, all.playbook(), declared)));
            });
            return new Lookers(lookers);
        }

        /** Of all steps about a unit, the first that says how it runs, or else the first that keeps its file; by the unit. */
        private static SequencedMap<String, Resource> steps(Claimed all) {
            SequencedMap<String, Resource> steps = new LinkedHashMap<>();
            for (Resource resource : all.resources()) {
                switch (resource) {
                    case ServiceResource service ->
                        steps.merge(service.unit(), service, (old, now) -> old instanceof ServiceResource ? old : now);
                    case SystemdUnitResource file when !file.isGone() -> steps.putIfAbsent(file.unit(), file);
                    case TimerResource timer -> timer.files().forEach(file -> steps.putIfAbsent(file.unit(), timer));
                    default -> {}
                }
            }
            return steps;
        }
    }

    /** The directories of drop-ins that are for other units, too: of the type, of each prefix that ends in a dash, of the template. */
    static Set<String> shared(String unit) {
        String type = unit.substring(unit.lastIndexOf('.'));
        String name = unit.substring(0, unit.length() - type.length());
        int at = name.indexOf('@');
        String instance = at < 0 ? "" : name.substring(at);
        String prefix = at < 0 ? name : name.substring(0, at);
        Set<String> directories = new TreeSet<>();
        directories.add(type.substring(1) + ".d");
        while (true) {
            directories.add(prefix + instance + type + ".d");
            if (at >= 0) {
                directories.add(prefix + "@" + type + ".d");
            }
            int dash = prefix.lastIndexOf('-', prefix.length() - 2);
            if (dash < 1) {
                break;
            }
            prefix = prefix.substring(0, dash + 1);
        }
        directories.remove(unit + ".d");
        return directories;
    }

    private static boolean isOfUnits(String path) {
        return Stream.of(
                        "/etc/systemd/",
                        "/run/systemd/",
                        "/usr/local/lib/systemd/",
                        "/usr/lib/systemd/",
                        "/lib/systemd/")
                .anyMatch(path::startsWith);
    }

    boolean isEmpty() {
        return state.found().isEmpty();
    }

    /** Whether the unit runs with what was added, or with what is gone by now. */
    boolean inEffect(UnitState now) {
        return now.running()
                && (!state.began().isEmpty() && state.began().equals(now.invocationId())
                        || state.found().stream().anyMatch(addition -> isInEffect(addition, now)));
    }

    private static boolean isInEffect(UnitAddition addition, UnitState now) {
        return files(now).anyMatch(path -> holds(addition, path)) && addition.since() * MICROS < now.started();
    }

    private static Stream<String> files(UnitState now) {
        return Stream.concat(Stream.of(now.origin().file()), now.origin().dropIns().stream());
    }

    private static boolean holds(UnitAddition addition, String path) {
        return path.equals(addition.path()) || path.startsWith(addition.path() + "/");
    }

    /** Removes them. systemd has not read anew then. */
    void remove(Change change, UnitState now) {
        if (!isEmpty() && inEffect(now)) {
            change.run("unit_mark", query.unit());
        }
        for (UnitAddition addition : state.found()) {
            change.removes(kind(addition) + " " + addition.path(), shown(addition))
                    .run("unit_without", addition.path(), addition.entries())
                    .orImpossible(obstacle(addition))
                    .becomes(new PathQuery(addition.path()), new Missing());
        }
        change.becomes(query, UnitAdditionsState.NONE);
    }

    /** The unit afterwards, as far as its files are concerned. */
    UnitState after(UnitState now) {
        Set<String> gone = files(now)
                .filter(path -> state.found().stream().anyMatch(addition -> holds(addition, path)))
                .collect(Collectors.toSet());
        return now.from(now.origin().without(gone));
    }

    private Optional<Impossible> obstacle(UnitAddition addition) {
        String path = addition.path();
        String what = path + " is a " + kind(addition) + " that no step declares and no package owns";
        if (Foundation.contains(Kind.UNIT, query.unit())) {
            return Optional.of(new Impossible(
                    what + ": " + shown(addition),
                    "declare it with a 'file' step, or remove it by hand: the host may not be reached without it"));
        }
        return List.of("/etc/", "/run/").stream().anyMatch(path::startsWith)
                ? Optional.empty()
                : Optional.of(
                        new Impossible(
                                what + ": " + shown(addition),
                                "declare it with a 'file' step, or remove it by hand: provisioner removes such files only in /etc and /run"));
    }

    private static String kind(UnitAddition addition) {
        return addition.isDropIn() ? "drop-in" : "unit file";
    }

    private static String shown(UnitAddition addition) {
        if (!addition.target().isEmpty()) {
            return "symbolic link to " + addition.target();
        }
        return addition.sets().isEmpty() ? addition.size() + " bytes" : addition.sets();
    }
}
