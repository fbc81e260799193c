package provisioner.probe;

import java.util.List;
import provisioner.state.Observed;
import provisioner.state.Query.ShellQuery;

/**
 * How one kind of query is asked and how its answers are read.
 *
 * <p>Within the script, after {@code part TAG} all standard output is one answer, any bytes, up to the next one, and
 * {@code say TAG WORDS} is an answer of words; neither starts a process. Tags are this reader's own. The script is POSIX sh, run as root under {@code LC_ALL=C.UTF-8}; it may use what every Debian has
 * (coreutils, findutils, grep, sed, awk, dpkg, systemd), and changes nothing: no file, not even a temporary one. The time
 * it takes does not grow by a process for each query, where that can be had.
 */
interface Reader<Q extends ShellQuery<?>> {

    /** @param queries at least one, each once */
    String script(List<Q> queries);

    /**
     * Puts one answer for each of the queries.
     *
     * @throws ProbeException where the host's answer is not of the form that the script gives
     */
    void read(List<Q> queries, Answers answers, Observed.Builder into) throws ProbeException;
}
