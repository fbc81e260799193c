package provisioner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import provisioner.cli.terminal.FailedException;
import provisioner.compile.CompileRequest;
import provisioner.compile.Compiler;
import provisioner.compile.Program;
import provisioner.engine.SavedPlan;
import provisioner.inventory.Shard;
import provisioner.inventory.sources.Sources;
import provisioner.remote.ssh.Ssh;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.InvalidInputException;

/**
 * The input of a run, from options or from a saved plan.
 *
 * @param run the run's name; that of the saved plan if there is one
 * @param shard which of the hosts; a saved plan is for all of them
 * @param beside a host that takes part even if no play names it
 */
record RunInput(
        String run,
        Sources sources,
        Path playbook,
        Optional<String> limit,
        Optional<Shard> shard,
        List<String> tags,
        List<String> steps,
        ExtraVariables extra,
        boolean lab,
        Optional<String> beside) {

    private static final int LONGEST_SITE = 255;
    private static final String VAULT = "vault-password-file";

    /** The first inventory. */
    Path inventory() {
        return sources.first();
    }

    private static List<String> texts(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }

    static RunInput of(InputOptions options, Optional<Path> playbook) throws UsageException {
        Sources sources = options.sources()
                .orElseThrow(() ->
                        new UsageException("an inventory is required, such as: -i " + InputOptions.DEFAULT_INVENTORY));
        return new RunInput(
                HostCommand.newRunId(),
                sources,
                playbook.orElse(InputOptions.DEFAULT_PLAYBOOK),
                options.limit(),
                options.shard(),
                options.tags(),
                options.steps(),
                options.extra(),
                options.lab(),
                Optional.empty());
    }

    /** Limited to one host, whether or not there is a playbook that names it. */
    RunInput beside(String host) {
        return new RunInput(
                run, sources, playbook, Optional.of(host), shard, tags, steps, extra, lab, Optional.of(host));
    }

    static RunInput of(SavedPlan plan) throws FailedException {
        SequencedMap<String, List<String>> arguments = plan.arguments();
        for (Map.Entry<String, List<String>> argument : arguments.entrySet()) {
            if (argument.getValue().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                throw new FailedException(
                        "the plan is damaged: its '" + argument.getKey() + "' contains NUL", "make a new plan");
            }
        }
        return new RunInput(
                plan.runId(),
                sources(arguments),
                Path.of(one(arguments, "playbook")),
                arguments.getOrDefault("limit", List.of()).stream().findFirst(),
                Optional.empty(),
                arguments.getOrDefault("tags", List.of()),
                arguments.getOrDefault("step", List.of()),
                extraVariables(arguments),
                arguments.containsKey("lab"),
                Optional.empty());
    }

    private static Sources sources(SequencedMap<String, List<String>> arguments) throws FailedException {
        List<String> inventories = arguments.getOrDefault("inventory", List.of());
        if (inventories.isEmpty()) {
            throw new FailedException("the plan is damaged: it must name an inventory", "make a new plan");
        }
        return new Sources(
                inventories.stream().map(Path::of).toList(),
                arguments.getOrDefault(VAULT, List.of()).stream().map(Path::of).toList());
    }

    private static ExtraVariables extraVariables(SequencedMap<String, List<String>> arguments) throws FailedException {
        try {
            return ExtraVariables.of(arguments.getOrDefault("extra-var", List.of()));
        } catch (UsageException e) {
            throw new FailedException("the plan is damaged: " + e.getMessage(), "make a new plan");
        }
    }

    private static String one(SequencedMap<String, List<String>> arguments, String key) throws FailedException {
        List<String> values = arguments.getOrDefault(key, List.of());
        if (values.size() != 1) {
            throw new FailedException("the plan is damaged: it must name one " + key, "make a new plan");
        }
        return values.getFirst();
    }

    /** The arguments to store in a saved plan. */
    SequencedMap<String, List<String>> arguments() {
        SequencedMap<String, List<String>> arguments = new LinkedHashMap<>();
        arguments.put("inventory", texts(sources.paths()));
        if (!sources.vaultPasswordFiles().isEmpty()) {
            arguments.put(VAULT, texts(sources.vaultPasswordFiles()));
        }
        arguments.put("playbook", List.of(playbook.toString()));
        limit.ifPresent(pattern -> arguments.put("limit", List.of(pattern)));
        if (!tags.isEmpty()) {
            arguments.put("tags", tags);
        }
        if (!steps.isEmpty()) {
            arguments.put("step", steps);
        }
        if (!extra.arguments().isEmpty()) {
            arguments.put("extra-var", extra.arguments());
        }
        if (lab) {
            arguments.put("lab", List.of());
        }
        return arguments;
    }

    /** What a record calls the hosts: the inventory, from the project's directory, wherever the project is. */
    String site() {
        Path whole = playbook.toAbsolutePath().normalize();
        Path project = whole.resolveSibling(whole.endsWith("playbooks/" + whole.getFileName()) ? ".." : "")
                .normalize();
        String name = sources.paths().stream()
                .map(path -> path.toAbsolutePath().normalize())
                .map(path -> path.startsWith(project) ? project.relativize(path) : path)
                .map(Path::toString)
                .collect(Collectors.joining(","));
        String all = lab ? name + " (lab)" : name;
        return all.substring(Math.max(0, all.length() - LONGEST_SITE));
    }

    /** The options that leave something out, as they were given. */
    String scope() {
        List<String> given = new ArrayList<>();
        limit.ifPresent(pattern -> given.add("--limit " + pattern));
        shard.ifPresent(part -> given.add("--shard " + part));
        if (!tags.isEmpty()) {
            given.add("--tags " + String.join(",", tags));
        }
        steps.forEach(step -> given.add("--step " + step));
        return String.join(" ", given);
    }

    /** Compiles the input and warms up SSH meanwhile. Contacts no host. */
    Program compile() throws InvalidInputException, FailedException, InterruptedException {
        Ssh.warmUp();
        Map<String, String> variables = new LinkedHashMap<>(lab ? LabAccess.variables() : Map.of());
        variables.putAll(extra.pairs());
        return new Compiler(StandardTypes.all())
                .compile(new CompileRequest(
                        sources,
                        playbook,
                        templates(),
                        limit,
                        shard,
                        tags,
                        steps,
                        extra.files(),
                        variables,
                        lab ? Optional.of(LabAccess.hosts(sources)) : Optional.empty(),
                        run,
                        beside));
    }

    /** The directory {@code templates/} beside {@code playbooks/}. */
    private Path templates() {
        Path directory = playbook.toAbsolutePath().normalize().getParent();
        Path beside = directory == null || directory.getParent() == null
                ? Path.of("templates")
                : directory.getParent().resolve("templates");
        Path here = Path.of("").toAbsolutePath();
        return beside.startsWith(here) ? here.relativize(beside) : beside;
    }
}
