package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.architecture.Shellcheck;
import provisioner.probe.Probe;
import provisioner.source.Problems;
import provisioner.state.Query.ShellQuery;

/** shellcheck finds nothing in what is put together for a host: the probe and the script of every golden case. */
final class ScriptsTest {
    /**
     * Text that is put together says the same thing twice, quotes what needs no quotes, and stands beside functions that it does not call.
     * SC2016: as in .shellcheckrc. SC2034, SC2154: a variable is set in one part and used in another.
     */
    private static final String OVERLOOKED = "--exclude=SC2016,SC2034,SC2154";

    @TempDir
    Path temporary;

    /** By their text: cases of one type that differ in what the host answers have the same probe. */
    private final Map<String, Path> scripts = new LinkedHashMap<>();

    @Test
    void nothingIsWrongWithTheScripts() throws IOException, InterruptedException {
        for (GoldenCase golden : GoldenCase.all().toList()) {
            Optional<? extends Declaration> declaration = GoldenCasesTest.parse(golden, new Problems());
            // A case of bad parameters has none, or one that is not to be used.
            if (declaration.orElse(null) instanceof Resource resource
                    && golden.given().has("observed")) {
                String name = golden.type() + "." + golden.name();
                keep(name + ".probe", probe(resource));
                var before = GoldenCasesTest.predicted(golden, GoldenCasesTest.observed(golden, resource));
                if (GoldenCasesTest.plan(golden, resource, before).assessment() instanceof Assessment.Differs differs) {
                    keep(name + ".script", text(differs.action()));
                }
            }
        }
        assertThat(scripts).hasSizeGreaterThan(200);
        assertThat(Shellcheck.in(
                        temporary,
                        List.copyOf(scripts.values()),
                        "--shell=sh",
                        "--norc",
                        "--severity=warning",
                        OVERLOOKED))
                .isEmpty();
    }

    private static String probe(Resource resource) {
        List<ShellQuery<?>> queries = new ArrayList<>();
        resource.queries().forEach(query -> {
            if (query instanceof ShellQuery<?> shell) {
                queries.add(shell);
            }
        });
        return Probe.of(queries).script();
    }

    private static String text(Action action) {
        return switch (action) {
            case Action.Packages ignored -> "";
            case Action.Wait ignored -> "";
            case Action.Upgrade ignored -> "";
            case Action.Reboot ignored -> "";
            case Action.Sql sql -> sql.before().map(Action.Script::text).orElse("");
            case Action.Script script -> script.text() + script.confirm() + script.watch();
            case Action.Dialogue dialogue -> dialogue.question().text();
        };
    }

    private void keep(String name, String text) throws IOException {
        if (!text.isEmpty() && !scripts.containsKey(text)) {
            scripts.put(text, Files.writeString(temporary.resolve(name), text));
        }
    }
}
