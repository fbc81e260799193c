package provisioner.inventory.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.remote.target.Destination;
import provisioner.source.InputFiles;
import provisioner.source.Problem;
import provisioner.source.Problems;

/** Which form an inventory has, what Ansible's becomes, and what is wrong with those that cannot be used. */
class AnsibleInputTest {
    @TempDir
    Path directory = Path.of("");

    private final Problems problems = new Problems();

    private Optional<Inventory> read(String... names) {
        Sources sources =
                new Sources(java.util.Arrays.stream(names).map(Path::of).toList(), List.of());
        return new Inventories(new InputFiles(directory), sources, Map.of(), problems).read();
    }

    private void file(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }

    private Inventory valid(String name, String text) throws IOException {
        file(name, text);
        Inventory inventory = read(name).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return inventory;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [web]\\nw1 x                                 | hosts:2:4: expected KEY=VALUE, found 'x'; put a value that contains blanks in quotes
        [web]\\nw1 x='y                              | hosts:2:1: a quote is not closed; close it on this line
        [web:kids]                                   | hosts:1:1: section [web:kids] must be ':hosts', ':vars' or ':children'
        [web db]                                     | hosts:1:1: invalid section '[web db]'; write [group], [group:vars] or [group:children]
        [web:vars]\\nx=1                             | hosts:1:1: section [web:vars] must belong to a group, and there is no group 'web'; add a section [web]
        [a:children]\\nb                             | hosts:2:1: unknown group 'b'; add a section [b]
        [a]\\n[b]\\n[a:children]\\nb\\n[b:children]\\na | hosts:6:1: group 'a' cannot be below 'b', because it contains it
        [web]\\n[web:vars]\\n  oops                  | hosts:3:3: expected KEY=VALUE, found 'oops'
        w[3:1]                                       | hosts:1:1: the range '[3:1]' must not end before it begins
        w[1:]                                        | hosts:1:1: the range '[1:]' must have an end
        w[01:100]                                    | hosts:1:1: begin and end of the range '[01:100]' must have the same length
        w[1:x]                                       | hosts:1:1: the range '[1:x]' must be one of numbers or of letters
        w1 ansible_port=x                            | hosts:1:17: 'ansible_port' must be from 1 to 65535, found 'x'
        w1 ansible_host='a b'                        | hosts:1:17: 'ansible_host' must be a host name or an IP address, found 'a b'
        w1 ansible_host=010.0.0.1                    | hosts:1:17: '010.0.0.1' must be an IPv4 address of four numbers from 0 to 255 without leading zeros; programs read other forms in different ways
        w1 ansible_user='a b'                        | hosts:1:17: invalid user name 'a b'
        w1 ansible_host='{{ nope }}'                 | hosts:1:17: 'nope' is undefined; known: ansible_host
        w1 ansible_ssh_common_args='-w 0'            | hosts:1:28: '-w' is an argument of ssh that is not supported; supported: -o OPTION=VALUE, -J, -p, -l and -i
        w1 ansible_ssh_common_args='-J'              | hosts:1:28: '-J' must be followed by a value
        [web]\\nw1\\nw2\\n[x]\\nweb                  | hosts:5:1: 'web' is a group and cannot also be a host, unless it is that group's only host
        w!1                                          | hosts:1:1: invalid host name 'w!1'; use letters, digits, '-', '_' and '.', and write the address as ansible_host
        [web]\\nw1\\n[web:vars]\\nansible_group_priority=x | hosts:4:24: 'ansible_group_priority' must be an integer
        """)
    void problemsPoint(String text, String expected) throws IOException {
        file("hosts", text.replace("\\n", "\n") + "\n");
        read("hosts");
        assertThat(problems.list()).map(Problem::toString).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        i.yml  | hosts: {h1: {}}                            | ''
        i.yml  | all: {hosts: {h1: }}                       | ''
        i      | all: {hosts: {h1: }}                       | ''
        i      | hosts: {h1: {}}                            | ''
        i.yml  | web: {hosts: {h1: }}                       | ''
        i.ini  | h1                                         | ''
        i      | h1 x=1                                     | ''
        i.yml  | {all: {hosts: {h1: }}, hosts: {h2: }}      | i.yml:1:2: an inventory must have one form: 'all' is Ansible's, and 'hosts' (i.yml:1:24) is provisioner's own; write 'hosts' below 'all', or give the groups below 'groups'
        i.yml  | hots: {h1: {}}                             | i.yml:1:1: unknown key 'hots'; did you mean 'hosts'?
        i.yml  | {plugin: aws_ec2}                          | i.yml:1:2: inventory plugins are not supported; let an executable print the inventory: a file with '#!/bin/sh' and 'exec ansible-inventory -i i.yml --list'
        i.toml | [web]                                      | i.toml: inventories in TOML are not supported; convert it to YAML
        i.yml  | {web: {hosts: [h1]}}                       | i.yml:1:15: 'hosts' must be a mapping, found a list; write 'NAME:' in place of '- NAME'
        i.yml  | {web: {hots: {h1: }, hosts: {h2: }}}       | i.yml:1:8: unknown key 'hots' in group 'web'; a group has 'hosts', 'vars' and 'children'
        """)
    void theFormIsRecognised(String name, String text, String expected) throws IOException {
        file(name, text + "\n");
        read(name);
        assertThat(problems.list().stream().map(Problem::toString).filter(one -> !one.contains("needs 'hosts'")))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    }

