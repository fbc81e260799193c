package provisioner.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import provisioner.compile.facts.Unread;
import provisioner.compile.facts.ValuesFirst;
import provisioner.inventory.Host;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.inventory.Selection;
import provisioner.inventory.sources.Inventories;
import provisioner.playbook.Play;
import provisioner.playbook.Playbook;
import provisioner.playbook.PlaybookReader;
import provisioner.remote.target.Destination;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckStep;
import provisioner.resource.Claimed;
import provisioner.resource.ResourceTypes;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.source.VariableNames;
import provisioner.source.YamlReader;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** Compiles the user's files into a program. */
public final class Compiler {
    /** Variables that declare facts of a host. A host with other facts is refused. */
    private static final List<String> FACTS = List.of("suite", "architecture");

    private final ResourceTypes types;
    private final Path workingDirectory;
    private final Map<String, String> environment;

    /** For the working directory and the environment of this process. */
    public Compiler(ResourceTypes types) {
        this(types, Path.of(""), System.getenv());
    }

    /**
     * @param workingDirectory relative paths start here, and paths are printed relative to it
     * @param environment for {@code !env} and for the path of the user's age key
     */
    public Compiler(ResourceTypes types, Path workingDirectory, Map<String, String> environment) {
        this.types = types;
        this.workingDirectory = workingDirectory;
        this.environment = Map.copyOf(environment);
    }

    /** @throws InvalidInputException with all problems in all files */
    public Program compile(CompileRequest request) throws InvalidInputException {
        Problems problems = new Problems();
        InputFiles files = new InputFiles(workingDirectory);
        Optional<Inventory> inventory = new Inventories(files, request.sources(), environment, problems).read();
        OwnTypes own = OwnTypes.beside(request.playbook(), files, types, problems);
        Optional<Playbook> playbook = request.beside().isPresent() && !files.exists(request.playbook())
                ? Optional.of(PlaybookReader.none(files, request.playbook(), own.names(), problems))
                : PlaybookReader.read(files, request.playbook(), own.names(), problems);
        List<Node.Entry> extra = extraVariables(request, files, problems);
        playbook.ifPresent(p -> SelectedTags.check(p, request.tags(), problems));
        if (inventory.isEmpty() || playbook.isEmpty()) {
            problems.throwIfAny();
        }
        Evaluator evaluator = new Evaluator(SecretTags.of(files, request.sources(), environment));
        Problems ofTypes = new Problems();
        ResourceTypes all = own.of(playbook.orElseThrow(), evaluator, ofTypes);
        if (!ofTypes.isEmpty()) {
            // Nothing can be said of the steps of a type that cannot be read.
            problems.addAll(ofTypes);
            problems.throwIfAny();
        }
        // Even after problems, so that problems in templates and parameters are reported at the same time.
        Input input = new Input(inventory.orElseThrow(), playbook.orElseThrow(), all, extra, files);
        Program program = compile(request, input, evaluator, problems);
        // A problem with a value quotes the value, which may be a secret.
        problems.throwIfAny(evaluator.masker()::mask);
        return program;
    }

    /** The files as read. */
    private record Input(
            Inventory inventory, Playbook playbook, ResourceTypes types, List<Node.Entry> extra, InputFiles files) {}

    /**
     * A play and its hosts within the limit.
     *
     * @param all its hosts whatever the limit
     * @param checking for whom the play's checks of the service as a whole are done; in one shard
     */
    record Covered(
            Play play, int index, SequencedSet<String> hosts, SequencedSet<String> all, Optional<String> checking) {
        StepCompiler.Turn turn(String host) {
            return new StepCompiler.Turn(
                    checking.filter(host::equals).isPresent(), all.getFirst().equals(host));
        }

        /** How many hosts at a time. */
        int batch() {
            int size = hosts.size();
            return play.serial().map(serial -> serial.batch(size)).orElse(Math.max(1, size));
        }

        /** The hosts that are changed side by side, in the order of the list. */
        List<List<String>> batches() {
            return List.copyOf(hosts).stream()
                    .gather(Gatherers.windowFixed(batch()))
                    .toList();
        }
    }

