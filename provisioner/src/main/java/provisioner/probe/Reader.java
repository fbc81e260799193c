package provisioner.probe;

import java.util.List;
import provisioner.state.Observation;
import provisioner.state.Observed;
import provisioner.state.Query.ShellQuery;

/**
 * Asks one kind of query and reads the answers.
 *
 * <p>In the script, {@code part TAG} starts an answer: all standard output up to the next one, any bytes. {@code say
 * TAG WORDS} is an answer of words. Neither starts a process. Each reader has its own tags. The script is POSIX sh and
 * runs as root under {@code LC_ALL=C.UTF-8}. It may use what every Debian has (coreutils, findutils, grep, sed, awk,
 * dpkg, systemd). It must change nothing and create no file, not even a temporary one. If possible, it starts no
 * process per query.
 */
interface Reader<Q extends ShellQuery<?>> {

    /** @param queries at least one, each once */
    String script(List<Q> queries);

    /** Whether the script runs beside those of other kinds, because it takes as long as all of them together. */
    default boolean takesLong() {
        return false;
    }

    /**
     * Adds one answer for each query.
     *
     * @throws ProbeException if the host's answer does not have the script's format
     */
    void read(List<Q> queries, Answers answers, Observed.Builder into) throws ProbeException;

    /** Reads the answer to the i-th query. */
    interface One<Q, O> {
        O read(int i, Q query) throws ProbeException;
    }

    /** Reads each answer separately, so that an unreadable one does not affect the others. */
    static <O extends Observation, Q extends ShellQuery<O>> void each(
            List<Q> queries, Observed.Builder into, One<Q, O> one) {
        for (int i = 0; i < queries.size(); i++) {
            try {
                into.put(queries.get(i), one.read(i, queries.get(i)));
            } catch (ProbeException e) {
                into.refuse(queries.get(i), e.getMessage());
            }
        }
    }
}
