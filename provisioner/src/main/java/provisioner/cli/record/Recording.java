package provisioner.cli.record;

import java.util.Optional;
import java.util.function.Consumer;
import provisioner.engine.Event;
import provisioner.record.RecordKeeper;
import provisioner.record.Recorder;
import provisioner.record.SiteHistory;
import provisioner.record.page.RecordedPast;
import provisioner.report.Past;

/**
 * The recording of a run.
 *
 * @param wanted empty without {@code --record}
 */
public record Recording(Optional<Wanted> wanted) {
    /** Of a run that nobody wants recorded. */
    public static final Recording NONE = new Recording(Optional.empty());

    /** Who listens, and who keeps what was heard. */
    record Wanted(Recorder recorder, RecordKeeper keeper) {}

    static Recording of(Recorder recorder, RecordKeeper keeper) {
        return new Recording(Optional.of(new Wanted(recorder, keeper)));
    }

    /** A report, and this one beside it. */
    public Consumer<Event> beside(Consumer<Event> report) {
        return wanted.map(own -> report.andThen(own.recorder())).orElse(report);
    }

    /** The run has saved a plan. */
    public void saved(String digest) {
        wanted.ifPresent(own -> own.recorder().saved(digest));
    }

    /** What the record says about the site of the run, once that is kept. Without a record it says nothing. */
    public Past past() {
        return wanted.flatMap(own -> own.keeper()
                        .ask(database -> RecordedPast.of(
                                new SiteHistory(database, own.recorder().site()))))
                .orElse(Past.NONE);
    }

    /** After the run, whatever came of it. Does not fail. */
    public void keep(int exitCode) {
        wanted.ifPresent(own -> own.keeper().keep(own.recorder(), exitCode));
    }
}