    private Program compile(CompileRequest request, Input input, Evaluator evaluator, Problems problems) {
        HostScopes scopes =
                new HostScopes(input.inventory, Optional.of(input.playbook), input.extra, request.lab(), evaluator);
        ProblemsByUse findings = new ProblemsByUse();
        ProblemsByUse exposed = new ProblemsByUse();
        LinkViews links = links(input, evaluator, scopes, findings);
        StepInputs.Places places = new StepInputs.Places(
                input.files.absolute(request.templates()),
                input.playbook.directory(),
                Optional.empty(),
                request.run(),
                links::asks);
        Makers makers = new Makers(playbookName(request));
        SelectedTags tags = new SelectedTags(Set.copyOf(request.tags()));
        StepCompiler.Settings settings = new StepCompiler.Settings(
                input.types,
                evaluator,
                new FileCache(input.files),
                places,
                tags,
                findings,
                exposed,
                new Contradictions(),
                makers);
        Selection selection = Selection.of(input.inventory, request.limit(), request.shard(), problems);
        List<Covered> plays = covered(input, selection, problems);
        Problems warnings = new Problems();
        Delegations delegations = new Delegations(input.inventory, input.types, tags, selection.hosts());
        delegations.check(plays, problems, warnings);
        request.lab()
                .ifPresent(lab -> lab.checkVirtualAddress(
                        input.inventory, request.extraVariables().keySet(), problems));
        AroundCompiler around = new AroundCompiler(input.inventory, scopes::of, tags, delegations, problems);
        plays.forEach(play -> around.check(play.play));
        plays.forEach(play -> ValuesFirst.check(play.play, input.types, problems));
        plays.forEach(play -> InventoryOnly.check(play, input.inventory, input.extra, problems));
        SameInGroup same = new SameInGroup(input.inventory, scopes, evaluator, problems);
        plays.forEach(same::check);
        Acceptances acceptances = new Acceptances(input.inventory, scopes.rolesInUse(), evaluator, findings, problems);
        HostSteps compiler = new HostSteps(
                settings, plays, around, input.inventory.hosts(), scopes, unread(input, plays, selection));
        List<Program.HostProgram> hosts = new ArrayList<>();
        List<CheckStep> globalChecks = new ArrayList<>();
        for (Host host : input.inventory.hosts().values()) {
            LazyScope scope = scopes.of(host.name());
            HostSteps.Compiled steps = compiler.of(host, scope);
            globalChecks.addAll(steps.globalChecks());
            if (!steps.steps().isEmpty()
                    || request.beside().filter(host.name()::equals).isPresent()
                    || plays.stream().anyMatch(p -> p.hosts.contains(host.name()))) {
                Optional<Secret> sudoPassword = SudoPasswords.of(host.name(), scope, evaluator, findings);
                destination(host, request, problems)
                        .map(destination -> new Program.HostProgram(
                                destination.withSudoPassword(sudoPassword),
                                request.lab().isEmpty() ? host.serviceAddress() : destination.address(),
                                facts(host, scope, findings),
                                steps.steps(),
                                steps.checks(),
                                new Claimed.Beyond(acceptances.on(host.name()), Set.of(), false),
                                Departures.of(
                                        request,
                                        input.types,
                                        input.playbook,
                                        host,
                                        makers,
                                        scopes.rolesInUse().makers(host.name(), makers),
                                        links.names(),
                                        steps.steps(),
                                        Location.ofFile(input.files.display(request.playbook()))),
                                steps.pending()))
                        .ifPresent(hosts::add);
            }
        }
        hosts.replaceAll(compiler::forOthers);
        Masker masker = evaluator.masker();
        findings.report(hosts.size(), masker, problems);
        exposed.report(hosts.size(), masker, warnings);
        globalChecks.sort(Comparator.comparing(CheckStep::playIndex));
        List<CheckNotRun> deselected = problems.isEmpty() ? deselected(request, input) : List.of();
        Program whole = new Program(
                playbookName(request),
                programPlays(plays),
                request.leavesStepsOut() ? hosts : among(request, hosts),
                globalChecks,
                deselected,
                evaluator.secrets(),
                input.files.digests(),
                () -> links.topology(scopes.rolesInUse()::names),
                warnings.list());
        return StepSelection.of(whole, request.steps(), problems);
    }

    private static Unread unread(Input input, List<Covered> plays, Selection selection) {
        List<Unread.Place> places = plays.stream()
                .map(covered -> new Unread.Place(covered.play, covered.index, covered.all))
                .toList();
        return new Unread(places, input.types, selection.limited(), selection.hosts());
    }

    /** Each step as one among all of its host: with tags, some of them would be missing. */
    private static List<Program.HostProgram> among(CompileRequest request, List<Program.HostProgram> hosts) {
        Set<String> elsewhere = hosts.stream()
                .flatMap(host -> host.steps().stream())
                .flatMap(step -> step.resource().replicated())
                .collect(Collectors.toUnmodifiableSet());
        boolean whole = request.limit().isEmpty() && request.shard().isEmpty();
        return hosts.stream()
                .map(host -> host.among(playbookName(request), new Claimed.Beyond(host.accepted(), elsewhere, whole)))
                .toList();
    }

