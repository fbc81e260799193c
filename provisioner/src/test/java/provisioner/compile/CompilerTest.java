package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.remote.target.Destination;
import provisioner.resource.Step;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;

class CompilerTest {
    private static final String SITE_ROLE = """
            description: A web site
            parameters:
              listen: {type: integer, default: 80}
              names: {type: list}
              url: {type: string, default: "http://$first:$listen/"}
              first: {type: string}
            steps:
              - name: site answers on $listen
                tags: site
                note: {text: "$url", number: $listen, items: $names, template: site.conf.vm, file: motd}
            """;

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory);
    }

    private static Program.HostProgram host(Program program, String name) {
        return program.hosts().stream()
                .filter(h -> h.host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(Program program, String host) {
        return host(program, host).steps().stream().map(Step::id).toList();
    }

    static List<String> texts(Program program, String host, String parameter) {
        return host(program, host).steps().stream()
                .map(step -> ((Project.Note) step.resource()).parameters().getOrDefault(parameter, "-"))
                .toList();
    }

    @Test
    void whatMustNotBeDoneTwiceIsNotTriedAgain() {
        project.standardTypes().file(Project.PLAYBOOK, """
                        - play: P
                          hosts: web-1
                          steps:
                            - {name: waited, retries: 2, wait_for: {port: 1}}
                            - {name: rebooted, retries: 2, reboot: {}}
                        """);
        assertThat(project.problems())
                .containsExactly("playbooks/site.yml:5:7:"
                        + " 'reboot' must not have 'retries', because each try would do all of it again");
    }

    @Test
    void compilesStepsInOrderForEachHost() throws InvalidInputException {
        Program program = project.file(Project.PLAYBOOK, """
                - play: Web
                  hosts: web
                  serial: 1
                  steps:
                    - {name: one, note: {text: "$host.name"}, timeout: 5m, retries: 2}
                    - {name: one, note: {text: b}}
                - play: All
                  hosts: all
                  serial: 50%
                  steps:
                    - {name: two, note: {text: c}}
                """).compile();
        assertThat(program.plays())
                .containsExactly(
                        new Program.ProgramPlay(0, "Web", List.of("web-1", "web-2"), 1, Optional.empty()),
                        new Program.ProgramPlay(1, "All", List.of("web-1", "web-2", "db-1"), 1, Optional.empty()));
        assertThat(ids(program, "web-2")).containsExactly("Web/one", "Web/one (2)", "All/two");
        assertThat(texts(program, "web-2", "text")).containsExactly("web-2", "b", "c");
        assertThat(ids(program, "db-1")).containsExactly("All/two");
        Step first = host(program, "web-1").steps().getFirst();
        assertThat(first.location()).hasToString("playbooks/site.yml:5:7");
        assertThat(first.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(first.retries()).isEqualTo(2);
        assertThat(host(program, "db-1").steps().getFirst().playIndex()).isEqualTo(1);
    }

    /** Memory does not grow with the hosts by what is the same on all of them. */
    @Test
    void whatManyHostsHaveAlikeIsHeldOnce() throws InvalidInputException {
        Program program = project.standardTypes()
                .file(
                        Project.INVENTORY,
                        IntStream.range(0, 30)
                                .mapToObj(i -> "  web-" + i + ":\n")
                                .collect(Collectors.joining("", "hosts:\n", "")))
                .file(Project.PLAYBOOK, """
                        - play: All
                          hosts: all
                          steps:
                            - {name: the same, file: {path: /srv/same, content: same}}
                            - {name: its own, file: {path: /srv/own, content: $host.name}}
                        """)
                .compile();
        List<List<Step>> steps =
                program.hosts().stream().map(Program.HostProgram::steps).toList();
        assertThat(steps).hasSize(30);
        assertThat(steps)
                .allSatisfy(own ->
                        assertThat(own.getFirst()).isSameAs(steps.getFirst().getFirst()));
        assertThat(steps.stream().map(List::getLast).distinct()).hasSize(30);
    }

    @Test
    void whoTheInventoryLogsInAsCannotBeRemoved() {
        project.standardTypes()
                .file(Project.INVENTORY, "hosts: {web-1: {user: admin}, web-2: {user: deploy}}\n")
                .file(Project.PLAYBOOK, """
                        - play: All
                          hosts: all
                          steps:
                            - {name: admin is gone, user: {name: admin, absent: true}}
                            - {name: ssh is off, service: {name: ssh, state: stopped}}
                        """);
        assertThat(project.problems())
                .containsExactly(
                        "playbooks/site.yml:4:42: user 'admin' must stay: provisioner logs in as this user (for web-1);"
                                + " set another 'user' in the inventory first",
                        "playbooks/site.yml:5:42: unit 'ssh.service' must run, and start at boot: provisioner reaches the"
                                + " host through it; limit who may log in with sshd_config or the firewall");
    }

    @Test
    void repeatsAStepForEachItem() throws InvalidInputException {
        Program program = project.file(
                        Project.INVENTORY, "hosts: {web-1: }\nvars: {users: [{name: anna}, {name: ben}]}\n")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: all
                          steps:
                            - {name: user $item.name, for_each: $users, note: {text: "$item.name"}}
                            - {name: package, for_each: [a, b], note: {text: "$item"}, when: $item != "a"}
                            - {name: peer, for_each: $groups.all, note: {text: "$item.address"}}
                        """)
                .compile();
        assertThat(ids(program, "web-1")).containsExactly("P/user anna", "P/user ben", "P/package [b]", "P/peer [1]");
        assertThat(texts(program, "web-1", "text")).containsExactly("anna", "ben", "b", "web-1");
    }

    @Test
    void leavesOutStepsWhoseConditionDoesNotHold() throws InvalidInputException {
        Program program =
                project.file(Project.INVENTORY, """
                vars: {tls: false}
                hosts: {web-1: {vars: {tls: true}}, web-2: }
                """).file(Project.PLAYBOOK, """
                - play: P
                  hosts: all
                  steps:
                    - {name: a, when: $tls, note: {text: a}}
                    - {name: b, when: "!$tls", note: {text: b}}
                    - {name: c, when: $host.name == "web-2", note: {text: c}}
                """).compile();
        assertThat(ids(program, "web-1")).containsExactly("P/a");
        assertThat(ids(program, "web-2")).containsExactly("P/b", "P/c");
    }

    @Test
    void givesRolesTheirParameters() throws InvalidInputException {
        Program program = project.file(Project.INVENTORY, """
                        vars: {first: www, port: 8080}
                        hosts: {web-1: , web-2: {vars: {listen: 81}}}
                        """)
                .file("playbooks/roles/site/role.yml", SITE_ROLE)
                .file("playbooks/roles/site/files/motd", "from the role")
                .file("templates/site/site.conf.vm", "listen $listen; #foreach($n in $names)$n #end$host.name \\$uri")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: all
                          roles:
                            - {role: site, with: {names: [a, b]}}
                            - {role: site, with: {names: [c], listen: $port, first: "$first"}}
                        """)
                .compile();
        assertThat(texts(program, "web-1", "text")).containsExactly("http://www:80/", "http://www:8080/");
        assertThat(texts(program, "web-2", "text")).containsExactly("http://www:81/", "http://www:8080/");
        assertThat(texts(program, "web-2", "items")).containsExactly("a+b", "c");
        assertThat(texts(program, "web-2", "file")).containsExactly("from the role", "from the role");
        assertThat(texts(program, "web-2", "template"))
                .containsExactly("listen 81; a b web-2 $uri", "listen 8080; c web-2 $uri");
        assertThat(ids(program, "web-2")).containsExactly("P/site/site answers on 81", "P/site/site answers on 8080");
        assertThat(program.inputs().keySet())
                .containsExactly(
                        "inventory.yml",
                        "playbooks/roles/site/files/motd",
                        "playbooks/roles/site/role.yml",
                        "playbooks/site.yml",
                        "templates/site/site.conf.vm");
        assertThat(program.inputs())
                .containsEntry(
                        "playbooks/roles/site/files/motd",
                        "9d2a97411d383c777f97da9447f2f8b767f676d8328750d9fe6c5e7db6302f1c");
    }

    @Test
    void aRoleOrAPlayCanDoWithoutAGroup() throws InvalidInputException {
        Program program = project.file("playbooks/roles/site/role.yml", """
                        optional_groups: [database]
                        parameters:
                          clients: {type: list, default: [$groups.app.names, $groups.web.names]}
                          others: {type: list, default: $groups.database.others.names}
                        steps:
                          - {name: a, when: $clients.contains("web-2"), note: {items: [$others, $clients], template: a.vm}}
                          - {name: b, when: $host.in("database"), note: {text: b}}
                        """)
                .file("templates/site/a.vm", "$groups.app.size() $groups.database.size() $host.index_in('web')")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: web
                          serial: 1
                          optional_groups: [app, web]
                          roles:
                            - {role: site, when: "!$host.in('app')"}
                            - {role: site, with: {clients: [$groups.app.names, $host.name, "web-2"]}}
                          steps:
                            - {name: app $item.name, for_each: $groups.app, note: {text: "$item.address"}}
                            - {name: peer $item.name, for_each: [$groups.app, $groups.web.others], note: {text: "$item.name"}}
                          around:
                            before: [{name: c, when: $host.in("app"), note: {text: c}}]
                            after: [{name: d, when: $groups.app.isEmpty(), note: {text: d}}]
                        """)
                .compile();
        assertThat(ids(program, "web-2")).containsExactly("P/site/a", "P/site/a (2)", "P/peer web-1", "P/web-2/d");
        assertThat(texts(program, "web-2", "items")).containsExactly("web-1+web-2", "web-2+web-2", "-", "-");
        assertThat(texts(program, "web-2", "template")).containsExactly("0 0 1", "0 0 1", "-", "-");
    }

    @Test
    void rendersTreesOfTemplates() throws InvalidInputException {
        Program program = project.file("templates/nginx/nginx.conf.vm", "user $host.name;")
                .file("templates/nginx/sites/a.conf.vm", "a")
                .file("templates/nginx/mime.types", "$verbatim")
                .file(Project.PLAYBOOK, "- {play: P, hosts: web-1, steps: [{name: n, tree: {source: nginx}}]}")
                .compile();
        assertThat(((Project.Note) host(program, "web-1").steps().getFirst().resource()).parameters())
                .containsExactly(
                        Map.entry("mime.types", "$verbatim"),
                        Map.entry("nginx.conf", "user web-1;"),
                        Map.entry("sites/a.conf", "a"));
    }

    @Test
    void limitsWhatIsTouchedButNotWhatTemplatesSee() throws InvalidInputException {
        Program program = project.file(Project.PLAYBOOK, """
                - play: P
                  hosts: web
                  steps:
                    - {name: n, note: {text: "$groups.web.size() $hosts.get('db-1').name"}}
                - {play: Q, hosts: db-1, steps: [{name: n, note: {text: x}}]}
                """).limit("web-2").compile();
        assertThat(program.hosts()).extracting(Program.HostProgram::host).containsExactly("web-2");
        assertThat(texts(program, "web-2", "text")).containsExactly("2 db-1");
        assertThat(program.plays()).extracting(Program.ProgramPlay::hosts).containsExactly(List.of("web-2"), List.of());
    }

    @Test
    void choosesStepsByTag() throws InvalidInputException {
        Program program = project.file(
                        "playbooks/roles/site/role.yml", "steps: [{name: r, tags: deep, note: {text: x}}]")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: web-1
                          tags: play
                          roles: [{role: site, tags: role}]
                          steps:
                            - {name: a, tags: [x, y], note: {text: x}}
                            - {name: b, note: {text: x}}
                        """)
                .tags("x", "deep")
                .compile();
        assertThat(ids(program, "web-1")).containsExactly("P/site/r", "P/a");
        assertThat(ids(project.tags("role").compile(), "web-1")).containsExactly("P/site/r");
        assertThat(ids(project.tags("play").compile(), "web-1")).containsExactly("P/site/r", "P/a", "P/b");
    }

    @Test
    void choosesStepsByNameOrId() throws InvalidInputException {
        project.file("playbooks/roles/site/role.yml", "steps: [{name: a, note: {text: x}}]")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: web-1, web-2
                          roles: [{role: site, tags: role}]
                          steps:
                            - {name: a, note: {text: x}}
                            - {name: "b, on $host.name", note: {text: x}}
                        """);
        assertThat(ids(project.steps("a").compile(), "web-1")).containsExactly("P/site/a", "P/a");
        assertThat(ids(project.steps("P/a", "b, on web-2").compile(), "web-1")).containsExactly("P/a");
        assertThat(ids(project.compile(), "web-2")).containsExactly("P/a", "P/b, on web-2");
        Program one = project.steps("web-2/P/site/a").compile();
        assertThat(ids(one, "web-1")).isEmpty();
        assertThat(ids(one, "web-2")).containsExactly("P/site/a");
        assertThat(ids(project.steps("a").tags("role").compile(), "web-1")).containsExactly("P/site/a");
    }

    @Test
    void letsTheCommandLineWin() throws InvalidInputException {
        Program program = project.file(Project.INVENTORY, "vars: {n: 1}\nhosts: {web-1: {vars: {n: 2, m: \"$n.5\"}}}\n")
                .file(
                        Project.PLAYBOOK,
                        "- {play: P, hosts: all, steps: [{name: x, note: {number: $n, text: '${n}.5'}}]}")
                .extra(Map.of("n", "3"))
                .compile();
        assertThat(texts(program, "web-1", "number")).containsExactly("3");
        assertThat(texts(program, "web-1", "text")).containsExactly("3.5");
    }

    @Test
    void collectsSecretsThatWereUsed() throws InvalidInputException {
        Program program = project.file(
                        Project.INVENTORY, "vars: {token: !env TOKEN, other: !env MISSING}\nhosts: {web-1: }\n")
                .file(Project.PLAYBOOK, "- {play: P, hosts: all, steps: [{name: x, note: {text: 'key=$token'}}]}")
                .compile();
        assertThat(program.secrets()).containsExactly(new Secret("s3cret"));
        assertThat(texts(program, "web-1", "text")).containsExactly("key=s3cret");
    }

    /** Hosts whose inventory has real addresses, in a lab that has one of them running, one stopped and one not at all. */
    private Program compileInLab(String playbook) throws InvalidInputException {
        project.file(Project.INVENTORY, """
                        user: admin
                        key: real_key
                        hosts:
                          web-[1:3]: {address: "203.0.113.[1:3]", service_address: "10.0.0.[1:3]"}
                        """).file(Project.PLAYBOOK, playbook);
        LabHosts lab = new LabHosts(
                Map.of(
                        "web-1",
                        inLab("web-1", "127.0.0.1", Optional.empty()),
                        "web-2",
                        inLab("web-2", "127.0.0.2", Optional.of("exited"))),
                "lab up");
        return project.compile(Optional.of(lab));
    }

    private List<String> problemsInLab(String playbook) {
        try {
            compileInLab(playbook);
            return List.of();
        } catch (InvalidInputException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    private static Destination inLab(String name, String address, Optional<String> down) {
        return new Destination(
                name,
                address,
                Optional.of(2201),
                Optional.of("root"),
                List.of(Path.of("/k")),
                List.of(),
                Optional.empty(),
                down);
    }

    @Test
    void theLabsHostsStandInForTheInventorys() throws InvalidInputException {
        Program program = compileInLab("""
                - play: P
                  hosts: web-1, web-2
                  steps: [{name: x, note: {text: '${host.addresses.get(0)} ${hosts.get("web-2").service_address}'}}]
                """);
        assertThat(host(program, "web-1").destination()).isEqualTo(inLab("web-1", "127.0.0.1", Optional.empty()));
        assertThat(host(program, "web-2").destination()).isEqualTo(inLab("web-2", "127.0.0.2", Optional.of("exited")));
        assertThat(texts(program, "web-1", "text")).containsExactly("127.0.0.1 127.0.0.2");
        assertThat(host(program, "web-2").serviceAddress()).isEqualTo("127.0.0.2");
    }

    @Test
    void aHostThatTheLabHasNotIsNeitherTouchedNorNamedToOthers() {
        assertThat(problemsInLab("- {play: P, hosts: all, steps: [{name: x, note: {text: y}}]}"))
                .containsExactly("inventory.yml:4:3: the lab has no host web-3; start it: lab up");
        assertThat(problemsInLab("""
                        - play: P
                          hosts: web-1
                          steps: [{name: x, note: {text: '#foreach($h in $groups.all) $h.service_address #end'}}]
                        """))
                .singleElement()
                .asString()
                .startsWith("playbooks/site.yml:3:")
                .contains("the lab has no host web-3; start it: lab up");
    }

    @Test
    void takesVariablesFromFilesBeforeTheInventorysAndAfterPairs() throws InvalidInputException {
        Program program = project.file(Project.INVENTORY, "vars: {a: 0, b: 0, c: 0, items: [x]}\nhosts: {web-1: }\n")
                .file("first.yml", "a: 1\nb: 1\nitems: [p, $b]\n")
                .file("second.yml", "b: 2\nc: 2\n")
                .variableFiles("first.yml", "second.yml")
                .extra(Map.of("c", "3"))
                .file(
                        Project.PLAYBOOK,
                        "- {play: P, hosts: all, steps: [{name: x, note: {text: $a-$b-$c, items: $items}}]}\n")
                .compile();
        assertThat(texts(program, "web-1", "text")).containsExactly("1-2-3");
        assertThat(texts(program, "web-1", "items")).containsExactly("p+2");
        assertThat(program.inputs()).containsKeys("first.yml", "second.yml");
    }

    @Test
    void passesDeclaredFactsOn() throws InvalidInputException {
        Program program = project.file(Project.INVENTORY, "vars: {suite: bookworm, x: 1}\nhosts: {web-1: }\n")
                .compile();
        assertThat(host(program, "web-1").declaredFacts())
                .containsExactly(
                        Map.entry("suite", new Program.Fact("bookworm", new Location(Project.INVENTORY, 1, 15))));
    }

    @Test
    void reportsAMistakeOnceHoweverManyHostsHaveIt() {
        project.file("templates/x.vm", "a\n $lisen\n")
                .file(Project.INVENTORY, "vars: {listen: 1}\nhosts: {'w[1:9]': }\n");
        project.file(Project.PLAYBOOK, """
                - play: P
                  hosts: all
                  steps:
                    - {name: a, note: {template: x.vm}}
                    - {name: b, note: {template: x.vm}}
                    - {name: c, when: $host.name == "w3", note: {text: $c}}
                """);
        assertThat(project.problems())
                .containsExactly(
                        "playbooks/site.yml:6:56: undefined variable '$c' (for w3);"
                                + " define it, or write \\$c for a literal $",
                        "templates/x.vm:2:2: undefined variable '$lisen';"
                                + " did you mean '$listen'? (used at playbooks/site.yml:4:7 and 1 more)");
    }

    @Test
    void compilesAThousandHostsQuickly() throws InvalidInputException {
        StringBuilder steps = new StringBuilder("- play: P\n  hosts: all\n  steps:\n");
        for (int i = 0; i < 20; i++) {
            steps.append("    - {name: s%d, note: {text: \"$url $host.name $groups.web.size()\"}}\n".formatted(i));
        }
        project.file(Project.INVENTORY, """
                vars: {name: www, url: "http://$name/"}
                hosts: {"web[0001:1000]": }
                groups: {web: {hosts: web*}}
                """).file(Project.PLAYBOOK, steps.toString());
        long start = System.nanoTime();
        assertThat(project.compile().hosts()).hasSize(1000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
}
