package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Observation.UnitOrigin.Also;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query.ShellQuery;
import provisioner.state.Query.UnitQuery;

/** What units say of themselves and what their files say, with a systemctl that answers from files of this test. */
final class UnitReaderTest {
    private static final String SYSTEMCTL = """
            #!/bin/sh
            shown=
            verb=$1
            while [ "$1" != -- ]; do shift; done
            shift
            for unit; do
              case $verb in
                show)
                  $shown
                  cat "$UNITS/$unit.show" 2>/dev/null || printf 'Id=%s\\nLoadState=not-found\\nActiveState=inactive\\nSubState=dead\\nUnitFileState=\\nNeedDaemonReload=no\\nFragmentPath=\\nSourcePath=\\nDropInPaths=\\nInvocationID=\\nStateChangeTimestamp=\\nInactiveExitTimestamp=\\n' "$unit"
                  shown=echo
                  ;;
                is-enabled) cat "$UNITS/$unit.state" || exit 1 ;;
              esac
            done
            """;

    @TempDir
    Path units;

    private void unit(String name, String file, String enabled, String... more) throws IOException {
        Path fragment = Files.writeString(units.resolve(name), file);
        String shown = "Id=" + name + "\nLoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=cached\n"
                + "NeedDaemonReload=no\nFragmentPath=" + fragment + "\nSourcePath=\nDropInPaths=\nInvocationID=\n"
                + "StateChangeTimestamp=\nInactiveExitTimestamp=\n";
        for (String line : more) {
            String key = line.substring(0, line.indexOf('=') + 1);
            shown = shown.replaceFirst("(?m)^" + key + ".*$", line);
        }
        Files.writeString(units.resolve(name + ".show"), shown);
        if (!enabled.isEmpty()) {
            Files.writeString(units.resolve(name + ".state"), enabled + "\n");
        }
    }

    private List<UnitState> ask(String shell, String... names) throws Exception {
        Path systemctl = Files.writeString(units.resolve("systemctl"), SYSTEMCTL);
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment =
                Map.of("PATH", units + ":" + System.getenv("PATH"), "UNITS", units.toString());
        List<UnitQuery> queries = List.of(names).stream().map(UnitQuery::new).toList();
        Observed observed = new LocalHost(shell, environment).observe(List.<ShellQuery<?>>copyOf(queries));
        return queries.stream().map(observed::get).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatInstallSectionsSay(String shell) throws Exception {
        unit(
                "a.service",
                "[Service]\nAlso=no.socket\n[Install]\n# Also=no.socket\nAlso = a.socket \\\n b.socket\nAlso=gone.path\n",
                "indirect");
        unit("a.socket", "[Install]\nWantedBy=sockets.target\n", "disabled", "ActiveState=inactive");
        unit("b.socket", "[Socket]\n", "static");
        unit("c.service", "[Install]\nAlso=a.socket $(id) 'x *\nAlias=\n", "enabled");
        unit("d.service", "[Install]\n[Unit]\nWantedBy=x\n", "linked");
        List<UnitState> states = ask(shell, "a.service", "none.service", "c.service", "d.service");
        assertThat(states.get(0).fileState()).isEqualTo("indirect");
        assertThat(states.get(0).origin().installable()).isTrue();
        assertThat(states.get(0).origin().also())
                .containsExactly(
                        new Also("a.socket", "disabled", "inactive"),
                        new Also("b.socket", "static", "active"),
                        new Also("gone.path", "", "inactive"));
        assertThat(states.get(1))
                .isEqualTo(UnitState.notFound().from(states.get(1).origin()));
        assertThat(states.get(2).origin().also()).containsExactly(new Also("a.socket", "disabled", "inactive"));
        assertThat(states.get(3).fileState()).isEqualTo("linked");
        assertThat(states.get(3).origin().installable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void theDiskBeforeWhatSystemdRemembers(String shell) throws Exception {
        unit("a.service", "[Install]\nWantedBy=x\n", "disabled");
        unit("b.service", "", "");
        unit("c.service", "", "enabled");
        unit("d.service", "[Install]\nWantedBy=no-such.target\nAlias=e.service\n", "enabled");
        unit("f@1.service", "[Install]\nWantedBy=no-such.target\nWantedBy=\nRequiredBy=x@%i.target\n", "enabled");
        assertThat(ask(shell, "d.service", "f@1.service"))
                .extracting(UnitState::fileState)
                .containsExactly("disabled", "enabled");
        List<UnitState> states = ask(shell, "a.service", "b.service", "c.service");
        assertThat(states).extracting(UnitState::fileState).containsExactly("disabled", "bad", "enabled");
        Files.delete(units.resolve("a.service"));
        assertThat(ask(shell, "a.service", "c.service"))
                .as("a file that is gone")
                .extracting(UnitState::fileState)
                .containsExactly("cached", "enabled");
    }

    @Test
    void anAliasIsTheUnitBehindIt() throws Exception {
        unit("alias.service", "[Install]\n", "", "Id=real.service", "DropInPaths=/a/1.conf /b/2.conf");
        Files.writeString(units.resolve("real.service.state"), "enabled\n");
        UnitState state = ask("sh", "alias.service").getFirst();
        assertThat(state.fileState()).isEqualTo("enabled");
        assertThat(state.origin().id()).isEqualTo("real.service");
        assertThat(state.origin().dropIns()).containsExactly("/a/1.conf", "/b/2.conf");
    }

    /** systemd calls it generated, whether it starts at a boot or not. */
    @Test
    void anInitScriptIsWhatItsLinksSay() throws Exception {
        unit("old.service", "[Unit]\n", "", "UnitFileState=generated", "SourcePath=/etc/init.d/no-such-script");
        unit("mount.mount", "[Unit]\n", "generated", "SourcePath=/etc/fstab");
        List<UnitState> states = ask("sh", "old.service", "mount.mount");
        assertThat(states).extracting(UnitState::fileState).containsExactly("disabled", "generated");
        assertThat(states.get(1).origin().source()).isEqualTo("/etc/fstab");
    }
}
