package provisioner.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.compile.Compiler.Covered;
import provisioner.compile.facts.FactValues;
import provisioner.compile.facts.FactsPass;
import provisioner.compile.facts.HostAnswer;
import provisioner.compile.facts.HostValues;
import provisioner.compile.facts.OtherValues;
import provisioner.compile.facts.Unread;
import provisioner.inventory.Host;
import provisioner.resource.CheckStep;
import provisioner.resource.FirstOfEqual;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.template.LazyScope;
import provisioner.template.Refusal;

/**
 * Compiles the steps of hosts. Where they read facts, they are compiled with samples first, and once more when the host's own facts are
 * known ({@link FactSteps}).
 */
final class HostSteps {
    /** Of fewer hosts, comparing steps is not worth its time. */
    private static final int MANY = 20;

    private final StepCompiler.Settings settings;
    private final List<Covered> plays;
    private final AroundCompiler around;
    private final Map<String, Host> hosts;
    private final HostScopes scopes;
    private final Unread unread;
    private final List<Readings> samples = IntStream.range(0, FactValues.SAMPLES.size())
            .mapToObj(which -> new Readings(host -> sample(which)))
            .toList();

    /** The hosts whose values others use; and those that only others may use, with what depends on their answers then. */
    private final Set<String> used = new HashSet<>();

    private final Map<String, Supplier<FactSteps>> forOthers = new HashMap<>();
    private final boolean many;

    /** One at a time: templates are evaluated with what is remembered from others. */
    private final Lock compiling = new ReentrantLock();

    private final FirstOfEqual<Step> alike = new FirstOfEqual<>();

    private @Nullable Set<Secret> masked;

    /**
     * @param hosts all of the inventory, by name
     * @param unread knows why a host has not read a value
     */
    HostSteps(
            StepCompiler.Settings settings,
            List<Covered> plays,
            AroundCompiler around,
            Map<String, Host> hosts,
            HostScopes scopes,
            Unread unread) {
        this.settings = settings;
        this.plays = plays;
        this.around = around;
        this.hosts = hosts;
        this.scopes = scopes;
        this.unread = unread;
        this.many = plays.stream().anyMatch(play -> play.hosts().size() >= MANY);
    }

    /** What many hosts have to do alike is held once. */
    private List<Step> shared(List<Step> steps) {
        return many ? steps.stream().map(alike::of).toList() : steps;
    }

    /** @param pending empty where nothing depends on facts */
    record Compiled(
            List<Step> steps, List<CheckStep> checks, List<CheckStep> globalChecks, Optional<FactSteps> pending) {}

    private record Attempt(FactsPass pass, StepCompiler compiled) {
        Set<Query<?>> queries() {
            return Stream.concat(
                            compiled.steps().stream().flatMap(step -> step.queries().stream()),
                            compiled.values().asked().stream().flatMap(asked -> asked.queries().stream()))
                    .collect(Collectors.toSet());
        }
    }

    /** Compiles with samples where facts are read. Problems that do not depend on facts are reported. */
    Compiled of(Host host, LazyScope scope) {
        Attempt first = sample(0, host, scope);
        List<Attempt> attempts = first.pass.hasRead()
                ? Stream.concat(
                                Stream.of(first),
                                IntStream.range(1, FactValues.SAMPLES.size())
                                        .mapToObj(which -> sample(which, host, scope)))
                        .toList()
                : List.of(first);
        FactsPass.certain(attempts.stream().map(Attempt::pass).toList())
                .forEach(found -> settings.findings().add(found.problem(), found.usedAt(), host.name()));
        attempts.forEach(other -> sameChecks(first, other, host));
        attempts.forEach(attempt -> used.addAll(attempt.compiled.others().hosts()));
        if (!first.pass.hasRead() && !first.compiled.values().asked().isEmpty()) {
            forOthers.put(host.name(), () -> pending(attempts, host, scope));
        }
        Optional<FactSteps> pending =
                first.pass.hasRead() ? Optional.of(pending(attempts, host, scope)) : Optional.empty();
        return new Compiled(
                shared(first.compiled.steps()), first.compiled.checks(), first.compiled.globalChecks(), pending);
    }

    /** A host with its answers to what it reads only for others, if any of them makes use of it. All were compiled. */
    Program.HostProgram forOthers(Program.HostProgram host) {
        Supplier<FactSteps> pending = forOthers.get(host.host());
        return pending != null && used.contains(host.host()) ? host.pending(pending.get()) : host;
    }

    private FactSteps pending(List<Attempt> attempts, Host host, LazyScope scope) {
        return new FactSteps(
                queries(attempts),
                shared(attempts.stream()
                        .flatMap(attempt -> attempt.compiled.steps().stream())
                        .toList()),
                attempts.stream()
                        .flatMap(attempt -> attempt.compiled.others().hosts().stream())
                        .collect(Collectors.toSet()),
                (observed, others) -> own(host, scope, observed, others));
    }

    private Attempt sample(int which, Host host, LazyScope scope) {
        return attempt(settings, host, scope, sample(which), samples.get(which));
    }

    private static Basis sample(int which) {
        return new Basis(new FactsPass(FactValues.SAMPLES.get(which), true), HostValues.sample(which));
    }

    /** What a host's steps are compiled with. */
    private record Basis(FactsPass facts, HostValues.Source values) {}

