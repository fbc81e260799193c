package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.check.LinksCheck;
import provisioner.source.InvalidInputException;

/** Rules and questions follow from what the roles of all hosts open and reach. */
class LinksTest {
    private static final String INVENTORY = """
            hosts:
              lb-1: {address: 203.0.113.1, service_address: 10.0.0.1}
              web-[1:2]: {address: "203.0.113.[11:12]", service_address: "10.0.0.[11:12]"}
              db-1: {address: 10.0.0.31}
            groups:
              loadbalancer: {hosts: lb-1}
              web: {hosts: web-*}
            """;
    private static final String SHOW = """
              steps:
                - name: in
                  note:
                    text: "#foreach($r in $links.incoming)#foreach($p in $r.allow)$p #end from #foreach($f in $r.from)$f #end ($r.comment);#end"
                - name: out
                  note:
                    text: "#foreach($r in $links.outgoing)$r.direction #foreach($p in $r.allow)$p #end#if($r.protocol)$r.protocol #end#foreach($f in $r.to)$f #end ($r.comment)#if($r.why) $r.why#end;#end"
            """;

    @TempDir
    private Path directory;

    private Project project(String opens, String plays) {
        return Project.in(directory)
                .file(Project.INVENTORY, INVENTORY)
                .file("playbooks/roles/web/role.yml", """
                        optional_groups: [monitoring]
                        parameters:
                          web_port: {type: integer, default: 8443}
                          mirrors: {type: list, default: []}
                        %s
                        steps: [{name: a, note: {text: a}}]
                        """.formatted(opens))
                .file(Project.PLAYBOOK, plays);
    }

    private static Map<String, String> rules(Program program, String host) {
        return program.hosts().stream()
                .filter(one -> one.host().equals(host))
                .flatMap(one -> one.steps().stream())
                .filter(step -> Set.of("in", "out").contains(step.name()))
                .collect(Collectors.toMap(
                        step -> step.name(),
                        step -> ((Project.Note) step.resource()).parameters().get("text")));
    }

    private static final String ALL = "- {play: W, hosts: web, roles: [web]}\n- play: All\n  hosts: all\n" + SHOW;

    @Test
    void rulesOfBothSides() throws InvalidInputException {
        String opens = """
                opens:
                  - {name: load balancer to web server, port: $web_port, from: [loadbalancer, monitoring]}
                  - {name: each other, port: ["6000:6007", 53/udp], from: web}
                  - {name: the office, port: 1, from: [192.0.2.0/24, office.example.com]}
                  - {name: never, port: 2, from: any, when: $host.name == "web-9"}
                reaches:
                  - {name: mirrors, to: $mirrors, ports: [80, 443]}
                  - {name: everything, to: any, ports: 123/udp, why: its address changes}
                  - {name: peers, to: 192.0.2.7, protocol: vrrp}
                  - {name: services, to: [$mirrors, "https://x.example:14000/dir", "10.9.9.9:9093", "http://y.example/"], ports: 22}
                """;
        Program program = project(opens, ALL).compile();
        assertThat(rules(program, "web-1"))
                .containsEntry(
                        "in",
                        "8443  from 10.0.0.1  (load balancer to web server);6000:6007 53/udp  from 10.0.0.12  (each other);"
                                + "1  from 192.0.2.0/24 office.example.com  (the office);")
                .containsEntry(
                        "out",
                        "out 123/udp any  (everything) its address changes;out any vrrp 192.0.2.7  (peers);"
                                + "out 14000 x.example  (services);out 9093 10.9.9.9  (services);out 80 y.example  (services);"
                                + "out 6000:6007 53/udp 10.0.0.12  (each other);");
        assertThat(rules(program, "lb-1"))
                .containsEntry("in", "")
                .containsEntry("out", "out 8443 10.0.0.11 10.0.0.12  (load balancer to web server);");
        assertThat(rules(program, "db-1")).containsEntry("in", "").containsEntry("out", "");
    }

    @Test
    void aRoleCountsOnlyWhereAHostHasIt() throws InvalidInputException {
        String opens = "opens: [{name: l, port: $web_port, from: loadbalancer}]";
        String conditional =
                "- play: W\n  hosts: web\n  roles:\n    - {role: web, when: $host.name == 'web-2', with: {web_port: 9}}\n"
                        + "- play: All\n  hosts: all\n" + SHOW;
        Program program = project(opens, conditional).compile();
        assertThat(rules(program, "web-1")).containsEntry("in", "");
        assertThat(rules(program, "web-2")).containsEntry("in", "9  from 10.0.0.1  (l);");
        assertThat(rules(program, "lb-1")).containsEntry("out", "out 9 10.0.0.12  (l);");
        Program without = project(opens, "- play: All\n  hosts: all\n" + SHOW).compile();
        assertThat(rules(without, "web-2")).containsEntry("in", "");
        // Whatever the run leaves out: the next one must not find other rules.
        Program limited = project(opens, conditional).limit("lb-1").compile();
        assertThat(rules(limited, "lb-1")).containsEntry("out", "out 9 10.0.0.12  (l);");
        assertThat(rules(
                        project(opens, "- {import: other.yml, with: {web_port: 7}}\n- play: All\n  hosts: all\n" + SHOW)
                                .file("playbooks/other.yml", "- {play: W, hosts: web-1, roles: [web]}\n")
                                .compile(),
                        "web-1"))
                .containsEntry("in", "7  from 10.0.0.1  (l);");
    }

