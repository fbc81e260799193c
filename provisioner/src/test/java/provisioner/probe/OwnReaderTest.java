package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observed;
import provisioner.state.Query.OwnQuery;

/** Probes of types of one's own on the machine that runs the tests: nothing can be written, and nobody sees their text. */
final class OwnReaderTest {
    @TempDir
    Path directory;

    private static OwnQuery probe(String script, String... keys) {
        return new OwnQuery("own", script, new TreeSet<>(Set.of(keys)), new TreeSet<>());
    }

    private static Observed ask(String shell, OwnQuery... queries) throws Exception {
        return new LocalHost(shell).observe(List.of(queries));
    }

    private static OwnState values(Map<String, String> values) {
        return new OwnState(new TreeMap<>(values), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatAProbePrints(String shell) throws Exception {
        OwnQuery two = probe("it=\"it's = \\$x\"\nprintf '%s\\n' \"a=$it\" b= other=1", "a", "b");
        OwnQuery reads = probe("cat; echo a=$(id -u)", "a");
        Observed observed = ask(shell, two, reads);
        assertThat(observed.get(two)).isEqualTo(values(Map.of("a", "it's = $x", "b", "")));
        assertThat(observed.get(reads)).isEqualTo(values(Map.of("a", "0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void whatCannotBeUsedSaysWhy(String shell) throws Exception {
        OwnQuery fails = probe("echo a=1; echo 'no good' >&2; exit 3", "a");
        OwnQuery words = probe("echo hello", "a");
        OwnQuery twice = probe("echo a=1; echo a=2", "a");
        OwnQuery large = probe("yes a | tr -d '\\n'", "a");
        OwnQuery unset = probe("echo a=$never_set", "a");
        OwnQuery broken = probe("if", "a");
        OwnQuery right = probe("echo a=1", "a");
        Observed observed = ask(shell, fails, words, twice, large, unset, broken, right);
        assertThat(observed.get(fails).flaw()).isEqualTo("it ended with status 3: no good");
        assertThat(observed.get(words).flaw()).isEqualTo("it must print lines of the form key=value");
        assertThat(observed.get(twice).flaw()).isEqualTo("it must print 'a' once");
        assertThat(observed.get(large).flaw()).isNotEmpty();
        assertThat(observed.get(unset).flaw()).contains("never_set");
        assertThat(observed.get(broken).flaw()).startsWith("it ended with status 2");
        assertThat(observed.get(right)).isEqualTo(values(Map.of("a", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aProbeCannotWrite(String shell) throws Exception {
        Path file = directory.resolve("written");
        OwnQuery here = probe("echo x >" + file + "; echo a=1", "a");
        OwnQuery run = probe("mkdir /run/own-types; echo a=1", "a");
        OwnQuery memory = probe("echo x >/dev/shm/own-types; echo a=1", "a");
        OwnQuery nothing = probe("echo x >/dev/null; echo a=1", "a");
        Observed observed = ask(shell, here, run, memory, nothing);
        for (OwnQuery writes : List.of(here, run, memory)) {
            assertThat(observed.get(writes).flaw()).contains("status").containsIgnoringCase("read-only");
        }
        assertThat(observed.get(nothing)).isEqualTo(values(Map.of("a", "1")));
        assertThat(file).doesNotExist();
        Files.writeString(file, "the file system outside stays as it is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void itsTextIsInNoArgumentsAndNoEnvironment(String shell) throws Exception {
        OwnQuery looks = probe("""
                secret=hunter22
                at=$$
                seen=no
                while [ "$at" -gt 1 ]; do
                  if tr '\\0' '\\n' </proc/$at/cmdline | grep -q hunter2[2]; then seen=arguments; fi
                  if tr '\\0' '\\n' </proc/$at/environ 2>/dev/null | grep -q hunter2[2]; then seen=environment; fi
                  read -r _ _ _ at _ </proc/$at/stat
                done
                echo "seen=$seen"
                """, "seen");
        assertThat(ask(shell, looks).get(looks)).isEqualTo(values(Map.of("seen", "no")));
    }

    /** Where namespaces are not permitted the answer is unknown, and the probe does not run. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void withoutANamespaceTheAnswerIsUnknown(String shell) throws Exception {
        Path unshare = directory.resolve("unshare");
        Files.writeString(unshare, "#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n");
        assertThat(unshare.toFile().setExecutable(true)).isTrue();
        OwnQuery query = probe("echo a=1", "a");
        Map<String, String> path = Map.of("PATH", directory + ":" + System.getenv("PATH"));
        Observed observed = new LocalHost(shell, path).observe(List.of(query));
        assertThat(observed.unreadable().get(query))
                .isEqualTo("it cannot be asked where nothing can be written: unshare failed: Operation not permitted");
    }
}
