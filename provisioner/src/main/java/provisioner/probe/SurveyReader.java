package provisioner.probe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.MadeNote;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.SurveyState;
import provisioner.state.Observed;
import provisioner.state.Query.SurveyQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Entry;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.Program;
import provisioner.state.Survey.Unknown;

/** Reads what is on a host beside its packages: survey.sh. Whatever does not answer there is unknown, not clean. */
final class SurveyReader implements Reader<SurveyQuery> {
    private static final String FUNCTIONS = Scripts.load(SurveyReader.class, "survey.sh");

    /** As in the script: no more names are sent. */
    private static final int MOST_FILES = 50_000;

    private static final int MOST_OF_A_USER = 5_000;
    private static final int MOST_PROGRAMS = 5_000;

    private static final int OCTAL = 8;
    private static final int PERMISSIONS = 07777;
    private static final int FACTS = 6;

    @Override
    public String script(List<SurveyQuery> queries) {
        boolean deep = queries.stream().anyMatch(SurveyQuery::deep);
        Set<String> left = new TreeSet<>(queries.getFirst().left());
        queries.forEach(query -> left.retainAll(query.left()));
        // find(1) takes them for patterns.
        List<String> patterns = left.stream()
                .map(path -> "." + path.replaceAll("[\\\\*?\\[]", "\\\\$0"))
                .toList();
        return FUNCTIONS + "survey " + (deep ? "deep" : "''") + " " + Sh.quoteAll(patterns) + "\n";
    }

    @Override
    public boolean takesLong() {
        return true;
    }

    @Override
    public void read(List<SurveyQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Survey survey = survey(answers);
        queries.forEach(query -> into.put(query, new SurveyState(survey)));
    }

    private static Survey survey(Answers answers) throws ProbeException {
        // The last part says that the script came to its end.
        answers.one("survey.end");
        List<Unknown> unknown = new ArrayList<>();
        for (Bytes said : answers.all("survey.unknown")) {
            String[] lines = Answers.shown(said).split("\n", 2);
            unknown.add(new Unknown(lines[0], lines.length > 1 ? lines[1].strip() : ""));
        }
        List<Listener> listeners = new ArrayList<>();
        for (Listener one : SurveyLines.listeners(answers)) {
            if (one.isSettled()) {
                listeners.add(one);
            } else {
                unknown.add(new Unknown(
                        "socket " + one.protocol() + " " + one.address(),
                        one.process() + " ended before it was asked"));
            }
        }
        List<Entry> files = new ArrayList<>();
        for (Bytes part : answers.all("survey.files")) {
            files.addAll(entries(part, MOST_FILES, "files", unknown));
        }
        for (Bytes part : answers.all("survey.homes")) {
            files.addAll(entries(part, MOST_OF_A_USER, "files of a user", unknown));
        }
        List<Program> programs = programs(answers, unknown);
        if (SurveyLines.keysAreCutOff(answers)) {
            unknown.add(new Unknown("keys", "a file of authorized keys must be smaller than 1 MiB"));
        }
        return new Survey(
                files,
                SurveyLines.altered(answers),
                programs,
                SurveyLines.packages(answers),
                SurveyLines.diversions(answers),
                SurveyLines.overrides(answers),
                SurveyLines.accounts(answers),
                SurveyLines.groups(answers),
                SurveyLines.keys(answers),
                listeners,
                SurveyLines.mounts(answers),
                SurveyLines.networkNames(answers),
                answers.text("survey.hostname").strip(),
                SurveyLines.generated(answers),
                made(answers),
                notes(answers),
                unknown);
    }

    /** Where a list is as long as it may be, it is unknown what else there is. */
    private static List<Entry> entries(Bytes part, int most, String what, List<Unknown> unknown) throws ProbeException {
        List<Entry> entries = entries(part);
        if (entries.size() >= most) {
            unknown.add(new Unknown(
                    what,
                    "there are " + most + " or more, the last one told is "
                            + entries.getLast().path()));
        }
        return entries;
    }

    private static List<Entry> entries(Bytes part) throws ProbeException {
        List<String> words = words(part);
        if (words.size() % 3 != 0) {
            throw new ProbeException("the host's list of files was cut off");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 3) {
            String[] facts = words.get(i).split(" ", -1);
            if (facts.length != FACTS || facts[0].length() != 1) {
                throw new ProbeException("the host sent an invalid line about a file: '" + words.get(i) + "'");
            }
            entries.add(new Entry(
                    path(words.get(i + 1)),
                    facts[0].charAt(0),
                    Integer.parseInt(facts[1], OCTAL) & PERMISSIONS,
                    facts[2],
                    facts[3],
                    Long.parseLong(facts[4]),
                    seconds(facts[5]),
                    words.get(i + 2)));
        }
        return entries;
    }

    private static long seconds(String time) {
        int point = time.indexOf('.');
        return Long.parseLong(point < 0 ? time : time.substring(0, point));
    }

    /** The words of a part, each of which has a NUL behind it. */
    static List<String> words(Bytes part) throws ProbeException {
        String text = Answers.shown(part);
        if (text.isEmpty()) {
            return List.of();
        }
        if (!text.endsWith("\0")) {
            throw new ProbeException("the host's list of files was cut off");
        }
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }

    /** Names begin with a dot, because they are asked for from the root directory. */
    static String path(String name) throws ProbeException {
        if (!name.startsWith("./")) {
            throw new ProbeException("the host sent an invalid name of a file: '" + name + "'");
        }
        return name.substring(1);
    }

    private static List<Program> programs(Answers answers, List<Unknown> unknown) throws ProbeException {
        Set<String> packaged = new HashSet<>(SurveyLines.paths(answers, "survey.owned"));
        List<Program> programs = new ArrayList<>();
        for (Entry entry :
                entries(answers.one("survey.privileged"), MOST_PROGRAMS, "programs with other rights", unknown)) {
            String rights = "mode " + Ownership.octal(entry.mode());
            String path = entry.path();
            programs.add(new Program(path, rights, entry.owner(), packaged.contains(path), entry.since()));
        }
        for (String path : SurveyLines.paths(answers, "survey.capabilities")) {
            programs.add(new Program(path, "capabilities", "", packaged.contains(path), 0));
        }
        return programs;
    }

    private static List<MadeNote> notes(Answers answers) throws ProbeException {
        List<MadeNote> notes = new ArrayList<>();
        List<String> words = words(answers.one("survey.notes"));
        String top = "/var/lib/provisioner/notes/";
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String text = words.get(i + 1);
            MadeNote.read(path(words.get(i)).substring(top.length()), text).ifPresent(notes::add);
        }
        return notes;
    }

    private static SortedMap<String, String> made(Answers answers) throws ProbeException {
        SortedMap<String, String> made = new TreeMap<>();
        List<String> words = words(answers.one("survey.made"));
        String top = "/var/lib/provisioner/made";
        for (int i = 0; i + 1 < words.size(); i += 2) {
            made.put(
                    path(words.get(i)).substring(top.length()), words.get(i + 1).strip());
        }
        return made;
    }
}
