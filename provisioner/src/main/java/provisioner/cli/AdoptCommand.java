package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.adopt.Adopted;
import provisioner.adopt.Limits;
import provisioner.cli.terminal.ConsolePassphrases;
import provisioner.cli.terminal.FailedException;
import provisioner.cli.terminal.Interrupt;
import provisioner.complete.Depth;
import provisioner.engine.AdoptRun;
import provisioner.engine.Event;
import provisioner.engine.RunOptions;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.inventory.sources.Inventories;
import provisioner.inventory.sources.Sources;
import provisioner.report.OutputSanitizer;
import provisioner.resource.standard.StandardTypes;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretAdditions;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problems;

/** {@code provisioner adopt HOST}: prints the steps that declare what nobody accounts for on a host. */
final class AdoptCommand extends InventoryCommand {
    private static final int UNDECLARED = 2;

    private final InputOptions input = new InputOptions();
    private final RunSettings settings = new RunSettings();

    private final PositionalParamSpec host = PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .paramLabel("HOST")
            .type(String.class)
            .description("Host of the inventory.")
            .build();

    private final PositionalParamSpec playbook = PositionalParamSpec.builder()
            .index("1")
            .arity("0..1")
            .paramLabel("PLAYBOOK")
            .type(Path.class)
            .description("Playbook whose steps count as declared (default: playbooks/site.yml, if it exists).")
            .build();

