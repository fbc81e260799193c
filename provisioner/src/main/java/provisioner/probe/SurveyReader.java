package provisioner.probe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.sh.Scripts;
import provisioner.state.Bytes;
import provisioner.state.MadeNote;
import provisioner.state.Observation.SurveyState;
import provisioner.state.Observed;
import provisioner.state.Query.SurveyQuery;
import provisioner.state.Survey;
import provisioner.state.Survey.Entry;
import provisioner.state.Survey.Program;
import provisioner.state.Survey.Unknown;

/** Reads what is on a host beside its packages: survey.sh. Whatever does not answer there is unknown, not clean. */
final class SurveyReader implements Reader<SurveyQuery> {
    private static final String FUNCTIONS = Scripts.load(SurveyReader.class, "survey.sh");

    /** As in the script: no more names are sent. */
    private static final int MOST_FILES = 50_000;

    private static final int OCTAL = 8;
    private static final int PERMISSIONS = 07777;
    private static final int FACTS = 6;

    @Override
    public String script(List<SurveyQuery> queries) {
        boolean deep = queries.stream().anyMatch(SurveyQuery::deep);
        return FUNCTIONS + "survey " + (deep ? "deep" : "''") + "\n";
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
        List<Entry> files = new ArrayList<>();
        for (Bytes part : answers.all("survey.files")) {
            List<Entry> entries = entries(part);
            if (entries.size() >= MOST_FILES) {
                unknown.add(new Unknown("files", "there are more than " + MOST_FILES + " that no package owns"));
            }
            files.addAll(entries);
        }
        return new Survey(
                files,
                SurveyLines.altered(answers),
                programs(answers),
                SurveyLines.packages(answers),
                SurveyLines.diversions(answers),
                SurveyLines.overrides(answers),
                SurveyLines.accounts(answers),
                SurveyLines.groups(answers),
                SurveyLines.keys(answers),
                SurveyLines.listeners(answers),
                SurveyLines.mounts(answers),
                SurveyLines.networkNames(answers),
                answers.text("survey.hostname").strip(),
                SurveyLines.generated(answers),
                made(answers),
                notes(answers),
                unknown);
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

    private static List<Program> programs(Answers answers) throws ProbeException {
        Set<String> packaged = new HashSet<>(SurveyLines.paths(answers, "survey.owned"));
        List<Program> programs = new ArrayList<>();
        for (Entry entry : entries(answers.one("survey.privileged"))) {
            String rights = String.format("mode %04o", entry.mode());
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