    @Test
    void ownInventoriesStandAlone() throws IOException {
        file("own.yml", "hosts: {h1: {}}\n");
        file("theirs", "h2\n");
        read("own.yml", "theirs");
        assertThat(problems.list())
                .map(Problem::toString)
                .containsExactly("own.yml: an inventory in provisioner's own form must be the only one;"
                        + " name it alone, or only inventories of Ansible");
    }

    @Test
    void hostsNeedNotBeReachedOverSsh() throws IOException {
        Inventory inventory = valid("hosts", """
            here ansible_connection=local ansible_user=me
            c1 ansible_connection=community.docker.docker ansible_host=App_1
            c2 ansible_connection="{{ kind }}" kind=podman ansible_become=false
            c3 ansible_connection=docker ansible_docker_host=app.3 ansible_user=op ansible_become=false
            c4 ansible_connection=docker ansible_docker_extra_args=--tls
            s1 ansible_connection=paramiko
            """);

        assertThat(reached(inventory, "here")).isEqualTo("LOCAL here");
        assertThat(reached(inventory, "c1")).isEqualTo("DOCKER App_1");
        assertThat(reached(inventory, "c2")).isEqualTo("PODMAN c2");
        assertThat(at(inventory, "c2").destination().down())
                .as("root needs no sudo")
                .isEmpty();
        assertThat(reached(inventory, "c3")).isEqualTo("DOCKER app.3");
        assertThat(at(inventory, "c3").destination().user()).contains("op");
        assertThat(at(inventory, "c3").destination().down().orElse("")).contains("'ansible_become' is false");
        assertThat(at(inventory, "c4").destination().down())
                .contains("hosts:5:56: 'ansible_docker_extra_args' must not be set, because it is not followed; docker"
                        + " itself takes its settings from the environment");
        assertThat(reached(inventory, "s1")).isEqualTo("SSH s1");
    }

    private static String reached(Inventory inventory, String host) {
        Destination destination = at(inventory, host).destination();
        return destination.kind() + " " + destination.address();
    }

    @Test
    void aContainersNameIsNoOption() throws IOException {
        file("hosts", "c1 ansible_connection=docker ansible_host=--privileged\n");
        read("hosts");
        assertThat(problems.list())
                .map(Problem::toString)
                .containsExactly(
                        "hosts:1:43: 'ansible_host' must be the name of a docker container, found '--privileged'");
    }

    @Test
    void connectionVariablesSayHowToReachAHost() throws IOException {
        Inventory inventory = valid("hosts", """
            [web]
            w1 ansible_host="{{ inventory_hostname }}.{{ domain }}" ansible_port=2222 ansible_user=me
            w2 ansible_ssh_host=192.0.2.9 ansible_ssh_private_key_file=keys/id ansible_connection=winrm
            w3 ansible_become=no service_address=10.0.0.3
            w4 ansible_become=no ansible_user=root ansible_ssh_common_args='-J b1,b2 -o "Port 2200" -C'
            [web:vars]
            domain=example.com
            ansible_become_password="{{ secret }}"
            """);

        Destination w1 = at(inventory, "w1").destination();
        assertThat(w1.address()).isEqualTo("w1.example.com");
        assertThat(w1.port()).contains(2222);
        assertThat(w1.user()).contains("me");
        assertThat(w1.down()).isEmpty();
        assertThat(at(inventory, "w1").variables()).containsKey("sudo_password");
        Destination w2 = at(inventory, "w2").destination();
        assertThat(w2.address()).isEqualTo("192.0.2.9");
        assertThat(w2.keys()).containsExactly(directory.resolve("keys/id"));
        assertThat(w2.down())
                .contains("hosts:3:87: 'ansible_connection' must be ssh, local, docker or podman, found 'winrm'");
        assertThat(at(inventory, "w3").serviceAddress()).isEqualTo("10.0.0.3");
        assertThat(at(inventory, "w3").destination().down())
                .contains("hosts:4:19: 'ansible_become' is false, and provisioner needs root; log in as root, or allow"
                        + " sudo");
        Destination w4 = at(inventory, "w4").destination();
        assertThat(w4.down()).isEmpty();
        assertThat(w4.options()).map(option -> option.line()).containsExactly("ProxyJump b1,b2", "Port 2200");
    }

    private static Host at(Inventory inventory, String name) {
        return Optional.ofNullable(inventory.hosts().get(name)).orElseThrow();
    }

    @Test
    void groupsAreThoseOfAnsible() throws IOException {
        Inventory inventory = valid("hosts", "lost\n[web]\nw1\n[db]\nd1\n[site:children]\nweb\ndb\n");
        assertThat(inventory.groups())
                .containsEntry("all", List.of("lost", "w1", "d1"))
                .containsEntry("site", List.of("w1", "d1"))
                .containsEntry("ungrouped", List.of("lost"));
        assertThat(inventory.groups().keySet()).isEqualTo(Set.of("all", "ungrouped", "web", "db", "site"));
    }
}
