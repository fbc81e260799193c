package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import provisioner.engine.PlanDigest;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownPlan;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;

/** Whatever a run is determined by: changed after the plan was saved, it is noticed before a host is contacted, and named. */
class ApprovedInputsTest {
    private static final PlanDigest DIGEST = new PlanDigest(Optional.of(new Secret("key")));
    private static final String ANY = "*";
    private static final String ROLE = "playbooks/roles/site/role.yml";
    private static final String INVENTORY = """
            hosts: {web-1: {address: 192.0.2.1}, web-2: {address: 192.0.2.2}}
            vars:
              token: !env TOKEN
              printed: !command [cat, %s]
              colour: red
            """;
    private static final String FIRST = "- {name: first, file: {path: /srv/first, source: first.txt}}";
    private static final String SECOND =
            "- {name: second, template: {path: /srv/second, source: second.vm}, timeout: 5m, retries: 1}";
    private static final String PLAYBOOK = """
            - play: Site
              hosts: all
              serial: 1
              roles: [{role: site}]
              steps:
                %s
                %s
                - {name: third, command: {run: "echo $colour", creates: /srv/third}, tags: late}
                - {name: secret, file: {path: /srv/secret, content: "$token $printed"}}
            - play: More
              hosts: web-1
              steps:
                - {name: fourth, user: {name: deploy}}
                - {name: it answers, port: {address: 192.0.2.1, port: 80}}
            """.formatted(FIRST, SECOND);

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file("printed.txt", "one")
                .file(Project.INVENTORY, INVENTORY.formatted(directory.resolve("printed.txt")))
                .file(Project.PLAYBOOK, PLAYBOOK)
                .file(ROLE, """
                        description: The site
                        parameters: {greeting: {type: string, default: hello}}
                        steps:
                          - {name: greets, file: {path: /srv/greeting, content: "$greeting"}}
                        """)
                .file("playbooks/first.txt", "first")
                .file("templates/second.vm", "$colour")
                .environment(Map.of("TOKEN", "s3cret"));
    }

    private SavedPlan.Subject subject() throws InvalidInputException {
        return new SavedPlan.Subject("build", project.compile(), Map.of(), DIGEST);
    }

    private static SavedPlan saved(SavedPlan.Subject subject) {
        return SavedPlan.of("run", new LinkedHashMap<>(), subject, Map.of(), ShownPlan.UNKNOWN);
    }

    private interface Change {
        void to(Project project);
    }

    private record Member(String what, Change change, String input, String... named) {}

    private static Change edit(String file, String text, String from, String to) {
        assertThat(text).contains(from);
        return project -> project.file(file, text.replace(from, to));
    }

    private static Change playbook(String from, String to) {
        return edit(Project.PLAYBOOK, PLAYBOOK, from, to);
    }

    private Change inventory(String from, String to) {
        return edit(Project.INVENTORY, INVENTORY.formatted(directory.resolve("printed.txt")), from, to);
    }

    /** Of most, the file is named first; that the steps are told apart, too, holds where no file has changed. */
    private List<Member> members() {
        String first = "step 'Site/first' of web-1";
        return List.of(
                new Member(
                        "-e",
                        p -> p.extra(Map.of("colour", "blue")),
                        "",
                        "step 'Site/second' of web-1",
                        "step 'Site/third' of web-2"),
                new Member(
                        "the environment",
                        p -> p.environment(Map.of("TOKEN", "other")),
                        "",
                        "step 'Site/secret' of web-1"),
                new Member("a program's output", p -> p.file("printed.txt", "two"), "", "step 'Site/secret' of web-2"),
                new Member("--limit", p -> p.limit("web-1"), "", "host web-2 is gone", "of the plays"),
                new Member("--step", p -> p.steps("third"), ANY, first),
                new Member("--tags", p -> p.tags("late"), ANY, first),
                new Member("a source file", p -> p.file("playbooks/first.txt", "1st"), "playbooks/first.txt", first),
                new Member(
                        "a template",
                        p -> p.file("templates/second.vm", "x"),
                        "templates/second.vm",
                        "step 'Site/second' of web-2"),
                new Member(
                        "a variable file",
                        p -> p.file("more.yml", "colour: blue").variableFiles("more.yml"),
                        "more.yml",
                        "step 'Site/second' of web-1"),
                new Member("a role's default", p -> p.file(ROLE, """
                        description: The site
                        parameters: {greeting: {type: string, default: bye}}
                        steps:
                          - {name: greets, file: {path: /srv/greeting, content: "$greeting"}}
                        """), ROLE, "step 'Site/site/greets' of web-1"),
                new Member(
                        "an inventory's variable",
                        inventory("colour: red", "colour: green"),
                        Project.INVENTORY,
                        "step 'Site/second' of web-1"),
                new Member(
                        "a command's text",
                        playbook("echo $colour", "rm -rf /srv; echo $colour"),
                        Project.PLAYBOOK,
                        "step 'Site/third' of web-1"),
                new Member(
                        "a command's guard",
                        playbook("creates: /srv/third", "creates: /srv/never"),
                        Project.PLAYBOOK,
                        "step 'Site/third' of web-1"),
                new Member(
                        "a mode",
                        playbook("source: first.txt", "source: first.txt, mode: 0777"),
                        Project.PLAYBOOK,
                        first),
                new Member(
                        "a timeout",
                        playbook("timeout: 5m", "timeout: 6m"),
                        Project.PLAYBOOK,
                        "step 'Site/second' of web-1"),
                new Member(
                        "retries",
                        playbook("retries: 1", "retries: 2"),
                        Project.PLAYBOOK,
                        "step 'Site/second' of web-1"),
                new Member("a batch", playbook("serial: 1", "serial: 2"), Project.PLAYBOOK, "batches of the plays"),
                new Member(
                        "a play's hosts",
                        playbook("hosts: web-1\n", "hosts: web-2\n"),
                        Project.PLAYBOOK,
                        "step 'More/fourth' of web-1"),
                new Member(
                        "steps around",
                        playbook(
                                "  serial: 1\n",
                                "  serial: 1\n  around: {before: [{name: off, file: {path: /srv/off, content: x}, on: web-2}]}\n"),
                        Project.PLAYBOOK,
                        "of web-2"),
                new Member("a check", playbook("port: 80", "port: 81"), Project.PLAYBOOK, "the checks"),
                new Member(
                        "what the inventory says of a host",
                        inventory("address: 192.0.2.1}", "address: 192.0.2.1, vars: {colour: pink}}"),
                        Project.INVENTORY,
                        "step 'Site/second' of web-1"),
                new Member(
                        "the order",
                        playbook(FIRST + "\n    " + SECOND, SECOND + "\n    " + FIRST),
                        Project.PLAYBOOK,
                        "the order of the steps of web-1"));
    }

    @TestFactory
    Stream<DynamicTest> isNoticedAndNamed() {
        return members().stream()
                .map(member -> DynamicTest.dynamicTest(member.what, () -> {
                    makeProject();
                    SavedPlan plan = saved(subject());
                    assertThat(plan.changes(subject())).isEmpty();
                    member.change.to(project);
                    SavedPlan.Subject now = subject();
                    if (!member.input.equals(ANY)) {
                        assertThat(plan.changedInputs(now.program().inputs()))
                                .isEqualTo(member.input.isEmpty() ? List.of() : List.of(member.input));
                    }
                    List<String> changes = plan.changes(now);
                    assertThat(List.of(member.named))
                            .allSatisfy(name -> assertThat(changes).anyMatch(change -> change.contains(name)));
                }));
    }

    @Test
    void theWayToAHostIsNoticed() throws InvalidInputException {
        SavedPlan plan = saved(subject());
        Program program = project.compile();
        assertThat(plan.changes(new SavedPlan.Subject("build", program, Map.of("web-1", target("192.0.2.9")), DIGEST)))
                .containsExactly("how to reach web-1, or its facts in the inventory");
    }

    @Test
    void anotherKeyIsNotTheSamePlan() throws InvalidInputException {
        SavedPlan plan = saved(subject());
        assertThat(plan.isAsWritten(DIGEST)).isTrue();
        assertThat(plan.isAsWritten(new PlanDigest(Optional.of(new Secret("other")))))
                .isFalse();
    }

    private static Target target(String address) {
        return new Target(
                "web-1",
                address,
                22,
                "root",
                Credentials.ofKeys(List.of()),
                HostKeys.strict(List.of()),
                Timeouts.defaults(),
                Optional.empty(),
                Optional.empty());
    }
}
