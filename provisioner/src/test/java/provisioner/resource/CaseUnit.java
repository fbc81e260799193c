package provisioner.resource;

import static provisioner.state.Observation.UnitState.NOW;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.LoadedRecord;
import provisioner.state.Observation.LoadedState;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observation.UnitOrigin;
import provisioner.state.Observation.UnitState;
import provisioner.state.UnitAddition;

/** What a case says of a unit: it runs and is enabled where it does not say otherwise; and of what the unit has loaded. */
final class CaseUnit {
    private static final String INVOCATION = "i1";
    private static final int STATE_CHANGE = 1000;

    private CaseUnit() {}

    static UnitState read(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return UnitState.notFound();
        }
        Fields fields = Fields.of(node, "a unit", problems);
        String active = fields.optionalString("active").orElse("active");
        long change = time(fields, "state_change", STATE_CHANGE);
        UnitState state = new UnitState(
                fields.optionalString("load").orElse("loaded"),
                active,
                fields.optionalString("sub").orElse(sub(active)),
                fields.optionalString("file").orElse("enabled"),
                fields.bool("needs_daemon_reload", false),
                fields.optionalString("invocation").orElse(INVOCATION),
                change,
                time(fields, "started", change),
                origin(fields));
        fields.done();
        return state;
    }

    /** Each of {@code also} is written as {@code UNIT FILE-STATE ACTIVE}. */
    private static UnitOrigin origin(Fields fields) {
        return new UnitOrigin(
                fields.optionalString("id").orElse(""),
                fields.optionalString("path").orElse(""),
                fields.stringList("drop_ins"),
                fields.optionalString("source").orElse(""),
                fields.bool("installable", true),
                fields.stringList("also").stream()
                        .map(text -> text.split(" ", 3))
                        .map(words -> new UnitOrigin.Also(words[0], words[1], words[2]))
                        .toList());
    }

    static Object write(UnitState unit) {
        if (unit.equals(UnitState.notFound())) {
            return Word.MISSING;
        }
        return new CaseForm()
                .put("load", unit.load(), "loaded")
                .put("active", unit.active(), "active")
                .put("sub", unit.sub(), sub(unit.active()))
                .put("file", unit.fileState(), "enabled")
                .put("needs_daemon_reload", unit.needsDaemonReload(), false)
                .put("invocation", unit.invocationId(), INVOCATION)
                .number("state_change", unit.stateChange(), Word.NOW, NOW, STATE_CHANGE)
                .number("started", unit.started(), Word.NOW, NOW, unit.stateChange())
                .put("id", unit.origin().id(), "")
                .put("path", unit.origin().file(), "")
                .some("drop_ins", unit.origin().dropIns())
                .put("source", unit.origin().source(), "")
                .put("installable", unit.origin().installable(), true)
                .some(
                        "also",
                        unit.origin().also().stream()
                                .map(a -> a.unit() + " " + a.fileState() + " " + a.active())
                                .toList())
                .entries();
    }

    private static String sub(String active) {
        return active.equals("active") ? "running" : "dead";
    }

    private static long time(Fields fields, String key, long otherwise) {
        return CaseForm.number(fields, key, Word.NOW, NOW, otherwise);
    }

    /** Each of {@code found} is a path with what is there: {@code {sets: Nice=1, since: 900}} or {@code {target: /dev/null}}. */
    static UnitAdditionsState readAdditions(Node node, Problems problems) {
        Fields fields = Fields.of(node, "additions", problems);
        List<UnitAddition> found = new ArrayList<>();
        fields.mapping("found")
                .ifPresent(paths -> paths.entries().forEach((path, entry) -> {
                    Fields of = Fields.of(entry.value(), "an addition", problems);
                    found.add(new UnitAddition(
                            path,
                            of.optionalString("target").orElse(""),
                            time(of, "size", 0),
                            of.optionalString("sets").orElse(""),
                            "inodes",
                            time(of, "since", 0)));
                    of.done();
                }));
        UnitAdditionsState state =
                new UnitAdditionsState(found, fields.optionalString("began").orElse(""));
        fields.done();
        return state;
    }

    static Object write(UnitAdditionsState state) {
        if (!state.found().isEmpty()) {
            throw new IllegalArgumentException("no step leaves an addition: " + state.found());
        }
        return new CaseForm().put("began", state.began(), "").entries();
    }

    static LoadedState readLoaded(Node node, Problems problems) {
        Fields fields = Fields.of(node, "what is loaded", problems);
        Optional<LoadedRecord> recorded = fields.fields("recorded", "a record").map(record -> {
            LoadedRecord value = new LoadedRecord(
                    record.optionalString("invocation").orElse(INVOCATION),
                    time(record, "state_change", STATE_CHANGE),
                    new TreeMap<>(record.stringMap("digests")));
            record.done();
            return value;
        });
        LoadedState state =
                new LoadedState(new TreeMap<>(fields.stringMap("current")), time(fields, "newest_change", 0), recorded);
        fields.done();
        return state;
    }

    static Object write(LoadedState loaded) {
        return new CaseForm()
                .some("current", loaded.current())
                .number("newest_change", loaded.newestChange(), Word.NOW, NOW, 0)
                .put(
                        "recorded",
                        loaded.recorded()
                                .map(record -> new CaseForm()
                                        .put("invocation", record.invocationId(), INVOCATION)
                                        .number("state_change", record.stateChange(), Word.NOW, NOW, STATE_CHANGE)
                                        .some("digests", record.digests())
                                        .entries()))
                .entries();
    }
}
