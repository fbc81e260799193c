package provisioner.compile;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import provisioner.compile.Compiler.Covered;
import provisioner.compile.facts.FactValues;
import provisioner.compile.facts.FactsPass;
import provisioner.compile.facts.HostValues;
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
    private final boolean many;

    /** One at a time: templates are evaluated with what is remembered from others. */
    private final Lock compiling = new ReentrantLock();

    private final FirstOfEqual<Step> alike = new FirstOfEqual<>();

    private @Nullable Set<Secret> masked;

    HostSteps(StepCompiler.Settings settings, List<Covered> plays, AroundCompiler around) {
        this.settings = settings;
        this.plays = plays;
        this.around = around;
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
        Optional<FactSteps> pending = first.pass.hasRead()
                ? Optional.of(new FactSteps(
                        queries(attempts),
                        shared(attempts.stream()
                                .flatMap(attempt -> attempt.compiled.steps().stream())
                                .toList()),
                        observed -> own(host, scope, observed)))
                : Optional.empty();
        return new Compiled(
                shared(first.compiled.steps()), first.compiled.checks(), first.compiled.globalChecks(), pending);
    }

    private Attempt sample(int which, Host host, LazyScope scope) {
        FactsPass pass = new FactsPass(FactValues.SAMPLES.get(which), true);
        return attempt(settings, host, scope, pass, HostValues.sample(which));
    }

    private Attempt attempt(
            StepCompiler.Settings with, Host host, LazyScope scope, FactsPass pass, HostValues.Source values) {
        StepCompiler steps =
                new StepCompiler(with, host.name(), host.destination().user(), scope, pass, values);
        plays.forEach(play -> around.play(play, host.name(), steps));
        return new Attempt(pass, steps);
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
    private FactSteps.Own own(Host host, LazyScope scope, Observed observed) throws InvalidInputException {
        compiling.lock();
        try {
            if (masked == null) {
                masked = new HashSet<>(settings.evaluator().secrets());
            }
            Map<String, Object> facts = FactValues.of(observed);
            ProblemsByUse findings = new ProblemsByUse();
            Attempt attempt = attempt(
                    settings.apart(findings), host, scope, new FactsPass(facts, false), HostValues.of(observed));
            Set<Secret> told = attempt.compiled.values().secrets();
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
                    told);
        } finally {
            compiling.unlock();
        }
    }
}
