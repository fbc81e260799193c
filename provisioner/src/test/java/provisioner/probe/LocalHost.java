package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import provisioner.state.Bytes;
import provisioner.state.Observed;
import provisioner.state.Query.ShellQuery;

/** Runs a probe's script in a shell of this machine, with {@code emit} as a root shell has it, but for the nonce. */
record LocalHost(String shell, Map<String, String> environment) {
    private static final String PRELUDE = """
            set +e
            exec 4>&1 1>&2 0</dev/null
            pv_nonce=0123456789abcdef
            emit() { [ "$1" = parts ] && cat >&4; }
            """;

    LocalHost(String shell) {
        this(shell, Map.of());
    }

    Observed observe(Collection<? extends ShellQuery<?>> queries)
            throws IOException, InterruptedException, ProbeException {
        Answers answers = new Answers();
        reply(queries).forEach(sent -> answers.add(sent.getKey(), sent.getValue()));
        return Probe.of(queries).read(answers);
    }

    /** What was sent, by tag, in the order in which it was sent. */
    List<Map.Entry<String, Bytes>> reply(Collection<? extends ShellQuery<?>> queries)
            throws IOException, InterruptedException, ProbeException {
        String script = Probe.of(queries).script();
        ProcessBuilder builder = new ProcessBuilder(shell, "-s").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var in = process.outputWriter()) {
            in.write("main() {\n" + PRELUDE + script + "\n}\nmain\n");
        }
        byte[] stream = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        List<Map.Entry<String, Bytes>> sent = new ArrayList<>();
        ReplySections.split(stream, "").forEach(part -> sent.add(Map.entry(part.tag(), part.bytes())));
        return sent;
    }
}
