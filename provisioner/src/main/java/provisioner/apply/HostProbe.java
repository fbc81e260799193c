package provisioner.apply;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import provisioner.probe.Probe;
import provisioner.state.Query;
import provisioner.state.Query.DatabaseQuery;
import provisioner.state.Query.ShellQuery;

/**
 * What a host is asked at once, split between its shell and its databases. The one place where that is done.
 *
 * @param shell what the shell answers
 * @param databases what the databases answer
 */
public record HostProbe(Probe shell, Set<DatabaseQuery<?>> databases) {
    public static HostProbe of(Collection<? extends Query<?>> queries) {
        Set<ShellQuery<?>> shell = new LinkedHashSet<>();
        Set<DatabaseQuery<?>> databases = new LinkedHashSet<>();
        for (Query<?> query : queries) {
            switch (query) {
                case ShellQuery<?> one -> shell.add(one);
                case DatabaseQuery<?> one -> databases.add(one);
            }
        }
        return new HostProbe(Probe.of(shell), databases);
    }

    /** What the shell is sent. */
    public String script() {
        return shell.script();
    }
}
