package provisioner.worker;

import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** How work is named in the database. A pool is a task of db-scheduler, and each shard of an entry an instance of it. */
final class Work {
    static final String TABLE = "work";
    private static final String TASK = "verify@";

    /** How the tasks of approved plans begin. */
    static final String PLAN = "provision@";

    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_NAME = 80;

    private Work() {}

    /** @throws IllegalArgumentException with a message for users, if it is none */
    static String task(String pool) {
        if (!POOL.matcher(pool).matches()) {
            throw new IllegalArgumentException(
                    "--pool must be a name of at most 64 letters, digits, '.', '_' and '-'; found '" + pool + "'");
        }
        return TASK + pool;
    }

    /** The task of a pool's approved plans, each of which is an instance by its digest. */
    static String plan(String pool) {
        return PLAN + task(pool).substring(TASK.length());
    }

    /** The pool of a task; empty if it is none of ours. */
    static Optional<String> pool(String task) {
        return task.startsWith(TASK) ? Optional.of(task.substring(TASK.length())) : Optional.empty();
    }

    /** @throws IllegalArgumentException with a message for users, if it is none */
    static String name(String name) {
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || name.contains("#")
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the name must be one line of at most " + LONGEST_NAME + " characters without '#'; give --name");
        }
        return name;
    }

    static String instance(String name, Job job) {
        return job.shards() == 1 ? name : name + "#" + job.shard() + "/" + job.shards();
    }

    /** The name of an entry, without the shard. */
    static String entry(String instance) {
        int at = instance.indexOf('#');
        return at < 0 ? instance : instance.substring(0, at);
    }

    /** How this database is spoken to. The columns have times without a zone. */
    static JdbcCustomization dialect(DataSource source) {
        return new AutodetectJdbcCustomization(source, true);
    }
}
