package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.pki.Authority;
import provisioner.pki.PkiException;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

/**
 * The example of every page in docs/resources and docs/roles compiles as it is printed, against the shipped example inventory.
 * In docs/resources it is a list of steps; in docs/roles it is a list of plays that use the shipped roles.
 */
final class PageExamplesTest {
    private static final Path RESOURCES = Path.of("docs/resources");
    private static final Path ROLES = Path.of("docs/roles");
    private static final Path SHIPPED = Path.of("..");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)\n## Example\n.*?\n```yaml\n(.*?)\n```\n");
    private static final Pattern FILE = Pattern.compile("(?m)^ +(?:source|template|key): ([A-Za-z0-9_.-]+)$");
    private static final Pattern STEP = Pattern.compile("(?m)^- name: ");
    private static final String PUBLIC_KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";

    @TempDir
    private Path directory = Path.of("");

    static List<Path> resourcePages() throws IOException {
        return pages(RESOURCES);
    }

    static List<Path> rolePages() throws IOException {
        return pages(ROLES);
    }

    private static List<Path> pages(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("resourcePages")
    void everyStepOfAResourceExampleCompilesForSomeHost(Path page) throws IOException, PkiException {
        String example = example(page);
        Project project = project("- play: Example\n  hosts: all\n  steps:\n" + example.indent(4));
        FILE.matcher(example).results().forEach(file -> stub(project, file.group(1)));
        Program program = compile(page, project);
        Map<Integer, String> titles = new TreeMap<>();
        program.hosts().forEach(host -> {
            host.steps()
                    .forEach(step ->
                            titles.put(step.location().line(), step.resource().title()));
            host.checks()
                    .forEach(step ->
                            titles.put(step.location().line(), step.check().title()));
        });
        program.globalChecks()
                .forEach(step -> titles.put(step.location().line(), step.check().title()));
        assertThat(titles.values()).as("steps of %s", page).anyMatch(title -> title.split(" ")[0].equals(name(page)));
        assertThat(titles).as("steps of %s that some host has", page).hasSize((int)
                STEP.matcher(example).results().count());
    }

    @ParameterizedTest
    @MethodSource("rolePages")
    void aRoleExampleCompilesAndUsesTheRole(Path page) throws IOException, PkiException {
        Project project = project(example(page)).file("provisioner/sample-app/target/sample-app.jar", "a jar");
        copy("playbooks/roles", project);
        copy("templates", project);
        assertThat(compile(page, project).hosts())
                .as("steps of %s", page)
                .flatExtracting(host -> host.steps())
                .extracting(Step::id)
                .anyMatch(id -> id.contains("/" + name(page) + "/"));
    }

    private static String example(Path page) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(page));
        assertThat(example.find())
                .as("%s has '## Example' with a block of YAML", page)
                .isTrue();
        return example.group(1);
    }

    private static String name(Path page) {
        return page.getFileName().toString().replace(".md", "");
    }

    /** The shipped inventory with made-up secrets, and variables that only some sites have. */
    private Project project(String playbook) throws IOException, PkiException {
        String inventory = Files.readString(SHIPPED.resolve("inventory/production.example.yml"));
        return new Project(directory)
                .standardTypes()
                .file(Project.INVENTORY, inventory.replaceAll("!secret [a-z_]+", "made-up"))
                .file(Project.PLAYBOOK, playbook)
                .extra(Map.of(
                        "mysql_group_uuid",
                        "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
                        "mysql_watcher_password",
                        "made-up",
                        "internal_ca",
                        Authority.create("example", Instant.now(), Duration.ofDays(3650)),
                        "sumologic_endpoint",
                        "https://collectors.example.com/made-up"));
    }

    private static void copy(String tree, Project into) throws IOException {
        try (Stream<Path> files = Files.walk(SHIPPED.resolve(tree))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                into.file(SHIPPED.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    /** A file or a template of this name, or a directory of templates; the digest of "test" is that in the examples. */
    private static void stub(Project project, String name) {
        if (!name.contains(".")) {
            project.file("templates/" + name + "/example.conf.vm", "test");
            return;
        }
        project.file("templates/" + name, "test");
        project.file("playbooks/" + name, name.endsWith(".asc") ? PUBLIC_KEY : "test");
    }

    private static Program compile(Path page, Project project) {
        try {
            return project.compile();
        } catch (InvalidInputException e) {
            throw new AssertionError("the example of " + page + " does not compile: " + e.problems(), e);
        }
    }
}
