package provisioner.apply;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import provisioner.mysql.Databases;
import provisioner.probe.Probe;
import provisioner.state.Query;

/**
 * What a host is asked at once, split between its shell and its databases. The one place where that is done.
 *
 * @param shell what the shell answers
 * @param databases what the databases answer
 */
public record HostProbe(Probe shell, Set<Query<?>> databases) {
    public static HostProbe of(Collection<? extends Query<?>> queries) {
        Set<Query<?>> shell = new LinkedHashSet<>();
        Set<Query<?>> databases = new LinkedHashSet<>();
        queries.forEach(query -> (Databases.answers(query) ? databases : shell).add(query));
        return new HostProbe(Probe.of(shell), databases);
    }

    /** What the shell is sent. */
    public String script() {
        return shell.script();
    }
}
