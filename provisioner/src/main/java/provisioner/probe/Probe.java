package provisioner.probe;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.state.Observed;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.ShellQuery;

/** Makes one script for any set of queries, and reads its reply. */
public final class Probe {
    /** The tag of the frame in which the script answers. */
    static final String TAG = "parts";

    private final Map<QueryKind<?>, List<ShellQuery<?>>> byKind = new LinkedHashMap<>();

    private Probe(Collection<? extends ShellQuery<?>> queries) {
        for (ShellQuery<?> query : new LinkedHashSet<>(queries)) {
            byKind.computeIfAbsent(QueryKind.of(query), k -> new ArrayList<>()).add(query);
        }
    }

    public static Probe of(Collection<? extends ShellQuery<?>> queries) {
        return new Probe(queries);
    }

    /** The script; empty without queries. All answers share one frame, because a frame costs the host two processes. */
    public String script() {
        if (byKind.isEmpty()) {
            return "";
        }
        StringBuilder script = new StringBuilder(ReplySections.BEGIN);
        script.append(WayReader.beforehand(
                byKind.values().stream().flatMap(List::stream).toList()));
        return script.append(besideOthers()).append(ReplySections.END).toString();
    }

    /** What takes as long as all others together runs beside them, and its answers come after theirs. */
    private String besideOthers() {
        String others = scripts(kind -> !kind.takesLong());
        String slow = scripts(QueryKind::takesLong);
        return slow.isEmpty() ? others : ReplySections.beside(slow, others);
    }

    private String scripts(Predicate<QueryKind<?>> which) {
        StringBuilder scripts = new StringBuilder();
        byKind.forEach((kind, queries) -> {
            if (which.test(kind)) {
                scripts.append(kind.script(queries)).append('\n');
            }
        });
        return scripts.toString();
    }

    /**
     * @param reply the reply to {@link #script()}
     * @throws ProbeException if the reply is invalid
     */
    public Observed read(Reply reply) throws ProbeException {
        if (reply.exit() != 0) {
            throw new ProbeException("the probe ended with status " + reply.exit() + " on the host: "
                    + reply.stderrTail().strip());
        }
        Answers answers = new Answers();
        if (!byKind.isEmpty()) {
            byte[] parts = reply.frame(TAG).map(Frame::payload).orElse(new byte[0]);
            ReplySections.split(parts, reply.stderrTail()).forEach(part -> answers.add(part.tag(), part.bytes()));
        }
        return read(answers);
    }

    Observed read(Answers answers) throws ProbeException {
        Observed.Builder observed = Observed.builder();
        for (Map.Entry<QueryKind<?>, List<ShellQuery<?>>> entry : byKind.entrySet()) {
            try {
                read(entry.getKey(), entry.getValue(), answers, observed);
            } catch (ProbeException e) {
                // Without its facts a host cannot be judged. Any other missing answer concerns only the steps that need
                // it.
                if (entry.getValue().contains(new FactsQuery())) {
                    throw e;
                }
                entry.getValue().forEach(query -> observed.refuse(query, e.getMessage()));
            }
        }
        return observed.build();
    }

    /** Readers parse what our own scripts send. If a host sends something else, they fail with these exceptions. */
    private static void read(QueryKind<?> kind, List<ShellQuery<?>> queries, Answers answers, Observed.Builder observed)
            throws ProbeException {
        try {
            kind.read(queries, answers, observed);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
            throw new ProbeException("the host sent a malformed answer about a " + kind.name(), e);
        }
    }
}
