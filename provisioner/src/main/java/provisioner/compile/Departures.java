package provisioner.compile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.inventory.Host;
import provisioner.playbook.Playbook;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Removal;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.ResourceTypes;
import provisioner.resource.Settled;
import provisioner.resource.Settled.Staying;
import provisioner.resource.Step;
import provisioner.resource.Things;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Made;
import provisioner.state.MadeNote;
import provisioner.state.Maker;
import provisioner.state.Observation.NotesState;
import provisioner.state.Observed;
import provisioner.state.Query.NotesQuery;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * What roles have made on a host that it no longer has. Only a run knows it that has all steps of all hosts, and only after the host
 * was asked: notes there say what was made. Everything that they name is looked at again, as what steps of a playbook name.
 */
public final class Departures {
    /** The play of these steps, which comes after all others. */
    public static final String PLAY = "Roles that hosts no longer have";

    private final ResourceTypes types;
    private final Optional<String> login;
    private final NotesQuery query;
    private final Set<String> links;
    private final int playIndex;
    private final Location location;
    private final List<Step> declared;

    /**
     * @param login as whom the inventory lets provisioner log in; empty where ssh's own configuration says it
     * @param query asks for the notes
     * @param links the names of the links between hosts
     * @param declared all steps of the host
     * @param playIndex that of the play of these steps
     * @param location the playbook
     */
    private Departures(
            ResourceTypes types,
            Optional<String> login,
            NotesQuery query,
            Set<String> links,
            List<Step> declared,
            int playIndex,
            Location location) {
        this.types = types;
        this.login = login;
        this.query = query;
        this.links = Set.copyOf(links);
        this.playIndex = playIndex;
        this.location = location;
        this.declared = List.copyOf(declared);
    }

    /**
     * Those of a host; empty for a run that leaves out hosts or steps, which does not know what is gone.
     *
     * @param host its name and login in the inventory
     * @param names how the run notes who makes things
     * @param makers whoever makes things on the host in the playbook
     */
    static Optional<Departures> of(
            CompileRequest request,
            ResourceTypes types,
            Playbook playbook,
            Host host,
            Makers names,
            Set<Maker> makers,
            Set<String> links,
            List<Step> declared,
            Location location) {
        if (request.limit().isPresent() || request.leavesStepsOut()) {
            return Optional.empty();
        }
        NotesQuery query = new NotesQuery(
                playbook.plays().stream().map(names::directory).collect(Collectors.toCollection(TreeSet::new)),
                makers.stream().map(Maker::directory).collect(Collectors.toCollection(TreeSet::new)));
        return Optional.of(new Departures(
                types,
                host.destination().user(),
                query,
                links,
                declared,
                playbook.plays().size(),
                location));
    }

    /** These, where the host's steps are others. */
    Departures declaring(List<Step> others) {
        return new Departures(types, login, query, links, others, playIndex, location);
    }

    /** What the host has to be asked. */
    public NotesQuery query() {
        return query;
    }

    /**
     * The host's steps with those about what it left; empty where nothing is to be added, as usual.
     *
     * @param own those of the playbook
     * @param state the same as a state
     * @param changes whether the run changes hosts or plans to. Then what closes links that others may still use comes last: they are told
     *     in the plays before
     */
    public Optional<List<Step>> steps(List<Step> own, Observed observed, StateView state, boolean changes) {
        List<Step> all = new ArrayList<>(own);
        List<Step> closing = new ArrayList<>();
        all.replaceAll(step -> {
            Optional<Resource> keeping = changes ? keeping(step, observed, state) : Optional.empty();
            String name = step.name() + ", and nothing else any more";
            keeping.ifPresent(kept -> closing.add(step(PLAY + "/" + name, name, step.resource())));
            return keeping.map(step::with).orElse(step);
        });
        List<Step> removing = steps(observed);
        removing.stream().limit(Math.max(0, removing.size() - 1)).forEach(all::add);
        all.addAll(closing);
        removing.stream().skip(Math.max(0, removing.size() - 1)).forEach(all::add);
        return all.size() == own.size() ? Optional.empty() : Optional.of(List.copyOf(all));
    }

    private Optional<Resource> keeping(Step step, Observed observed, StateView state) {
        return step.around().isEmpty()
                        && step.resource().closesLinks()
                        && observed.asMap().keySet().containsAll(step.queries())
                ? step.resource().keeping(links, state)
                : Optional.empty();
    }

    /** What is to be done about what the host left, in this order. */
    List<Step> steps(Observed observed) {
        if (observed.unreadable().containsKey(query)) {
            return List.of(settled(List.of(), List.of(), List.of()));
        }
        NotesState notes = observed.get(query);
        return notes.isEmpty() ? List.of() : steps(notes, aliased(observed));
    }

    /** Of the units of steps, what systemd calls them. */
    private Set<String> aliased(Observed observed) {
        return declared.stream()
                .flatMap(step -> step.queries().stream())
                .filter(UnitQuery.class::isInstance)
                .filter(observed.asMap()::containsKey)
                .map(asked -> observed.get((UnitQuery) asked).origin().id())
                .filter(id -> !id.isEmpty())
                .map(Things::unit)
                .collect(Collectors.toSet());
    }

