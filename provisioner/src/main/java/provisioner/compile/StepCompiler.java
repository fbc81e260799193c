package provisioner.compile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import provisioner.compile.facts.FactsPass;
import provisioner.compile.facts.HostValues;
import provisioner.compile.facts.OtherValues;
import provisioner.playbook.ForEach;
import provisioner.playbook.Play;
import provisioner.playbook.Role;
import provisioner.playbook.RoleUse;
import provisioner.playbook.StepEntry;
import provisioner.playbook.StepSource;
import provisioner.resource.Around;
import provisioner.resource.Check;
import provisioner.resource.CheckStep;
import provisioner.resource.Declaration;
import provisioner.resource.HostValue;
import provisioner.resource.Resource;
import provisioner.resource.ResourceTypes;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
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
            SelectedTags tags,
            ProblemsByUse findings,
            ProblemsByUse warnings,
            Contradictions contradictions,
            Makers makers) {
        /** The same for a compilation by itself, whose problems are others. */
        Settings apart(ProblemsByUse others) {
            return new Settings(
                    types, evaluator, files, places, tags, others, new ProblemsByUse(), new Contradictions(), makers);
        }

        /** The same for what is read alone, of which all problems are known. */
        Settings onlyReading() {
            return new Settings(
                    types,
                    evaluator,
                    files,
                    places,
                    SelectedTags.NONE,
                    new ProblemsByUse(),
                    new ProblemsByUse(),
                    new Contradictions(),
                    makers);
        }
    }

    /**
     * What is this host's turn among those of a play.
     *
     * @param checks whether it asks the checks of the service as a whole: it is the first host within the limit
     * @param steps whether it does the steps that are done once: it is the first host, whatever the limit
     */
    record Turn(boolean checks, boolean steps) {
        static final Turn NONE = new Turn(false, false);
    }

    private final Settings settings;
    private final String host;
    private final StepParser parser;
    private final HostValues values;
    private final OtherValues others;
    private final FactsPass facts;
    private final Contradictions.Host claims;
    private final StepNames names = new StepNames();
    private final List<Step> steps = new ArrayList<>();
    private final List<CheckStep> checks = new ArrayList<>();
    private final List<CheckStep> globalChecks = new ArrayList<>();

    /** For whom something is done here; empty for what is this host's own. */
    private Optional<String> subject = Optional.empty();

    /**
     * @param login the user that the inventory sets for logging in
     * @param facts receives the problems
     * @param source where values come from that steps read on the host
     * @param elsewhere where those come from that steps read on other hosts
     */
    StepCompiler(
            Settings settings,
            String host,
            Optional<String> login,
            LazyScope variables,
            FactsPass facts,
            HostValues.Source source,
            OtherValues.Source elsewhere) {
        this.settings = settings;
        this.host = host;
        this.claims = settings.contradictions.host((problem, at) -> facts.add(problem, at, at));
        this.parser = new StepParser(settings, host, login, this::report);
        this.values = new HostValues(variables, settings.evaluator, facts, source);
        this.others = new OtherValues(host, values, facts, elsewhere);
        this.facts = facts;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The checks of this host. */
    List<CheckStep> checks() {
        return List.copyOf(checks);
    }

    /** The global checks of the plays whose first host this is. */
    List<CheckStep> globalChecks() {
        return List.copyOf(globalChecks);
    }

    /** What is read on this host. */
    HostValues values() {
        return values;
    }

    /** What is used here of what was read on other hosts. */
    OtherValues others() {
        return others;
    }

    void play(Play play, int index, Turn turn) {
        LazyScope scope = values.scope().within(play.optionalGroups());
        facts.declare(scope);
        others.declare(scope, index);
        play(StepPlace.own(play, index, turn, scope, settings.makers));
    }

    /**
     * Adds the steps of a play that are done here for one of its hosts.
     *
     * @param turn of that host
     * @param scope the variables of that host
     */
    void delegated(Play play, int index, Turn turn, Delegations.Walk walk, LazyScope scope) {
        LazyScope seen = scope.within(play.optionalGroups());
        FactsPass.refuse(seen);
        subject = Optional.of(walk.subject());
        play(StepPlace.on(walk, play, index, turn, seen));
        subject = Optional.empty();
    }

    private void play(StepPlace own) {
        for (RoleUse use : own.play().roles()) {
            StepPlace place = own.of(use, settings.makers);
            List<StepEntry> steps = use.role().steps();
            boolean asked = own.walk().isEmpty() || steps.stream().anyMatch(Delegations::has);
            boolean wanted = settings.tags.wantAnyOf(steps, place.tags())
                    || own.walk().isEmpty() && steps.stream().anyMatch(this::givesValue);
            if (asked && wanted) {
                role(place, use);
            }
        }
        steps(own.play().steps(), own);
    }

    /**
     * Adds a step that runs here around another host's steps of a play.
     *
     * @param subject the variables of that host
     */
    void around(StepSource step, Play play, int index, Around around, LazyScope subject) {
        steps(List.of(step), StepPlace.around(play, index, around, subject.within(play.optionalGroups())));
    }

    private void role(StepPlace place, RoleUse use) {
        under(use.when(), place.scope(), use.location(), () -> {
            RoleScopes roles = new RoleScopes(settings.evaluator);
            List<Problem> wrong = new ArrayList<>();
            LazyScope scope = roles.scope(use, place.scope(), wrong::add);
            wrong.forEach(report(use.location()));
            // The steps of a role with wrong parameters would only repeat the problem.
            if (wrong.isEmpty()) {
                steps(use.role().steps(), place.within(scope));
            }
        });
    }

    /** Whether it reads a value, which the steps that are wanted may need. */
    private boolean givesValue(StepEntry entry) {
        return entry.all().anyMatch(one -> one instanceof StepSource step && settings.types.givesValue(step.type()));
    }

    private void steps(List<? extends StepEntry> entries, StepPlace place) {
        new StepWalk(settings.evaluator, new Visitor(place))
                .all(entries, StepWalk.Place.of(place.scope(), place.tags()));
    }

    /** Compiles the steps of a play or a role, or a step around others. */
    private final class Visitor implements StepWalk.Visitor {
        private final StepPlace place;

        private Visitor(StepPlace place) {
            this.place = place;
        }

        @Override
        public boolean enters(StepEntry entry, Set<String> tags) {
            return place.around().isPresent()
                    || isMeant(entry)
                            && (settings.tags.want(entry, tags) || givesValue(entry))
                            && (!(entry instanceof StepSource step) || !step.once() || isTurnOf(step));
        }

        /** Whether it is about this host or, on a walk, about what others do here. */
        private boolean isMeant(StepEntry entry) {
            return place.walk().isPresent()
                    ? Delegations.has(entry)
                    : !(entry instanceof StepSource step) || step.on().isEmpty();
        }

        private boolean isTurnOf(StepSource step) {
            return settings.types.isCheck(step.type()) ? place.turn().checks : place.turn().steps;
        }

        @Override
        public List<Item> items(ForEach forEach, LazyScope scope, Location usedAt) {
            return StepCompiler.this.items(forEach, scope, usedAt);
        }

        @Override
        public void entry(Runnable within) {
            apart(within);
        }

        @Override
        public LazyScope scope(StepEntry entry, LazyScope outer) {
            if (!(entry instanceof StepSource step) || !step.once() || !settings.types.isCheck(step.type())) {
                return outer;
            }
            // It belongs to no host.
            LazyScope scope = new LazyScope(outer, settings.evaluator);
            FactsPass.refuse(scope);
            values.refuse(scope);
            OtherValues.refuse(scope);
            return scope;
        }

        @Override
        public void under(Optional<Node.Scalar> condition, LazyScope scope, Location usedAt, Runnable then) {
            StepCompiler.this.under(condition, scope, usedAt, then);
        }

        @Override
        public String name(Node.Scalar written, LazyScope scope, Location usedAt) {
            return StepCompiler.this.name(written, scope, List.of(), report(usedAt));
        }

        @Override
        public void step(StepSource step, StepWalk.Place at) {
            if (place.walk().isEmpty()) {
                instance(step, place, at);
            } else {
                place.walk().get().next(step).ifPresent(found -> instance(step, place.found(found), at));
            }
        }
    }

    private List<Item> items(ForEach forEach, LazyScope scope, Location usedAt) {
        try {
            Object value = facts.over(forEach.item(), () -> settings.evaluator.value(forEach.over(), scope));
            Optional<List<Item>> items = Item.of(forEach.item(), value);
            if (items.isPresent()) {
                return items.get();
            }
            String message = "'for_each' must be a list or a mapping, found " + Values.describe(value);
            report(usedAt).accept(new Problem(forEach.over().location(), message, ""));
        } catch (RenderException e) {
            report(usedAt).accept(e.problem());
        }
        return List.of();
    }

    /** Goes on if the condition holds, or if it is supposed to hold. */
    private void under(Optional<Node.Scalar> condition, LazyScope scope, Location usedAt, Runnable then) {
        apart(() -> {
            if (condition.isEmpty() || holds(condition.get(), scope, usedAt)) {
                facts.reach(usedAt);
                then.run();
            }
        });
    }

    /** What facts decide within is decided only there. */
    private void apart(Runnable within) {
        FactsPass.Standing before = facts.standing();
        within.run();
        facts.restore(before);
    }

    private boolean holds(Node.Scalar condition, LazyScope scope, Location usedAt) {
        try {
            return facts.holds(
                    () -> settings.evaluator.condition(condition, scope),
                    variable -> Item.isIn(condition.text(), variable),
                    condition.location());
        } catch (RenderException e) {
            report(e.problem(), usedAt, condition.location());
            return false;
        }
    }

    private void instance(StepSource step, StepPlace place, StepWalk.Place at) {
        LazyScope scope = at.scope();
        Problems problems = new Problems();
        Optional<Role> role = place.use().map(RoleUse::role);
        int before = facts.reads();
        Optional<? extends Declaration> declaration = parser.declaration(step, role, scope, problems);
        if (facts.reads() > before && settings.types.givesValue(step.type())) {
            facts.refuse(new Problem(step.location(), HostValues.DEPENDS, ""), step.location());
        }
        String name = name(step.name(), scope, at.items(), p -> problems.add(p.location(), p.message(), p.hint()));
        Optional<Check> check = parser.check(step, role, scope, problems);
        problems.list().forEach(report(step.location()));
        declaration.ifPresent(declared -> add(declared, step, place, at.groups(), name));
        declaration
                .filter(declared -> place.around().isEmpty() && place.walk().isEmpty() && declared instanceof HostValue)
                .map(HostValue.class::cast)
                .ifPresent(read -> values.give(read, place.index(), step.location(), scope, report(step.location())));
        check.ifPresent(own -> addOwn(own, declaration, step, place, name));
        // What surrounds a play is undone in it or after it, and a wrong step may name what it does not mean.
        if (problems.isEmpty() && place.around().isEmpty() && facts.isCertain()) {
            declaration.ifPresent(declared -> claims.add(declared, step.location()));
        }
    }

    /** The check of a step that is about this host, whatever the step is about. */
    private void addOwn(
            Check own, Optional<? extends Declaration> declared, StepSource step, StepPlace place, String name) {
        if (declared.filter(Check.class::isInstance).isPresent()) {
            refuse(step, "'" + step.type() + "' must not have a 'check', because it is one itself");
        } else {
            checks.add(new CheckStep(host, false, place.index(), name, own, step.location()));
        }
    }

    /** Separates checks from resources. Both get an identifier, because a later step's may depend on it. */
    private void add(Declaration declared, StepSource step, StepPlace place, List<String> groups, String name) {
        String id = names.id(place.play().name(), place.part(), groups, place.identified(name));
        switch (declared) {
            case Check ignored
            when place.around().isPresent() ->
                refuse(step, "'around' must not contain checks, and '" + step.type() + "' is one");
            case Check ignored
            when step.once() && facts.isDecided() ->
                // Even where the condition does not hold with these facts.
                settings.findings.add(HostSteps.onFacts(step.location()), step.location(), host);
            case Check check ->
                (step.once() ? globalChecks : checks)
                        .add(new CheckStep(host, step.once(), place.index(), name, check, step.location()));
            case HostValue ignored
            when place.around().isPresent() -> refuse(step, "'around' must not contain '" + step.type() + "'");
            case HostValue ignored
            when place.walk().isPresent() ->
                refuse(
                        step,
                        "'" + step.type()
                                + "' must not have 'on', because it gives a value to the steps of its own host");
            case Resource resource
            when step.retries() > 0 && !resource.mayBeTriedAgain() ->
                refuse(
                        step,
                        "'" + step.type() + "' must not have 'retries', because each try would do all of it again");
            case Resource resource ->
                steps.add(new Step(
                        id,
                        place.play().name(),
                        place.index(),
                        name,
                        resource,
                        step.location(),
                        step.timeout().orElse(DEFAULT_TIMEOUT),
                        step.retries(),
                        place.around(),
                        place.maker(),
                        place.delegation()));
        }
    }

    private void refuse(StepSource step, String message) {
        report(step.location()).accept(new Problem(step.location(), message, ""));
    }

    private String name(Node.Scalar written, LazyScope scope, List<Item> items, Consumer<Problem> report) {
        try {
            String name = StepNames.name(written.text(), settings.evaluator.text(written, scope), items);
            // Names and identifiers are stored in saved plans and journals.
            return settings.evaluator.masker().mask(name);
        } catch (RenderException e) {
            report.accept(e.problem());
            return written.text();
        }
    }

    private Consumer<Problem> report(Location usedAt) {
        return problem -> report(problem, usedAt, usedAt);
    }

    /** What is done for another host follows from that host's variables, and from no facts. */
    private void report(Problem problem, Location usedAt, Location during) {
        subject.ifPresentOrElse(
                other -> settings.findings.add(problem, usedAt, other), () -> facts.add(problem, usedAt, during));
    }
}