    @Test
    void whoIsAsked() throws InvalidInputException {
        String opens = """
                opens:
                  - {name: l, port: 8443, from: loadbalancer}
                  - {name: all, port: 9100, from: all}
                  - {name: net, port: 5, from: 10.0.0.0/24}
                  - {name: site, port: [80, 443], from: any}
                  - {name: datagrams, port: 53/udp, from: web}
                """;
        Program program = project(opens, """
                        - {play: W, hosts: web-1, roles: [web]}
                        - {play: All, hosts: all, steps: [{name: c, links: {host: $host.name}}]}
                        """.replace("note:", "command:"))
                .file(
                        "playbooks/roles/web/role.yml",
                        opens + "steps: [{name: a, sysctl: {key: net.core.somaxconn, value: 1}}]\n")
                .standardTypes()
                .compile(Optional.empty());
        LinksCheck check = program.hosts().stream()
                .filter(host -> host.host().equals("web-1"))
                .map(host -> (LinksCheck) host.checks().getFirst().check())
                .findFirst()
                .orElseThrow();
        assertThat(check.asked())
                .extracting(ask -> ask.asker() + " " + ask.address() + ":" + ask.port() + " " + ask.allowed())
                .containsExactly(
                        "lb-1 10.0.0.11:8443 true",
                        "web-2 10.0.0.11:8443 false",
                        " 10.0.0.11:8443 false",
                        "lb-1 10.0.0.11:9100 true",
                        "web-2 10.0.0.11:9100 true",
                        "db-1 10.0.0.11:9100 true",
                        " 10.0.0.11:9100 false");
        assertThat(check.asks()).containsExactly("lb-1", "web-2", "db-1");
    }

    private List<String> wrong(String opens) {
        return project(opens, "- {play: W, hosts: web, roles: [web]}\n").problems();
    }

    @Test
    void whatIsWrongIsSaidAtItsPlace() {
        assertThat(wrong("""
                        opens:
                          - {name: a, prot: 1, from: web, port: 1}
                          - {name: b, port: 70000, from: web}
                          - {name: c, port: "9:3", from: wbe}
                          - {name: d, port: 3, from: web3}
                          - {port: 4, from: web}
                          - {name: e, port: 5}
                          - {name: "it's", port: 6, from: 010.0.0.1}
                          - {name: f, port: 7, from: web, protocol: vrpp}
                          - {name: g, port: 8, from: web, protocol: esp}
                          - {name: h, port: $prt, from: 10.0.0.1/24}
                        reaches:
                          - {name: i, to: any, ports: 1}
                          - {name: j, to: mirror.example}
                          - {name: k, ports: 3}
                        """))
                .containsExactly(
                        "playbooks/roles/web/role.yml:6:15: unknown key 'prot'; the other keys are: protocol, when",
                        "playbooks/roles/web/role.yml:7:21: invalid port '70000'; such as 80, 53/udp or 6000:6007, from 1 to 65535; a number alone is TCP (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:8:21: invalid port '9:3'; such as 80, 53/udp or 6000:6007, from 1 to 65535; a number alone is TCP (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:8:34: unknown group or host 'wbe'; did you mean 'web'? (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:9:30: unknown group or host 'web3'; did you mean 'web'? (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:10:5: an entry of 'opens' needs 'name' (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:11:5: an entry needs 'from'; write the groups, hosts or networks that may use it, or any (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:12:12: 'name' must be a single line without quotes; the firewall keeps it as a comment (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:12:35: '010.0.0.1' must be an IPv4 address of four numbers from 0 to 255 without leading zeros; programs read other forms in different ways (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:13:45: unknown protocol 'vrpp'; did you mean 'vrrp'? (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:14:21: 'esp' has no ports; remove 'port' (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:15:21: undefined variable '$prt'; define it, or write \\$prt for a literal $ (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:17:19: 'to: any' needs 'why'; name what is reached, or say why that cannot be done (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:18:5: an entry needs 'ports'; such as 80, 53/udp or 6000:6007, from 1 to 65535; a number alone is TCP (used at playbooks/site.yml:1:33)",
                        "playbooks/roles/web/role.yml:19:5: an entry needs 'to'; write names, addresses or networks (used at playbooks/site.yml:1:33)");
    }

    @Test
    void twoServicesCannotHaveOnePort() {
        String opens =
                "opens: [{name: a, port: $web_port, from: loadbalancer}, {name: b, port: '8000:9000', from: web}]";
        assertThat(wrong(opens)).isEmpty();
        assertThat(project(opens, "- {play: W, hosts: web, roles: [web, other]}\n")
                        .file("playbooks/roles/other/role.yml", """
                                opens: [{name: c, port: 8500, from: web}, {name: d, port: 8443/udp, from: web}]
                                steps: [{name: a, note: {text: a}}]
                                """)
                        .problems())
                .containsExactly(
                        "playbooks/roles/other/role.yml:1:9: 'c' must not open 8500, which 'b' of role 'web' opens on the same host, at"
                                + " playbooks/roles/web/role.yml:5:57; give one of them another port (used at"
                                + " playbooks/site.yml:1:38)");
    }
}