    private final OptionSpec secrets = OptionSpec.builder("--secrets")
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                    "The inventory's secrets file. Contents that not everybody may read are added to it, encrypted.")
            .build();

    private final OptionSpec files = OptionSpec.builder("--files")
            .paramLabel("DIR")
            .type(Path.class)
            .description("Directory below that of the playbook, for contents that are large or not text.")
            .build();

    @Override
    void define(CommandSpec command) {
        input.addWithoutSelectionTo(command);
        settings.addTo(command);
        command.addPositional(host).addPositional(playbook).addOption(secrets).addOption(files);
    }

    @Override
    int run() throws Exception {
        settings.check();
        if (settings.json()) {
            throw new UsageException("adopt prints a playbook: leave out --output json");
        }
        Optional<Path> named = Optional.ofNullable(playbook.getValue());
        Path base = named.orElse(InputOptions.DEFAULT_PLAYBOOK);
        boolean exists = Files.exists(base);
        if (named.isPresent() && !exists) {
            throw new FailedException("playbook " + base + " does not exist", "leave it out, or correct the name");
        }
        RunInput work = RunInput.of(input, Optional.of(base)).beside(host.getValue());
        Host declared = declared(work.sources());
        Optional<SecretAdditions> vault = vault(work.inventory());
        Optional<Copies> copies = Copies.below(base, Optional.ofNullable(files.getValue()));
        PreparedRun run = PreparedRun.of(work.compile(), settings, work.lab());
        AdoptRun.Subject subject = new AdoptRun.Subject(
                declared.name(),
                declared.destination().user(),
                exists,
                new Limits(copies.map(Copies::relative)),
                StandardTypes.all());
        Optional<Adopted> adopted = look(run, subject);
        return adopted.isPresent() ? finish(adopted.get(), work.inventory(), vault, copies) : 1;
    }

    private Host declared(Sources inventory) throws InvalidInputException, FailedException {
        Problems problems = new Problems();
        Optional<Inventory> read =
                new Inventories(new InputFiles(Path.of("")), inventory, System.getenv(), problems).read();
        problems.throwIfAny();
        Map<String, Host> hosts = read.orElseThrow().hosts();
        String name = host.getValue();
        Host found = hosts.get(name);
        if (found == null) {
            throw new FailedException(
                    "HOST must be one host of " + inventory + ", and '" + name + "' is none",
                    Problems.didYouMean(name, hosts.keySet()));
        }
        return found;
    }

    /** The secrets file, which must be the inventory's, and one that somebody can decrypt. */
    private Optional<SecretAdditions> vault(Path inventory) throws InvalidInputException, FailedException {
        Path file = secrets.getValue();
        if (file == null) {
            return Optional.empty();
        }
        InputFiles at = new InputFiles(Path.of(""));
        Path own = SecretStore.path(inventory);
        if (!at.absolute(file).equals(at.absolute(own))) {
            throw new FailedException(
                    "--secrets must be the secrets file of the inventory, " + own + ", found " + file,
                    "'!secret' looks nowhere else");
        }
        try {
            SecretAdditions vault = new SecretAdditions(at, inventory, AgeKeys.of(System.getenv()));
            vault.check();
            return Optional.of(vault);
        } catch (SecretException e) {
            throw new FailedException(e.describe(), e.hint());
        }
    }

    private Optional<Adopted> look(PreparedRun run, AdoptRun.Subject subject) throws InterruptedException {
        OutputSanitizer clean = new OutputSanitizer(run.masker());
        Consumer<Event> listener = event -> {
            switch (event) {
                case Event.HostFailed failed -> {
                    System.err.println(clean.line(failed.host() + ": " + failed.message()));
                    if (!failed.hint().isEmpty()) {
                        System.err.println("  " + clean.line(failed.hint()));
                    }
                }
                case Event.HostNote note -> System.err.println(clean.line(note.host() + ": " + note.text()));
                default -> {}
            }
        };
        try (Interrupt interrupt = new Interrupt()) {
            RunOptions options = new RunOptions(
                    settings.parallel(),
                    HostCommand.newRunId(),
                    HostCommand.operator(),
                    run.targets(),
                    new ConsolePassphrases(),
                    run.masker(),
                    interrupt::requested,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Depth(true, input.lab())),
                    Duration.ZERO);
            return new AdoptRun(run.program(), options, listener, subject).run();
        }
    }

    /** Stores what the playbook refers to before anybody sees it. */
    private int finish(Adopted adopted, Path inventory, Optional<SecretAdditions> vault, Optional<Copies> copies)
            throws FailedException, InvalidInputException, InterruptedException, IOException {
        if (vault.isEmpty() && !adopted.secrets().isEmpty()) {
            throw new FailedException(
                    "not everybody on " + host.getValue() + " may read "
                            + OutputSanitizer.WITHOUT_SECRETS.line(String.join(", ", adopted.hidden()))
                            + ", so that the contents must be secrets",
                    "add: --secrets " + SecretStore.path(inventory));
        }
        if (copies.isPresent()) {
            copies.get().write(adopted.files());
        }
        Map<String, String> names = new LinkedHashMap<>();
        if (vault.isPresent() && !adopted.secrets().isEmpty()) {
            try {
                names.putAll(vault.get().store(adopted.secrets()));
            } catch (SecretException e) {
                throw new FailedException(e.describe(), e.hint());
            }
        }
        System.out.print(adopted.playbook(names));
        say(adopted, names);
        return !adopted.unknown().isEmpty() ? 1 : adopted.undeclared().isEmpty() ? 0 : UNDECLARED;
    }

    private void say(Adopted adopted, Map<String, String> names) {
        String name = Objects.requireNonNull(host.getValue());
        System.err.println(name + ": " + counted(adopted.declared(), "finding", "findings") + " declared by "
                + counted(adopted.steps(), "step", "steps"));
        if (!names.isEmpty()) {
            System.err.println(name + ": " + counted(names.size(), "secret", "secrets") + " in " + secrets.getValue()
                    + "; commit this file");
        }
        if (!adopted.undeclared().isEmpty()) {
            System.err.println(name + ": " + counted(adopted.undeclared().size(), "finding has", "findings have")
                    + " no step; the first lines of the playbook name them");
        }
        adopted.unknown()
                .forEach(one -> System.err.println(OutputSanitizer.WITHOUT_SECRETS.line(name + ": unknown: " + one)));
    }

    private static String counted(int count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /**
     * Where contents go that do not fit into a playbook.
     *
     * @param playbooks the playbook's directory, where steps look for files
     * @param relative the directory for the files, relative to it
     */
    private record Copies(Path playbooks, String relative) {

        /** @throws UsageException if steps would not find the files */
        static Optional<Copies> below(Path playbook, Optional<Path> directory) throws UsageException {
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            Path here = Path.of("").toAbsolutePath();
            Path playbooks = here.resolve(playbook).resolveSibling(".").normalize();
            Path wanted = here.resolve(directory.get()).normalize();
            if (!wanted.startsWith(playbooks) || wanted.equals(playbooks)) {
                throw new UsageException("--files must be a directory below that of the playbook, such as "
                        + playbook.resolveSibling("adopted") + ", found " + directory.get());
            }
            return Optional.of(
                    new Copies(playbooks, playbooks.relativize(wanted).toString()));
        }

        /** @param contents by their path relative to the playbook's directory */
        void write(Map<String, byte[]> contents) throws IOException, FailedException {
            for (Map.Entry<String, byte[]> one : contents.entrySet()) {
                Path path = playbooks.resolve(one.getKey());
                if (Files.exists(path) && !Arrays.equals(Files.readAllBytes(path), one.getValue())) {
                    throw new FailedException(
                            path + " exists with another content",
                            "move it away, or name another directory with --files");
                }
            }
            for (Map.Entry<String, byte[]> one : contents.entrySet()) {
                Path path = playbooks.resolve(one.getKey());
                Files.createDirectories(path.resolveSibling("."));
                Files.write(path, one.getValue());
            }
        }
    }
}
