package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.UnitAddition;

/** What was added to units, in directories of this test, with a systemctl and a dpkg-query that answer from files. */
final class UnitAdditionsReaderTest {
    private static final String SYSTEMCTL = """
            #!/bin/sh
            while [ "$1" != -- ]; do shift; done
            shift
            between=
            for unit; do
              $between
              cat "$PROVISIONER_ROOT/$unit.show" 2>/dev/null || printf 'Id=%s\\nNames=%s\\n' "$unit" "$unit"
              between=echo
            done
            """;

    private static final String DPKG = """
            #!/bin/sh
            for path; do grep -Fx -- "pkg: $path" "$PROVISIONER_ROOT/owned"; done
            """;

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void makeCommands() throws IOException {
        command("systemctl", SYSTEMCTL);
        command("dpkg-query", DPKG);
        Files.writeString(root.resolve("owned"), "");
    }

    private void command(String name, String text) throws IOException {
        Path command = Files.writeString(root.resolve(name), text);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    }

    private void write(String path, String content) throws IOException {
        Path file = Path.of(root + path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void link(String path, String target) throws IOException {
        Path file = Path.of(root + path);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private UnitAdditionsQuery query(String unit, String... declared) {
        return new UnitAdditionsQuery(unit, new TreeSet<>(), "site.yml", new TreeSet<>(Set.of(declared)));
    }

    private UnitAdditionsState ask(String shell, UnitAdditionsQuery... queries) throws Exception {
        Map<String, String> environment = Map.of(
                "PATH",
                root + ":" + System.getenv("PATH"),
                "PROVISIONER_ROOT",
                root.toString(),
                "PROVISIONER_MADE",
                root + "/made");
        return new LocalHost(shell, environment).observe(List.of(queries)).get(queries[queries.length - 1]);
    }

    private List<String> paths(UnitAdditionsQuery... queries) throws Exception {
        return ask("dash", queries).found().stream().map(UnitAddition::path).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aDropInWithWhatItSets(String shell) throws Exception {
        write("/etc/systemd/system/nginx.service.d/x.conf", "# mine\n[Service]\nNice=1\n  ProtectSystem = no\n");
        UnitAddition found = ask(shell, query("nginx.service")).found().getFirst();
        assertThat(found.path()).isEqualTo("/etc/systemd/system/nginx.service.d/x.conf");
        assertThat(found.sets()).isEqualTo("Nice=1, ProtectSystem = no");
        assertThat(found.size()).isPositive();
        assertThat(found.entries()).hasSize(64);
        assertThat(found.since()).isPositive();
        assertThat(found.isDropIn()).isTrue();
    }

    @Test
    void whereverSystemdLooks() throws Exception {
        List<String> places = List.of(
                "/etc/systemd/system.attached/a.service.d/x.conf",
                "/etc/systemd/system.control/a.service.d/50-CPUWeight.conf",
                "/etc/systemd/system/a.service.d/x.conf",
                "/etc/systemd/system/alias.service.d/x.conf",
                "/etc/systemd/system/service.d/x.conf",
                "/run/systemd/system.attached/a.service.d/x.conf",
                "/run/systemd/system.control/a.service.d/50-CPUWeight.conf",
                "/run/systemd/system/a.service.d/override.conf",
                "/run/systemd/transient/a.service.d/x.conf",
                "/usr/lib/systemd/system/a.service.d/x.conf",
                "/usr/local/lib/systemd/system/a.service.d/x.conf");
        for (String place : places) {
            write(place, "[Service]\n");
        }
        write("/a.service.show", "Id=a.service\nNames=alias.service a.service\n");
        write("/etc/systemd/system/b.service.d/x.conf", "");
        write("/etc/systemd/system/a.service.d/README", "");
        write("/etc/systemd/system/socket.d/x.conf", "");
        UnitAdditionsQuery all =
                new UnitAdditionsQuery("a.service", new TreeSet<>(Set.of("service.d")), "site.yml", new TreeSet<>());
        assertThat(paths(query("no-such.service"), all)).containsExactlyElementsOf(places);
        assertThat(paths(query("a.service"))).doesNotContain("/etc/systemd/system/service.d/x.conf");
    }

    @Test
    void linksInThePlaceOfFilesAndDirectories() throws Exception {
        link("/etc/systemd/system/a.service.d/x.conf", "/dev/null");
        link("/run/systemd/system/a.service.d", "/srv/else");
        List<UnitAddition> found = ask("dash", query("a.service")).found();
        assertThat(found).extracting(UnitAddition::target).containsExactly("/dev/null", "/srv/else");
        assertThat(found).extracting(UnitAddition::sets).containsOnly("");
    }

    @Test
    void whatAnybodyAccountsFor() throws Exception {
        write("/etc/systemd/system/a.service.d/declared.conf", "");
        write("/etc/systemd/system/a.service.d/other-playbook.conf", "");
        write("/etc/systemd/system/a.service.d/no-longer.conf", "");
        write("/etc/systemd/system/a.service.d/package[1].conf", "");
        write("/usr/lib/systemd/system/a.service.d/package.conf", "");
        write("/run/systemd/system/a.service.d/zzz-lxc-service.conf", "");
        write("/run/systemd/generator/a.service.d/generated.conf", "");
        write("/made/etc/systemd/system/a.service.d/other-playbook.conf", "deploy.yml\n");
        write("/made/etc/systemd/system/a.service.d/no-longer.conf", "site.yml\n");
        Files.writeString(root.resolve("owned"), """
                pkg: /lib/systemd/system/a.service.d/package.conf
                pkg: /etc/systemd/system/a.service.d/package\\[1\\].conf
                """);
        command("dpkg-query", DPKG.replace("grep -Fx", "grep -Fx").replace("/owned\"", "/owned\" | tr -d '\\\\'"));
        UnitAdditionsQuery query = query("a.service", "/etc/systemd/system/a.service.d/declared.conf");
        assertThat(paths(query))
                .containsExactly(
                        "/etc/systemd/system/a.service.d/no-longer.conf",
                        "/run/systemd/system/a.service.d/zzz-lxc-service.conf");
        write("/etc/systemd/system-generators/lxc", "");
        assertThat(paths(query)).containsExactly("/etc/systemd/system/a.service.d/no-longer.conf");
    }

    @Test
    void aFileInThePlaceOfThePackages() throws Exception {
        write("/etc/systemd/system/own.service", "[Service]\n");
        write("/etc/systemd/system/a.service", "[Service]\n");
        write("/usr/lib/systemd/system/a.service", "[Service]\n");
        write("/usr/lib/systemd/system/masked.service", "[Service]\n");
        link("/etc/systemd/system/masked.service", "/dev/null");
        assertThat(paths(query("own.service"))).as("what has no other file").isEmpty();
        assertThat(paths(query("masked.service"))).isEmpty();
        assertThat(paths(query("a.service", "/etc/systemd/system/a.service"))).isEmpty();
        UnitAddition found = ask("dash", query("a.service")).found().getFirst();
        assertThat(found.path()).isEqualTo("/etc/systemd/system/a.service");
        assertThat(found.isDropIn()).isFalse();
    }

    @Test
    void aTemplateIsNotShown() throws Exception {
        write("/etc/systemd/system/a@.service.d/x.conf", "");
        assertThat(paths(query("a@.service"))).hasSize(1);
    }

    @Test
    void whatOthersCannotReadIsNotShown() throws Exception {
        write("/etc/systemd/system/a.service.d/x.conf", "[Service]\nEnvironment=PASSWORD=1\n");
        Files.setPosixFilePermissions(
                Path.of(root + "/etc/systemd/system/a.service.d/x.conf"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ask("dash", query("a.service")).found().getFirst().sets()).isEmpty();
    }

    @Test
    void aNameThatNobodyCanShowIsUnknown() throws Exception {
        write("/etc/systemd/system/a.service.d/x\n.conf", "");
        assertThatThrownBy(() -> ask("dash", query("a.service"))).hasMessageContaining("control character");
    }
}
