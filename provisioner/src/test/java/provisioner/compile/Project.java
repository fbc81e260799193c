package provisioner.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import provisioner.inventory.Shard;
import provisioner.inventory.sources.Sources;
import provisioner.resource.Assessment;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.ResourceTypes;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.InvalidInputException;
import provisioner.source.Problem;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.StateView;

/** The files of a project in a directory of the test's, and ways to compile it. */
final class Project {
    static final String INVENTORY = "inventory.yml";
    static final String PLAYBOOK = "playbooks/site.yml";

    private final Path directory;
    private Optional<String> limit = Optional.empty();
    private Optional<Shard> shard = Optional.empty();
    private List<String> tags = List.of();
    private List<String> steps = List.of();
    private List<Path> variableFiles = List.of();
    private Map<String, String> extra = Map.of();
    private Map<String, String> environment = Map.of("TOKEN", "s3cret");
    private ResourceTypes types = new ResourceTypes(List.of(new NoteType(), new TreeType()));

    Project(Path directory) {
        this.directory = directory;
    }

    /** With an inventory and a playbook that can be compiled as they are. */
    static Project in(Path directory) {
        return new Project(directory)
                .file(INVENTORY, "hosts: {web-1: , web-2: , db-1: }\ngroups: {web: {hosts: web-*}}\n")
                .file(PLAYBOOK, "- {play: P, hosts: web-1, steps: [{name: n, note: {text: x}}]}\n");
    }

    Project file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Project file(String name, byte[] content) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The real resource types in place of the test's own. */
    Project standardTypes() {
        types = StandardTypes.all();
        return this;
    }

    Project limit(String pattern) {
        limit = Optional.of(pattern);
        return this;
    }

    Project shard(int index, int count) {
        shard = Optional.of(new Shard(index, count));
        return this;
    }

    Project tags(String... wanted) {
        tags = List.of(wanted);
        return this;
    }

    Project steps(String... wanted) {
        steps = List.of(wanted);
        return this;
    }

    Project variableFiles(String... names) {
        variableFiles = Stream.of(names).map(Path::of).toList();
        return this;
    }

    Project extra(Map<String, String> variables) {
        extra = variables;
        return this;
    }

    Project environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    Program compile() throws InvalidInputException {
        return compile(Optional.empty());
    }

    Program compile(Optional<LabHosts> lab) throws InvalidInputException {
        return compile(INVENTORY, PLAYBOOK, lab);
    }

    Program compile(String inventory, String playbook, Optional<LabHosts> lab) throws InvalidInputException {
        CompileRequest request = new CompileRequest(
                Sources.of(Path.of(inventory)),
                Path.of(playbook),
                Path.of("templates"),
                limit,
                shard,
                tags,
                steps,
                variableFiles,
                extra,
                lab,
                "run-1",
                Optional.empty());
        return new Compiler(types, directory, environment).compile(request);
    }

    /** Everything that is wrong with it, as it is shown. */
    List<String> problems() {
        try {
            compile();
            return List.of();
        } catch (InvalidInputException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    /** Something with parameters that a test can look at; what real types do with theirs is tested with them. */
    record Note(Map<String, String> parameters) implements Resource {
        @Override
        public String title() {
            return "note";
        }

        @Override
        public Set<Query<?>> queries() {
            return Set.of();
        }

        @Override
        public boolean writes() {
            return false;
        }

        @Override
        public Assessment assess(StateView state) {
            return new Assessment.InSync();
        }
    }

    static final class NoteType implements ResourceType {
        @Override
        public String name() {
            return "note";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            Map<String, String> parameters = new TreeMap<>();
            fields.optionalString("text").ifPresent(text -> parameters.put("text", text));
            fields.optionalInteger("number", 1, 65535).ifPresent(n -> parameters.put("number", String.valueOf(n)));
            fields.optionalBool("flag").ifPresent(flag -> parameters.put("flag", flag.toString()));
            if (fields.has("items")) {
                parameters.put("items", String.join("+", fields.stringList("items")));
            }
            fields.optionalString("template")
                    .flatMap(path -> inputs.template(path, fields.at("template")))
                    .flatMap(Bytes::text)
                    .ifPresent(text -> parameters.put("template", text));
            fields.optionalString("file")
                    .flatMap(path -> inputs.file(path, fields.at("file")))
                    .flatMap(Bytes::text)
                    .ifPresent(text -> parameters.put("file", text));
            return Optional.of(new Note(parameters));
        }
    }

    private static final class TreeType implements ResourceType {
        @Override
        public String name() {
            return "tree";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            Map<String, String> parameters = new TreeMap<>();
            inputs.templateTree(fields.string("source"), fields.at("source"))
                    .ifPresent(tree -> tree.forEach((name, content) ->
                            parameters.put(name, content.text().orElse("?"))));
            return Optional.of(new Note(parameters));
        }
    }
}
