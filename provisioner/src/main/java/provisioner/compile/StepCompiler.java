package provisioner.compile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import provisioner.playbook.Play;
import provisioner.playbook.RoleUse;
import provisioner.playbook.StepSource;
import provisioner.resource.Around;
import provisioner.resource.Check;
import provisioner.resource.CheckStep;
import provisioner.resource.Declaration;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.ResourceTypes;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Maker;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** Compiles the steps of one host. */
final class StepCompiler {
    /** Long, because one step may download and unpack hundreds of packages. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

    /** The settings that are the same for every host. */
    record Settings(
            ResourceTypes types,
            Evaluator evaluator,
            FileCache files,
            StepInputs.Places places,
            Set<String> tags,
            ProblemsByUse findings,
            ProblemsByUse warnings,
            Contradictions contradictions,
            Makers makers) {
        /** The same for a compilation by itself, whose problems are others. */
        Settings apart(ProblemsByUse others) {
            return new Settings(
                    types, evaluator, files, places, tags, others, new ProblemsByUse(), new Contradictions(), makers);
        }
    }

    /** The place of a step: its play, possibly its role or the host that it surrounds, and its tags. */
    private record Place(
            Play play,
            int index,
            boolean first,
            Optional<RoleUse> use,
            Set<String> tags,
            LazyScope scope,
            Optional<Maker> maker,
            Optional<Around> around) {

        /** The same where no facts are to be had. */
        Place withoutFacts(Evaluator evaluator) {
            LazyScope inner = new LazyScope(scope, evaluator);
            FactsPass.refuse(inner);
            return new Place(play, index, first, use, tags, inner, maker, around);
        }

        /** What distinguishes its name within the play. */
        Optional<String> part() {
            return use.map(u -> u.role().name()).or(() -> around.map(Around::subject));
        }
    }

    private final Settings settings;
    private final String host;
    private final Optional<String> login;
    private final LazyScope variables;
    private final FactsPass facts;
    private final Contradictions.Host claims;
    private final StepNames names = new StepNames();
    private final List<Step> steps = new ArrayList<>();
    private final List<CheckStep> checks = new ArrayList<>();
    private final List<CheckStep> globalChecks = new ArrayList<>();

