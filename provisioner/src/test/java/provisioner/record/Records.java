package provisioner.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import provisioner.record.RunRecord.CheckResult;
import provisioner.record.RunRecord.Completed;
import provisioner.record.RunRecord.Host;
import provisioner.record.RunRecord.Sighting;

/** Makes records of runs, for tests. A run is known by the minute in which it looked. */
final class Records {
    static final String SITE = "inventory/mine.yml";

    private final int minute;
    private final Map<Subject, Integer> subjects = new LinkedHashMap<>();
    private final Map<String, BitSet> clean = new LinkedHashMap<>();
    private final Map<String, String> states = new LinkedHashMap<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<CheckResult> checks = new ArrayList<>();
    private Completed complete = Completed.NO;
    private String madePlan = "";
    private String appliedPlan = "";

    private Records(int minute) {
        this.minute = minute;
    }

    static Records run(int minute) {
        return new Records(minute);
    }

    static Instant minute(int minute) {
        return Instant.parse("2026-11-28T10:00:00Z").plusSeconds(60L * minute);
    }

    private static Subject step(String play, String name) {
        return new Subject(Kind.DRIFT, play, name);
    }

    private Records seen(String host, Subject subject, String outcome, boolean found) {
        subjects.putIfAbsent(subject, subjects.size());
        clean.computeIfAbsent(host, h -> new BitSet());
        boolean deep = subject.kind() == Kind.UNACCOUNTED && complete == Completed.DEEP;
        sightings.add(new Sighting(host, subject, outcome, found, deep, "p.yml:1:1", "mode: 0644 → 0600", 5));
        return this;
    }

    private Records clean(String host, Subject subject) {
        subjects.putIfAbsent(subject, subjects.size());
        clean.computeIfAbsent(host, h -> new BitSet()).set(subjects.get(subject));
        return this;
    }

    Records found(String host, String play, String name) {
        return seen(host, step(play, name), "drifted", true);
    }

    Records fine(String host, String play, String name) {
        return clean(host, step(play, name));
    }

    Records changed(String host, String play, String name) {
        return seen(host, step(play, name), "changed", false).clean(host, step(play, name));
    }

    /** The host was there, but nothing of it was judged. */
    Records only(String host) {
        clean.computeIfAbsent(host, h -> new BitSet());
        return this;
    }

    Records state(String host, String state) {
        states.put(host, state);
        return only(host);
    }

    Records checked(String host, String name, boolean passed) {
        Subject check = new Subject(Kind.CHECK, "", name);
        checks.add(new CheckResult(host, name, passed ? "passed" : "failed", "200", 3));
        return passed ? clean(host, check) : seen(host, check, "failed", true);
    }

    Records complete(Completed how) {
        complete = how;
        return this;
    }

    Records unaccounted(String host, String thing) {
        return seen(host, new Subject(Kind.UNACCOUNTED, "", thing), "unaccounted", true);
    }

    Records plans(String made, String applied) {
        madePlan = made;
        appliedPlan = applied;
        return this;
    }

    RunRecord made() {
        List<Host> hosts = clean.entrySet().stream()
                .map(host -> new Host(
                        host.getKey(),
                        states.getOrDefault(host.getKey(), "fine"),
                        minute(minute),
                        Bits.write(host.getValue()),
                        complete,
                        "unchanged=1",
                        1,
                        0))
                .toList();
        return new RunRecord(
                UUID.randomUUID().toString(),
                "run-" + minute,
                SITE,
                "verify",
                "playbooks/site.yml",
                "",
                "ann@desk",
                "1.0.0 abc",
                minute(minute),
                1000,
                2,
                false,
                madePlan,
                appliedPlan,
                List.copyOf(subjects.keySet()),
                hosts,
                List.copyOf(sightings),
                List.copyOf(checks));
    }
}
