package provisioner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.PlaybookReader;
import provisioner.playbook.Roles;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** The schemas take every file of the repository and every example of the pages, and refuse a key that is misspelt. */
final class SchemasTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Path DOCS = Path.of("docs");
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
    private static final InputFiles FILES = new InputFiles(Path.of(""));
    private static final Schemas SCHEMAS = new Schemas(StandardTypes.all(), ownTypes());
    private static final Roles ROLES = PlaybookReader.none(
                    FILES,
                    REPOSITORY.resolve("playbooks/site.yml"),
                    StandardTypes.all().names(),
                    new Problems())
            .roles();

    private static final Map<String, JsonSchema> COMPILED = Map.of(
            "inventory", compiled(SCHEMAS.inventory()),
            "playbook", compiled(SCHEMAS.playbook(ROLES)),
            "role", compiled(SCHEMAS.role()),
            "type", compiled(SCHEMAS.type()),
            "steps", compiled(SCHEMAS.steps()));

    private static List<OwnTypeSource> ownTypes() {
        OwnTypeReader reader = new OwnTypeReader(FILES, REPOSITORY.resolve("playbooks"));
        return reader.names().stream()
                .flatMap(name -> reader.read(name, new Problems()).stream())
                .toList();
    }

    private static JsonSchema compiled(JsonNode schema) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    /** @param kind of the file, empty if it is a part of one */
    private record Example(String kind, String where, JsonNode document) {
        @Override
        public String toString() {
            return where;
        }
    }

    static Stream<Example> files() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("playbooks"))) {
            List<Path> all = new ArrayList<>(files.toList());
            try (Stream<Path> inventories = Files.list(REPOSITORY.resolve("inventory"))) {
                all.addAll(inventories.toList());
            }
            return all.stream()
                    .filter(file -> file.toString().endsWith(".yml"))
                    .filter(file -> !file.toString().endsWith(".secrets.yml"))
                    .filter(file -> !file.toString().contains("/files/"))
                    .filter(file -> !file.toString().contains("/cases/"))
                    .sorted()
                    .map(SchemasTest::file)
                    .toList()
                    .stream();
        }
    }

    private static Example file(Path file) {
        return new Example(kind(file), file.toString(), Yaml.read(file));
    }

    private static String kind(Path file) {
        if (file.endsWith("role.yml")) {
            return "role";
        }
        if (file.startsWith("../inventory")) {
            return "inventory";
        }
        return file.startsWith("../playbooks/types") ? "type" : "playbook";
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(DOCS)) {
            List<Path> all = pages.filter(page -> page.toString().endsWith(".md"))
                    // Its examples are wrong.
                    .filter(page -> !page.endsWith("mistakes.md"))
                    .sorted()
                    .toList();
            for (Path page : all) {
                String text = Files.readString(page);
                BLOCK.matcher(text)
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .forEach(block -> Yaml.parse(block)
                                .ifPresent(document -> examples.add(new Example(
                                        kind(document),
                                        page + ": " + block.lines().findFirst().orElse(""),
                                        document))));
            }
        }
        return examples.stream().filter(example -> !example.kind.isEmpty());
    }

    private static String kind(JsonNode document) {
        if (document.isArray()) {
            return document.path(0).has("play") || document.path(0).has("import")
                    ? "playbook"
                    : document.path(0).has("name") || document.path(0).has("include") ? "steps" : "";
        }
        if (document.has("probe")) {
            return "type";
        }
        if (document.has("steps") && !document.has("play")) {
            return "role";
        }
        return document.path("hosts").isObject() ? "inventory" : "";
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileOfTheRepositoryIsTaken(Example file) {
        assertThat(problems(file.kind, file.document)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleOfAPageIsTaken(Example example) {
        assertThat(problems(example.kind, example.document)).isEmpty();
    }

    @Test
    void thereAreExamplesOfEveryKind() throws IOException {
        assertThat(examples())
                .hasSizeGreaterThan(80)
                .extracting(Example::kind)
                .contains("inventory", "playbook", "role", "type", "steps");
        assertThat(files()).hasSizeGreaterThan(35);
    }

    static Set<String> types() {
        return StandardTypes.all().names();
    }

    /** What a type takes, its schema takes; and with any key of it misspelt, it does not. */
    @ParameterizedTest
    @MethodSource("types")
    void whatATypeTakesItsSchemaTakes(String type) throws IOException {
        List<Path> cases;
        try (Stream<Path> files = Files.list(CASES.resolve(type))) {
            cases = files.sorted().toList();
        }
        for (Path file : cases) {
            String[] parts = Files.readString(file).split("(?m)^expect:\n", 2);
            if (!parts[1].startsWith("  problems:")) {
                JsonNode given = Yaml.parse(parts[0]).orElseThrow();
                isTaken(type, (ObjectNode) given.get("parameters"), file);
            }
        }
    }

    private static void isTaken(String type, ObjectNode parameters, Path file) {
        assertThat(problems("steps", Yaml.step(type, parameters)))
                .as(file.toString())
                .isEmpty();
        parameters.fieldNames().forEachRemaining(key -> {
            ObjectNode misspelt = parameters.deepCopy();
            misspelt.set(key + "x", misspelt.remove(key));
            assertThat(problems("steps", Yaml.step(type, misspelt)))
                    .as(file + ": " + key)
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "inventory; {hosts: {a: {adress: 192.0.2.1}}}",
                "inventory; {hosts: {a: {}}, groups: {web: {host: [a]}}}",
                "inventory; {host: {a: {}}}",
                "inventory; {hosts: {a: {port: ssh}}}",
                "inventory; {hosts: {a: {}}, accepted: [{patern: x, reason: y}]}",
                "playbook; [{play: a, host: all, roles: [base]}]",
                "playbook; [{play: a, hosts: all, steps: [{nmae: x, package: {name: nginx}}]}]",
                "playbook; [{play: a, hosts: all, steps: [{name: x, pakage: {name: nginx}}]}]",
                "playbook; [{play: a, hosts: all, steps: [{name: x}]}]",
                "playbook; [{play: a, hosts: all, steps: [{name: x, retries: many, package: {name: nginx}}]}]",
                "playbook; [{play: a, hosts: all, steps: [{name: x, service: {name: nginx, state: runing}}]}]",
                "playbook; [{play: a, hosts: all, roles: [{role: base, whith: {}}]}]",
                "playbook; [{play: a, hosts: all, roles: [{role: base, with: {no_such_parameter: 1}}]}]",
                "playbook; [{play: a, hosts: all, serial: 1, steps: [], around: {befor: []}}]",
                "playbook; [{import: site.yml, wiht: {}}]",
                "role; {parameters: {a: {typ: string}}, steps: []}",
                "role; {parameters: {a: {type: text}}, steps: []}",
                "role; {opens: [{name: x, prot: 80}], steps: []}",
                "role; {step: []}",
                "role; {steps: [{name: x, steps: [{name: y, pakage: {name: nginx}}]}]}",
                "role; {steps: [{name: x, steps: [{name: y, steps: [{name: z, sudo: true, package: {name: nginx}}]}]}]}",
                "role; {steps: [{include: a.yml, with: {}}]}",
                "steps; [{name: x, steps: [{name: y, package: {name: nginx}}], once: true}]",
                "steps; [{steps: [{name: x, package: {name: nginx}}]}]",
                "steps; [{name: x, package: {name: nginx}, on: [web]}]",
                "steps; [{name: x, package: {name: nginx}, check: {run: nginx -t}}]",
                "steps; [{name: x, alternatives: {name: editor}}]",
                "steps; [{name: x, alternatives: {name: editor, path: /usr/bin/vim.basic, pth: x}}]",
                "type; {probe: x, desired: {a: b}, aply: x}",
                "type; {probe: x, apply: x}",
                "type; {probe: x, apply: x, desired: {a: b}, parameters: {a: {type: string, same_in: web}}}"
            })
    void aMistakeIsRefused(String kind, String text) {
        assertThat(problems(kind, Yaml.parse(text).orElseThrow())).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: x, steps: [{include: a.yml}, {name: y, for_each: $a, as: b, steps: [{name: z, swap: {size: 1}}]}]}",
                "{include: a.yml, for_each: {a: 1, b: 2}, as: one, tags: [x], when: $y}",
                "{name: x, package: {name: nginx}, for_each: [1, 2], as: one, once: true, check: nginx -t}",
                "{name: x, package: {name: nginx}, check: [nginx, -t]}"
            })
    void aListOfStepsMayContain(String item) {
        assertThat(problems("steps", Yaml.parse("[" + item + "]").orElseThrow()))
                .isEmpty();
    }

    /** An editor shows what a key means; a key that the pages do not describe has no meaning. */
    @ParameterizedTest
    @MethodSource("schemas")
    void everyKeyHasADescription(ObjectNode schema) {
        Set<String> without = new TreeSet<>();
        collect("", schema, without);
        assertThat(without).isEmpty();
    }

    static Stream<ObjectNode> schemas() {
        return Stream.of(SCHEMAS.inventory(), SCHEMAS.playbook(), SCHEMAS.role(), SCHEMAS.type());
    }

    private static void collect(String path, JsonNode schema, Set<String> without) {
        schema.path("properties").properties().forEach(property -> {
            if (!property.getValue().has("description") && !property.getValue().has("$ref")) {
                without.add(path + "/" + property.getKey());
            }
        });
        schema.properties().forEach(child -> collect(path + "/" + child.getKey(), child.getValue(), without));
        if (schema.isArray()) {
            schema.forEach(item -> collect(path + "/-", item, without));
        }
    }

    private static Set<ValidationMessage> problems(String kind, JsonNode document) {
        return Optional.ofNullable(COMPILED.get(kind)).orElseThrow().validate(document);
    }
}
