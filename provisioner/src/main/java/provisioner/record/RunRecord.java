package provisioner.record;

import java.time.Instant;
import java.util.List;

/**
 * What is kept of a run. It contains no secrets.
 *
 * @param id of this record; no other run has it, whereas two runs may happen to have the same name
 * @param runId the run's name
 * @param site whose hosts these are
 * @param scope the options that leave something out; empty if nothing is left out
 * @param operator who ran it
 * @param build of the tool
 * @param madePlan the digest of the plan that it saved; empty if it saved none
 * @param appliedPlan the digest of the saved plan that it applied; empty if there was none
 * @param subjects what could be found, to which {@link Host#clean} refers by position
 */
record RunRecord(
        String id,
        String runId,
        String site,
        String command,
        String playbook,
        String scope,
        String operator,
        String build,
        Instant startedAt,
        long durationMs,
        int exitCode,
        boolean interrupted,
        String madePlan,
        String appliedPlan,
        List<Subject> subjects,
        List<Host> hosts,
        List<Sighting> sightings,
        List<CheckResult> checks) {

    /** The name of what belongs to no host: the service as a whole. */
    static final String SERVICE = "";

    /**
     * @param state {@code fine}, {@code differs}, {@code failed} or {@code unreachable}
     * @param lookedAt when the last of it was judged
     * @param clean the subjects that were judged and found to be in order, as {@link Bits} writes them
     * @param complete how thoroughly everything else on the host was looked at
     * @param counts of steps by outcome: {@code unchanged=4 drifted=1}
     */
    record Host(
            String host,
            String state,
            Instant lookedAt,
            String clean,
            Completed complete,
            String counts,
            int exchanges,
            int statements) {}

    /** How thoroughly a host was looked at beyond what is declared. */
    enum Completed {
        NO,
        YES,
        DEEP
    }

    /**
     * Something that was found, changed or failed on a host.
     *
     * @param outcome the word of the output
     * @param found whether it is a finding, and not a change or a failure
     * @param detail the difference, or what was found
     */
    record Sighting(
            String host,
            Subject subject,
            String outcome,
            boolean found,
            boolean deep,
            String location,
            String detail,
            long durationMs) {}

    /** @param outcome {@code passed}, {@code failed} or {@code not-run} */
    record CheckResult(String host, String name, String outcome, String detail, long durationMs) {}
}