    private static String playbookName(CompileRequest request) {
        return String.valueOf(request.playbook().getFileName());
    }

    /** Before any step is compiled, because a host's rules follow from what others open. */
    private static LinkViews links(Input input, Evaluator evaluator, HostScopes scopes, ProblemsByUse findings) {
        RolesInUse roles = scopes.rolesInUse();
        Links links = Links.gather(roles, evaluator, input.inventory, findings);
        LinkViews views = new LinkViews(links, input.inventory.hosts().keySet(), roles.hosts(), scopes::serviceAddress);
        scopes.links(views::rules);
        return views;
    }

    private List<CheckNotRun> deselected(CompileRequest request, Input input) {
        if (request.limit().isEmpty() && request.tags().isEmpty()) {
            return List.of();
        }
        Evaluator evaluator = new Evaluator(SecretTags.of(input.files, request.sources(), environment));
        HostScopes scopes =
                new HostScopes(input.inventory, Optional.of(input.playbook), input.extra, request.lab(), evaluator);
        DeselectedChecks checks =
                new DeselectedChecks(input.types, scopes, evaluator, new SelectedTags(Set.copyOf(request.tags())));
        // What another shard leaves to this one, and this one to others, is done.
        Set<String> limited = Selection.of(input.inventory, request.limit(), Optional.empty(), new Problems())
                .limited();
        for (Play play : input.playbook.plays()) {
            List<String> all = HostPattern.select(
                    play.hosts().text(), input.inventory, play.hosts().location(), new Problems());
            checks.play(play, all, limited);
        }
        return checks.found();
    }

    private static List<Covered> covered(Input input, Selection selection, Problems problems) {
        List<Covered> covered = new ArrayList<>();
        for (Play play : input.playbook.plays()) {
            SequencedSet<String> hosts = new LinkedHashSet<>();
            // The reader has already reported a play without hosts.
            if (!play.hosts().text().isEmpty()) {
                hosts.addAll(HostPattern.select(
                        play.hosts().text(), input.inventory, play.hosts().location(), problems));
            }
            SequencedSet<String> all = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(hosts));
            hosts.retainAll(selection.limited());
            Optional<String> checking = hosts.stream().findFirst();
            hosts.retainAll(selection.hosts());
            covered.add(new Covered(play, covered.size(), hosts, all, checking));
        }
        return covered;
    }

    private static List<Program.ProgramPlay> programPlays(List<Covered> plays) {
        return plays.stream()
                .map(covered -> new Program.ProgramPlay(
                        covered.index,
                        covered.play.name(),
                        List.copyOf(covered.hosts),
                        covered.batch(),
                        covered.play.around().unit(),
                        covered.play.around().refusalEndsPlay()))
                .toList();
    }

    /** How to reach the host; empty after a problem. */
    private static Optional<Destination> destination(Host host, CompileRequest request, Problems problems) {
        if (request.lab().isEmpty()) {
            return Optional.of(host.destination());
        }
        LabHosts lab = request.lab().get();
        Optional<Destination> destination = lab.destination(host.name());
        if (destination.isEmpty()) {
            problems.add(host.location(), LabHosts.missing(host.name()), lab.hint());
        }
        return destination;
    }

    private static Map<String, Program.Fact> facts(Host host, LazyScope scope, ProblemsByUse findings) {
        Map<String, Program.Fact> facts = new TreeMap<>();
        for (String fact : FACTS) {
            Location at = scope.declaredAt(fact);
            if (at == null) {
                continue;
            }
            try {
                Values.text(scope.get(fact))
                        .ifPresentOrElse(
                                text -> facts.put(fact, new Program.Fact(text, at)),
                                () -> findings.add(
                                        new Problem(at, "'" + fact + "' must be a string", ""), at, host.name()));
            } catch (RenderException e) {
                findings.add(e.problem(), at, host.name());
            }
        }
        return facts;
    }

    private static List<Node.Entry> extraVariables(CompileRequest request, InputFiles files, Problems problems) {
        Map<String, Node.Entry> entries = new TreeMap<>();
        for (Path file : request.variableFiles()) {
            YamlReader.read(files, file, problems).ifPresent(node -> {
                if (node instanceof Node.Mapping mapping) {
                    VariableNames.check(mapping, problems);
                    entries.putAll(mapping.entries());
                } else {
                    problems.add(node.location(), "a file of variables must be a mapping, found " + node.kind());
                }
            });
        }
        Location at = Location.ofFile("-e");
        request.extraVariables().forEach((name, text) -> {
            if (VariableNames.check(name, at, problems)) {
                entries.put(name, new Node.Entry(at, name, YamlReader.scalar(text, at)));
            }
        });
        return List.copyOf(entries.values());
    }
}