    /**
     * @param login the user that the inventory sets for logging in
     * @param facts receives the problems
     */
    StepCompiler(Settings settings, String host, Optional<String> login, LazyScope variables, FactsPass facts) {
        this.settings = settings;
        this.host = host;
        this.claims = settings.contradictions.host((problem, at) -> facts.add(problem, at, at));
        this.login = login;
        this.variables = variables;
        this.facts = facts;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The global checks of the plays whose first host this is. */
    List<CheckStep> checks() {
        return List.copyOf(checks);
    }

    /** The global checks of the plays whose first host this is. */
    List<CheckStep> globalChecks() {
        return List.copyOf(globalChecks);
    }

    /** @param first whether this is the first of the play's hosts */
    void play(Play play, int index, boolean first) {
        LazyScope scope = variables.within(play.optionalGroups());
        facts.declare(scope);
        for (RoleUse use : play.roles()) {
            Set<String> tags = union(play.tags(), use.tags());
            if (use.role().steps().stream().anyMatch(s -> wanted(union(tags, s.tags())))) {
                role(place(play, index, first, Optional.of(use), tags, scope), use);
            }
        }
        Set<String> tags = union(play.tags(), List.of());
        Place own = place(play, index, first, Optional.empty(), tags, scope);
        play.steps().forEach(step -> step(step, own));
    }

    private Place place(Play play, int index, boolean first, Optional<RoleUse> use, Set<String> tags, LazyScope scope) {
        Maker maker = settings.makers.of(play, use);
        return new Place(play, index, first, use, tags, scope, Optional.of(maker), Optional.empty());
    }

    /**
     * Adds a step that runs here around another host's steps of a play.
     *
     * @param subject the variables of that host
     */
    void around(StepSource step, Play play, int index, Around around, LazyScope subject) {
        LazyScope scope = subject.within(play.optionalGroups());
        repeat(
                step,
                new Place(
                        play, index, false, Optional.empty(), Set.of(), scope, Optional.empty(), Optional.of(around)));
    }

    /** Whether the selected tags leave any step of a play. */
    boolean wantsAnyOf(Play play) {
        return play.steps().stream().anyMatch(step -> wanted(union(play.tags(), step.tags())))
                || play.roles().stream()
                        .anyMatch(use -> use.role().steps().stream()
                                .anyMatch(step -> wanted(union(union(play.tags(), use.tags()), step.tags()))));
    }

    private void role(Place place, RoleUse use) {
        int supposed = facts.supposed();
        if (use.when().isPresent() && !holds(use.when().get(), place.scope, use.location())) {
            return;
        }
        facts.reach(use.location());
        RoleScopes roles = new RoleScopes(settings.evaluator);
        List<Problem> wrong = new ArrayList<>();
        LazyScope scope = roles.scope(use, place.scope, wrong::add);
        wrong.forEach(report(use.location()));
        // The steps of a role with wrong parameters would only repeat the problem.
        if (wrong.isEmpty()) {
            Place inside = new Place(
                    place.play, place.index, place.first, place.use, place.tags, scope, place.maker, Optional.empty());
            use.role().steps().forEach(step -> step(step, inside));
        }
        facts.suppose(supposed);
    }

    private void step(StepSource step, Place place) {
        if (wanted(union(place.tags, step.tags())) && (!step.once() || place.first)) {
            repeat(step, step.once() ? place.withoutFacts(settings.evaluator) : place);
        }
    }

    private void repeat(StepSource step, Place place) {
        if (step.forEach().isEmpty()) {
            instance(step, place, place.scope, Optional.empty());
            return;
        }
        List<?> items = items(step, step.forEach().get(), place.scope);
        for (int i = 0; i < items.size(); i++) {
            LazyScope scope = new LazyScope(place.scope, settings.evaluator);
            scope.put("item", items.get(i));
            instance(step, place, scope, Optional.of(new StepNames.Item(i, items.get(i))));
        }
    }

    private List<?> items(StepSource step, Node written, LazyScope scope) {
        try {
            Object value = settings.evaluator.value(written, scope);
            if (value instanceof List<?> list) {
                return list;
            }
            String message = "'for_each' must be a list, found " + Values.describe(value);
            report(step.location()).accept(new Problem(written.location(), message, ""));
        } catch (RenderException e) {
            report(step.location()).accept(e.problem());
        }
        return List.of();
    }

    private boolean holds(Node.Scalar condition, LazyScope scope, Location usedAt) {
        try {
            return facts.holds(() -> settings.evaluator.condition(condition, scope), condition.location());
        } catch (RenderException e) {
            facts.add(e.problem(), usedAt, condition.location());
            return false;
        }
    }

    private void instance(StepSource step, Place place, LazyScope scope, Optional<StepNames.Item> item) {
        int supposed = facts.supposed();
        if (step.when().isPresent() && !holds(step.when().get(), scope, step.location())) {
            return;
        }
        facts.reach(step.location());
        Problems problems = new Problems();
        Consumer<Problem> report = p -> problems.add(p.location(), p.message(), p.hint());
        Node.Mapping parameters = settings.evaluator.mappingNode(step.parameters(), scope, report);
        String name = name(step, scope, item, report);
        Optional<? extends Declaration> declaration =
                problems.isEmpty() ? declaration(step, parameters, place, scope, problems) : Optional.empty();
        problems.list().forEach(report(step.location()));
        declaration.ifPresent(declared -> add(declared, step, place, name));
        // What surrounds a play is undone in it or after it, and a wrong step may name what it does not mean.
        if (problems.isEmpty() && place.around.isEmpty() && facts.isCertain()) {
            declaration.ifPresent(declared -> claims.add(declared, step.location()));
        }
        facts.suppose(supposed);
    }

    /** Separates checks from resources. Both get an identifier, because a later step's may depend on it. */
    private void add(Declaration declared, StepSource step, Place place, String name) {
        String id = names.id(place.play.name(), place.part(), name);
        switch (declared) {
            case Check ignored
            when place.around.isPresent() ->
                refuse(step, "'around' must not contain checks, and '" + step.type() + "' is one");
            case Check check ->
                (step.once() ? globalChecks : checks)
                        .add(new CheckStep(host, step.once(), place.index, name, check, step.location()));
            case Resource ignored
            when step.once() -> refuse(step, "'once' is only for checks, and '" + step.type() + "' is not one");
            case Resource resource
            when step.retries() > 0 && !resource.mayBeTriedAgain() ->
                refuse(
                        step,
                        "'" + step.type() + "' must not have 'retries', because each try would do all of it again");
            case Resource resource ->
                steps.add(new Step(
                        id,
                        place.play.name(),
                        place.index,
                        name,
                        resource,
                        step.location(),
                        step.timeout().orElse(DEFAULT_TIMEOUT),
                        step.retries(),
                        place.around,
                        place.maker));
        }
    }

    private void refuse(StepSource step, String message) {
        report(step.location()).accept(new Problem(step.location(), message, ""));
    }

    private String name(StepSource step, LazyScope scope, Optional<StepNames.Item> item, Consumer<Problem> report) {
        String written = step.name().text();
        try {
            String name = StepNames.name(written, settings.evaluator.text(step.name(), scope), item);
            // Names and identifiers are stored in saved plans and journals.
            return Masker.of(settings.evaluator.secrets()).mask(name);
        } catch (RenderException e) {
            report.accept(e.problem());
            return written;
        }
    }

    private Optional<? extends Declaration> declaration(
            StepSource step, Node.Mapping parameters, Place place, LazyScope scope, Problems problems) {
        ResourceType type = settings.types.find(step.type()).orElseThrow();
        StepInputs.Places places = settings.places.in(place.use.map(RoleUse::role));
        ExposedSecrets exposed = new ExposedSecrets(settings.evaluator.secrets());
        StepInputs inputs = new StepInputs(
                settings.files, places, login, settings.evaluator, scope, problems, report(step.location()), exposed);
        Fields fields = new Fields(parameters, "'" + step.type() + "'", problems);
        Optional<? extends Declaration> declaration = type.parse(fields, inputs);
        fields.done();
        declaration.ifPresent(declared -> exposed.report(
                declared,
                step.parameters(),
                parameters,
                warning -> settings.warnings.add(warning, step.location(), host)));
        return declaration;
    }

    private Consumer<Problem> report(Location usedAt) {
        return problem -> facts.add(problem, usedAt, usedAt);
    }

    private boolean wanted(Set<String> tags) {
        return settings.tags.isEmpty() || tags.stream().anyMatch(settings.tags::contains);
    }

    private static Set<String> union(Iterable<String> some, Iterable<String> others) {
        Set<String> union = new TreeSet<>();
        some.forEach(union::add);
        others.forEach(union::add);
        return union;
    }
}
