package provisioner.worker;

import java.time.Instant;
import java.util.Optional;

/**
 * Work as the database has it: an entry, or one shard of it.
 *
 * @param name of the entry; all its shards have the same
 * @param job empty if this build cannot read it
 * @param due when it is to be run next, or since when it runs or waits
 * @param worker which one runs it
 */
public record Entry(String pool, String name, Optional<Job> job, Instant due, Optional<String> worker) {}