    private Attempt attempt(
            StepCompiler.Settings with, Host host, LazyScope scope, Basis basis, OtherValues.Source others) {
        StepCompiler steps = steps(with, host, scope, basis, others);
        plays.forEach(play -> around.play(play, host.name(), steps));
        return new Attempt(basis.facts, steps);
    }

    private static StepCompiler steps(
            StepCompiler.Settings with, Host host, LazyScope scope, Basis basis, OtherValues.Source others) {
        return new StepCompiler(with, host.name(), host.destination().user(), scope, basis.facts, basis.values, others);
    }

    /** What hosts have read before a play, which depends on what was read before theirs. */
    private final class Readings implements OtherValues.Source {
        private record At(int play, String host) {}

        private final Function<String, Basis> bases;
        private final Map<At, OtherValues.Readings> known = new HashMap<>();

        Readings(Function<String, Basis> bases) {
            this.bases = bases;
        }

        @Override
        public OtherValues.Readings before(int play, String host) {
            At at = new At(play, host);
            OtherValues.Readings found = known.get(at);
            if (found == null) {
                found = read(play, host);
                known.put(at, found);
            }
            return found;
        }

        private OtherValues.Readings read(int before, String name) {
            List<Covered> earlier = plays.stream()
                    .filter(play -> play.index() < before && play.hosts().contains(name))
                    .toList();
            if (earlier.isEmpty()) {
                return new OtherValues.Readings(Map.of(), Set.of(), Set.of());
            }
            Host host = Objects.requireNonNull(hosts.get(name));
            StepCompiler steps = steps(settings.onlyReading(), host, scopes.of(name), bases.apply(name), this);
            earlier.forEach(play -> steps.play(play.play(), play.index(), play.turn(name)));
            Set<Secret> secrets = new HashSet<>(steps.values().secrets());
            secrets.addAll(steps.others().secrets());
            return new OtherValues.Readings(
                    steps.values().readings(), secrets, steps.others().hosts());
        }

        @Override
        public Refusal without(int play, String host, String variable) {
            return unread.why(play, host, variable);
        }
    }

    private static Basis known(Observed observed) {
        return new Basis(new FactsPass(FactValues.of(observed), false), HostValues.of(observed));
    }

    /** A global check belongs to no host, so that no host's facts can be known for it. */
    static Problem onFacts(Location check) {
        return new Problem(check, "a check with 'once' must not depend on facts", "");
    }

    private void sameChecks(Attempt first, Attempt other, Host host) {
        List<CheckStep> checks = first.compiled.globalChecks();
        List<CheckStep> others = other.compiled.globalChecks();
        for (int i = 0; i < Math.max(checks.size(), others.size()); i++) {
            if (i >= checks.size() || i >= others.size() || !checks.get(i).equals(others.get(i))) {
                CheckStep check = i < checks.size() ? checks.get(i) : others.get(i);
                settings.findings().add(onFacts(check.location()), check.location(), host.name());
                return;
            }
        }
    }

    /** What facts do not alter, and whole contents where they alter only these; with the facts themselves. */
    private static Set<Query<?>> queries(List<Attempt> attempts) {
        Set<Query<?>> same = attempts.getFirst().queries();
        Set<Query<?>> always = always(same);
        for (Attempt attempt : attempts) {
            same.retainAll(attempt.queries());
            always.retainAll(always(attempt.queries()));
        }
        always.removeAll(always(same));
        same.addAll(always);
        same.add(new FactsQuery());
        same.add(new MachineQuery());
        return Set.copyOf(same);
    }

    private static Set<Query<?>> always(Set<Query<?>> queries) {
        Set<Query<?>> contents = new HashSet<>();
        for (Query<?> query : queries) {
            if (query instanceof ContentQuery content) {
                contents.add(content.always());
            }
        }
        return contents;
    }

    /** Compiles with the host's own facts. */
    private FactSteps.Own own(Host host, LazyScope scope, Observed observed, Map<String, HostAnswer> answers)
            throws InvalidInputException {
        compiling.lock();
        try {
            if (masked == null) {
                masked = new HashSet<>(settings.evaluator().secrets());
            }
            ProblemsByUse findings = new ProblemsByUse();
            Attempt attempt = attempt(
                    settings.apart(findings),
                    host,
                    scope,
                    known(observed),
                    new Readings(other -> known(HostAnswer.of(other, answers))));
            Set<Secret> told = new HashSet<>(attempt.compiled.values().secrets());
            told.addAll(attempt.compiled.others().secrets());
            masked.addAll(told);
            attempt.pass.found().forEach(found -> findings.add(found.problem(), found.usedAt(), host.name()));
            Masker masker = settings.evaluator().masker();
            Problems problems = new Problems();
            findings.report(1, masker, problems);
            problems.throwIfAny();
            if (!masked.containsAll(settings.evaluator().secrets())) {
                throw new InvalidInputException(List.of(new Problem(
                        host.location(),
                        "the facts of this host lead to a secret that is not masked",
                        "use it in a step whatever the facts are")));
            }
            return new FactSteps.Own(
                    shared(attempt.compiled.steps()),
                    attempt.compiled.checks(),
                    attempt.pass.read(),
                    attempt.compiled.values().asked(),
                    attempt.compiled.others().uses(),
                    told);
        } finally {
            compiling.unlock();
        }
    }
}
