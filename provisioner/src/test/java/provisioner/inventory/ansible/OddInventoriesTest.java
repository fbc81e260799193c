package provisioner.inventory.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;

/** Whatever is in the files, reading them ends with an inventory or with problems. */
class OddInventoriesTest {
    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    private AnsibleInventory read(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return read(name);
    }

    private AnsibleInventory read(String name) {
        InputFiles files = new InputFiles(directory);
        return AnsibleReader.read(files, List.of(Path.of(name)), new AnsibleVault(files, List.of()), problems);
    }

    private List<String> messages() {
        return problems.list().stream().map(Problem::message).toList();
    }

    private void executable(String name) throws IOException {
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Some file systems mark every file as one that can be executed. The kernel takes it for no program, but Java runs sh then. */
    @Test
    void anInventoryIsNotRunAsAScript() throws IOException {
        Path marker = directory.resolve("ran");
        Files.writeString(directory.resolve("hosts"), "[web]\ntouch " + "ansible_host=10.0.0.1\nweb-1\n");
        Files.writeString(directory.resolve("more"), "web-2\n: >" + marker + "\n");
        executable("hosts");
        executable("more");

        assertThat(read("hosts").hosts().keySet()).containsExactly("touch", "web-1");
        assertThat(problems.list()).isEmpty();
        read("more");
        assertThat(marker).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x_", "0b_", "-0x__", "+0b__"})
    void aNumberWithoutDigitsIsText(String value) throws IOException {
        AnsibleInventory read = read("hosts.yml", "all: {hosts: {a: {x: " + value + "}}}\n");

        assertThat(problems.list()).isEmpty();
        assertThat(read.hosts().values())
                .flatMap(host -> host.variables().values())
                .map(entry -> ((Node.Scalar) entry.value()).text())
                .containsExactly(value);
    }

    @Test
    void namesWithANulAreRefused() throws IOException {
        Files.createDirectories(directory.resolve("host_vars"));
        Files.createDirectories(directory.resolve("group_vars"));
        InputFiles files = new InputFiles(directory);
        Files.writeString(
                directory.resolve("hosts.yml"),
                "\"g\\0\": {hosts: {\"a\\0b\": {}, b: {ansible_ssh_private_key_file: \"a\\0b\"}}}\n");
        Translation.of(files, List.of(Path.of("hosts.yml")), new AnsibleVault(files, List.of()), problems);

        assertThat(messages()).isNotEmpty();
    }

    @Test
    void longLinesAreRead() throws IOException {
        for (String text : List.of(
                "a".repeat(50_000),
                "a.".repeat(50_000) + "a:22",
                "[1:1]".repeat(4_000),
                "a[1:1]".repeat(4_000) + ":22",
                "x v=" + "1".repeat(100_000),
                "x v=" + "1_1".repeat(50_000),
                "x v=1." + "1".repeat(100_000),
                "x v=" + "[".repeat(100_000),
                "x v=" + "'a' ".repeat(50_000),
                "x v=\"" + "'a' ".repeat(50_000) + "\"",
                "[" + "a".repeat(50_000) + ":vars]",
                "[g]\nx\n[g:children]\n" + "a".repeat(50_000))) {
            read("hosts", text + "\n");
        }
        read("hosts.yml", "all: {vars: {a: " + "1".repeat(100_000) + ", b: " + "1:1".repeat(30_000) + "}}\n");
    }

    /** Each call may take a minute; the others would, too. */
    @Test
    void aProgramThatFailsForOneHostIsNotAskedAboutOthers() throws IOException {
        Files.writeString(
                directory.resolve("list"),
                "#!/bin/sh\necho \"$*\" >>" + directory.resolve("calls") + "\n[ \"$1\" = --list ] || exit 3\n"
                        + "echo '{\"web\": [\"a\", \"b\", \"c\"]}'\n");
        executable("list");
        read("list");

        assertThat(directory.resolve("calls")).hasContent("--list\n--host a\n");
        assertThat(messages()).singleElement().asString().contains("--host a", "exit status 3");
    }

    @Test
    void variablesThatReferToEachOtherAreRefused() throws IOException {
        Files.writeString(
                directory.resolve("hosts"),
                "a ansible_host='{{ x }}' x='{{ y }}' y='{{ x }}'\nb ansible_host='{{ ansible_host }}'\n"
                        + "c ansible_user='{{ hostvars[inventory_hostname].ansible_user }}'\nd ansible_port='{{ nowhere }}'\n");
        InputFiles files = new InputFiles(directory);
        Translation.of(files, List.of(Path.of("hosts")), new AnsibleVault(files, List.of()), problems);

        assertThat(messages()).hasSizeGreaterThanOrEqualTo(4);
    }
}