    /**
     * What the steps of the host are about.
     *
     * @param directories with a slash at their ends, which steps make as a whole
     */
    private record Wanted(Set<String> things, List<String> directories) {
        private static final String PATH = "path ";

        static Wanted of(List<Step> steps, Set<String> more) {
            Set<String> things = new HashSet<>(more);
            steps.stream()
                    .map(Step::resource)
                    .flatMap(resource -> Stream.concat(
                            resource.accountsFor(), resource.claims().stream().map(Claim::thing)))
                    .forEach(things::add);
            return new Wanted(
                    things,
                    things.stream()
                            .filter(thing -> thing.startsWith(Claimed.ALL))
                            .map(thing -> thing.substring(Claimed.ALL.length()))
                            .toList());
        }

        /** A unit's file is wanted, too, where a step is about the unit: what takes the file away stops the unit. */
        boolean has(Resource absent) {
            return Stream.concat(
                            absent.claims().stream().map(Claim::thing),
                            absent.accountsFor().filter(thing -> thing.startsWith(Things.unit(""))))
                    .anyMatch(this::has);
        }

        private boolean has(String thing) {
            return things.contains(thing)
                    || thing.startsWith(PATH)
                            && directories.stream().anyMatch(thing.substring(PATH.length())::startsWith);
        }
    }

    private record Departed(Maker maker, Removal removal, Stage stage, String name) {}

    /** @param units of steps, as systemd calls them */
    List<Step> steps(NotesState notes, Set<String> units) {
        SequencedMap<String, MadeNote> things = new LinkedHashMap<>();
        notes.notes().stream()
                .sorted(Comparator.comparing(MadeNote::file))
                .forEach(note -> things.putIfAbsent(note.made().file(), note));
        Wanted wanted = Wanted.of(declared, units);
        List<Departed> going = new ArrayList<>();
        List<Staying> staying = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        things.values().forEach(note -> {
            Optional<Leaving> leaving = types.find(note.made().type()).flatMap(type -> type.leaving(note.made()));
            Problems problems = new Problems();
            Optional<Resource> absent = leaving.flatMap(how -> absent(how, note.made(), problems));
            if (absent.isEmpty() || !problems.isEmpty()) {
                refused.add(refusal(note.made(), problems));
            } else if (!wanted.has(absent.get())) {
                switch (leaving.get()) {
                    case Goes goes ->
                        going.add(new Departed(
                                note.maker(),
                                goes.removal().apply(absent.get()),
                                goes.stage(),
                                note.made().name()));
                    case Stays stays -> staying.add(new Staying(absent.get(), stays.command()));
                }
            }
        });
        // The innermost directories go first.
        going.sort(Comparator.comparing(Departed::stage).thenComparing(Departed::name, Comparator.reverseOrder()));
        Map<String, Integer> taken = new HashMap<>();
        List<Removal> removals = going.stream().map(Departed::removal).toList();
        List<Step> steps = going.stream().map(one -> step(one, removals, taken)).collect(Collectors.toList());
        steps.add(settled(removals, staying, refused));
        return List.copyOf(steps);
    }

    /** Read as if a playbook said it, so that what no playbook may take away stays. */
    private Optional<Resource> absent(Leaving leaving, Made made, Problems problems) {
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        leaving.parameters().forEach((key, value) -> {
            boolean plain = value.equals("true") || value.equals("false");
            entries.put(key, new Node.Entry(location, key, new Node.Scalar(location, value, plain, "")));
        });
        ResourceType type = types.find(leaving.type()).orElseThrow();
        Fields fields = new Fields(new Node.Mapping(location, entries), "the note of " + made.name(), problems);
        Optional<Resource> absent = type.parse(fields, new NoteInputs(login))
                .filter(Resource.class::isInstance)
                .map(Resource.class::cast);
        fields.done();
        return absent;
    }

    private static String refusal(Made made, Problems problems) {
        String what = made.type() + " " + made.name();
        return problems.list().stream()
                .findFirst()
                .map(Problem::message)
                .map(why -> what + ": " + why)
                .orElse(what + ", which provisioner does not take away");
    }

    private Step step(Departed departed, List<Removal> all, Map<String, Integer> taken) {
        String name = departed.removal().title() + " of " + departed.maker().describe() + " is gone";
        String id = PLAY + "/" + name;
        int number = taken.merge(id, 1, Integer::sum);
        return step(
                number == 1 ? id : id + " (" + number + ")",
                name,
                departed.removal().with(all));
    }

    private Step settled(List<Removal> removals, List<Staying> staying, List<String> refused) {
        String name = "nothing is left to do for roles that this host no longer has";
        return step(PLAY + "/" + name, name, new Settled(query, removals, staying, refused));
    }

    private Step step(String id, String name, Resource resource) {
        Duration timeout = StepCompiler.DEFAULT_TIMEOUT;
        return new Step(id, PLAY, playIndex, name, resource, location, timeout, 0, Optional.empty());
    }
}
