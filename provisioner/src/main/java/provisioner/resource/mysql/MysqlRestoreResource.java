package provisioner.resource.mysql;

import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.Paths;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.GuardState;
import provisioner.state.Query;
import provisioner.state.Query.GuardQuery;
import provisioner.state.StateView;

/**
 * The databases as a backup has them. It destroys what was written later, so a plan says from which backup of when, and
 * which databases are dropped.
 *
 * @param path the backup on the host: {@code NAME.sql.gz}
 * @param run the run's name. A mark beside the backup says that this run has restored it, so that each run restores again,
 *     and a saved plan once
 */
record MysqlRestoreResource(String path, String run) implements Resource {
    private static final int DONE = 0;
    private static final int MISSING = 3;
    private static final int LOSES = 1;
    private static final String SUFFIX = ".sql.gz";

    /** Writes to standard error what people are to know; sees nothing of the backup but its beginning. */
    private static final String PROBE = """
            if [ ! -f %1$s ]; then
              cd %2$s 2>/dev/null && set -- *.sql.gz && [ -e "$1" ] && echo "$*" | sed 's/[.]sql[.]gz//g' >&2
              exit 3
            fi
            [ ! -e %3$s ] || exit 0
            day=$(date -r %1$s +%%F)
            [ "$day" != "$(date +%%F)" ] || day=today
            names=$(gzip -dc %1$s 2>/dev/null | head -c 8192 | sed -n 's/^-- provisioner databases: //p' | head -n 1)
            echo "($(date -r %1$s +%%H:%%M) $day), DROPS ${names:-every database in it}" >&2
            exit 1
            """;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "mysql_restore";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "backup");
            if (!path.isEmpty() && !path.endsWith(SUFFIX)) {
                fields.refuse("backup", "a backup must end in " + SUFFIX, "name a file that mysql_backup has made");
            }
            return path.endsWith(SUFFIX) ? Optional.of(new MysqlRestoreResource(path, inputs.run())) : Optional.empty();
        }
    }

    @Override
    public String title() {
        return "mysql_restore " + path;
    }

    private String directory() {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private String name() {
        return path.substring(directory().length(), path.length() - SUFFIX.length());
    }

    private String mark() {
        return directory() + name() + ".restored." + run;
    }

    private GuardQuery query() {
        return new GuardQuery(PROBE.formatted(Sh.quote(path), Sh.quote(directory()), Sh.quote(mark())));
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(query());
    }

    @Override
    public boolean altersAnything() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        GuardState now = state.get(query());
        return switch (now.exit()) {
            case DONE -> new InSync();
            case LOSES ->
                new Change()
                        .differs(Difference.loss("RESTORES " + name() + " " + now.error() + "; later writes are LOST"))
                        .run("mysql_restore", path, mark())
                        .unsettles(new Extent.Anything())
                        .becomes(query(), new GuardState(DONE, ""))
                        .certain(state.settled(query()))
                        .assessment();
            case MISSING ->
                new Impossible(
                        "there is no backup " + path,
                        now.error().isEmpty() ? "" : "name one of those that are there: " + now.error());
            default -> new Impossible("cannot read the backup " + path + ": " + now.error(), "");
        };
    }
}
