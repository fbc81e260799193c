package provisioner.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.state.Bytes;
import provisioner.state.Survey.Account;
import provisioner.state.Survey.Altered;
import provisioner.state.Survey.Diversion;
import provisioner.state.Survey.Generated;
import provisioner.state.Survey.GroupMembers;
import provisioner.state.Survey.Installed;
import provisioner.state.Survey.KeyLine;
import provisioner.state.Survey.Listener;
import provisioner.state.Survey.ModeOverride;
import provisioner.state.Survey.Mount;

/** Reads the parts of a survey that are lines of text: files of root's, and what programs print. */
final class SurveyLines {
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{32})  (\\./.*)");
    private static final Pattern FAILED = Pattern.compile("(\\./.*): FAILED( open or read)?");

    /**
     * A process of a socket. It can call itself anything, but in 15 bytes: too few for the end of one process and the beginning of
     * another one.
     */
    private static final Pattern PROCESS =
            Pattern.compile("\\(\"(.{0,15}?)\",pid=(\\d+),fd=\\d+\\)(?=,\\(\"|\\)\\s*$)");

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Set<String> BASIC = Set.of("required", "important", "standard");

    private static final Pattern OWN_KEYS = Pattern.compile(
            "(?i)signed-by\\s*[:=]\\s*/usr/share/keyrings/(debian|ubuntu)-archive-keyring\\.(gpg|pgp)(?=[\\s\\]]|$)");
    private static final Pattern OTHER_TRUST =
            Pattern.compile("(?i)signed-by|trusted|allow-insecure|allow-weak|allow-downgrade");

    /** A line of nsswitch.conf(5) with nothing but what Debian's packages put there, or a comment. */
    private static final Pattern NAME_SERVICES = Pattern.compile(
            "\\s*(#.*|[a-z_]+:(\\s+(files|compat|db|dns|nis|systemd|myhostname|mymachines|resolve|mdns[46]?(_minimal)?|libvirt(_guest)?"
                    + "|sss|\\[!?[A-Za-z]+=[a-z]+\\]))*\\s*(#.*)?)?");

    /** In bytes. */
    private static final int MOST_OF_KEYS = 1024 * 1024;

    private SurveyLines() {}

    static List<String> lines(Answers answers, String tag) {
        List<String> lines = new ArrayList<>();
        answers.all(tag)
                .forEach(part -> Answers.shown(part)
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .forEach(lines::add));
        return lines;
    }

    static List<String> paths(Answers answers, String tag) throws ProbeException {
        List<String> paths = new ArrayList<>();
        for (String line : lines(answers, tag)) {
            paths.add(SurveyReader.path(line));
        }
        return paths;
    }

    private static ProbeException invalid(String what, String line) {
        return new ProbeException("the host sent an invalid line about " + what + ": '" + line + "'");
    }

    static List<Altered> altered(Answers answers) throws ProbeException {
        List<Altered> altered = new ArrayList<>();
        Map<String, String> originals = originals(answers);
        for (String tag : List.of("survey.conffiles", "survey.altered")) {
            for (String line : lines(answers, tag)) {
                Matcher failed = FAILED.matcher(line);
                if (!failed.matches()) {
                    throw invalid("a package's file", line);
                }
                boolean conffile = tag.endsWith("conffiles");
                boolean gone = failed.group(2) != null;
                // Documentation and the like need not be unpacked.
                if (conffile || !gone) {
                    String path = SurveyReader.path(failed.group(1));
                    altered.add(new Altered(path, conffile, gone, originals.getOrDefault(path, "")));
                }
            }
        }
        return altered;
    }

    private static Map<String, String> originals(Answers answers) throws ProbeException {
        Map<String, String> originals = new HashMap<>();
        for (String line : lines(answers, "survey.originals")) {
            Matcher sum = SUM.matcher(line);
            if (!sum.matches()) {
                throw invalid("a package's configuration file", line);
            }
            originals.put(SurveyReader.path(sum.group(2)), sum.group(1));
        }
        return originals;
    }

    static List<Installed> packages(Answers answers) throws ProbeException {
        List<Installed> packages = new ArrayList<>();
        for (String line : lines(answers, "survey.packages")) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 5) {
                throw invalid("a package", line);
            }
            boolean basic = fields[4].equals("yes") || BASIC.contains(fields[3]);
            packages.add(new Installed(fields[0], fields[1].equals("held"), fields[2].equals("manual"), basic));
        }
        return packages;
    }

    static List<Diversion> diversions(Answers answers) {
        List<String> lines = lines(answers, "survey.diversions");
        Set<String> own = Set.copyOf(lines(answers, "survey.diverters"));
        List<Diversion> diversions = new ArrayList<>();
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            String from = lines.get(i);
            diversions.add(new Diversion(from, lines.get(i + 1), lines.get(i + 2), own.contains(from)));
        }
        return diversions;
    }

    static List<ModeOverride> overrides(Answers answers) throws ProbeException {
        List<ModeOverride> overrides = new ArrayList<>();
        for (String line : lines(answers, "survey.overrides")) {
            String[] fields = line.split(" ", 4);
            if (fields.length != 4) {
                throw invalid("dpkg-statoverride", line);
            }
            overrides.add(new ModeOverride(fields[0], fields[1], fields[2], fields[3]));
        }
        return overrides;
    }

    static List<Account> accounts(Answers answers) throws ProbeException {
        Map<String, String> passwords = new HashMap<>();
        for (String line : lines(answers, "survey.passwords")) {
            int colon = line.lastIndexOf(':');
            passwords.put(line.substring(0, Math.max(0, colon)), line.substring(colon + 1));
        }
        List<Account> accounts = new ArrayList<>();
        for (String line : lines(answers, "survey.passwd")) {
            String[] fields = line.split(":", -1);
            // Lines with + or - are for NIS; nothing here reads them.
            if (fields.length == 7 && !fields[0].matches("[+-].*")) {
                accounts.add(new Account(
                        fields[0],
                        Integer.parseInt(fields[2]),
                        Integer.parseInt(fields[3]),
                        fields[5],
                        fields[6].isEmpty() ? "/bin/sh" : fields[6],
                        passwords.getOrDefault(fields[0], "")));
            } else if (!line.startsWith("#")) {
                throw invalid("an account", line);
            }
        }
        return accounts;
    }

    static List<GroupMembers> groups(Answers answers) throws ProbeException {
        List<GroupMembers> groups = new ArrayList<>();
        for (String line : lines(answers, "survey.group")) {
            String[] fields = line.split(":", -1);
            if (fields.length != 3) {
                throw invalid("a group", line);
            }
            List<String> members = fields[2].isEmpty() ? List.of() : List.of(fields[2].split(","));
            groups.add(new GroupMembers(fields[0], Integer.parseInt(fields[1]), members));
        }
        return groups;
    }

    static List<KeyLine> keys(Answers answers) throws ProbeException {
        List<KeyLine> keys = new ArrayList<>();
        for (Bytes part : answers.all("survey.keys")) {
            String[] fields = Answers.shown(part).split("\0", 3);
            if (fields.length != 3) {
                throw new ProbeException("the host's list of authorized keys was cut off");
            }
            String path = SurveyReader.path(fields[1]);
            for (String line : fields[2].split("\n", -1)) {
                if (!line.isBlank() && !line.strip().startsWith("#")) {
                    keys.add(new KeyLine(fields[0], path, line.strip()));
                }
            }
        }
        return keys;
    }

    /** As in the script: no more of a file is sent. */
    static boolean keysAreCutOff(Answers answers) {
        return answers.all("survey.keys").stream().anyMatch(part -> part.size() > MOST_OF_KEYS);
    }

    static List<Listener> listeners(Answers answers) throws ProbeException {
        Map<String, String> cgroups = new HashMap<>();
        for (String line : lines(answers, "survey.cgroups")) {
            String[] pair = line.split(" ", 2);
            cgroups.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        Set<Listener> listeners = new LinkedHashSet<>();
        for (String line : lines(answers, "survey.sockets")) {
            String[] fields = line.split("\\s+", 7);
            if (fields.length < 6) {
                throw invalid("a socket", line);
            }
            listeners.add(listener(fields[0], fields[4], line, cgroups));
        }
        return List.copyOf(listeners);
    }

    /** The last process whose control group is known speaks for a socket: another one may have ended meanwhile. */
    private static Listener listener(String protocol, String address, String line, Map<String, String> cgroups) {
        Listener found = new Listener(protocol, address, "", "");
        Matcher process = PROCESS.matcher(line);
        while (process.find()) {
            String cgroup = cgroups.getOrDefault(process.group(2), "");
            if (!cgroup.isEmpty() || found.cgroup().isEmpty()) {
                found = new Listener(protocol, address, process.group(1).replaceFirst("\".*", ""), cgroup);
            }
        }
        return found;
    }

    /** mountinfo of proc(5), and fstab(5). */
    static List<Mount> mounts(Answers answers) throws ProbeException {
        List<Mount> mounts = new ArrayList<>();
        Set<String> declared = new HashSet<>();
        for (String line : lines(answers, "survey.fstab")) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length >= 3 && !fields[0].startsWith("#")) {
                mounts.add(new Mount(unescaped(fields[1]), fields[2], unescaped(fields[0]), line.strip()));
                declared.add(unescaped(fields[1]));
            }
        }
        for (String line : lines(answers, "survey.mounts")) {
            String[] halves = line.split(" - ", 2);
            String[] first = halves[0].split(" ");
            String[] second = halves.length > 1 ? halves[1].split(" ") : new String[0];
            if (first.length < 6 || second.length < 2) {
                throw invalid("a mount", line);
            }
            String point = unescaped(first[4]);
            if (!declared.contains(point)) {
                mounts.add(new Mount(point, second[0], unescaped(second[1]), ""));
            }
        }
        return mounts;
    }

    private static String unescaped(String field) {
        byte[] bytes = OCTAL.matcher(new String(field.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .replaceAll(octal ->
                        Matcher.quoteReplacement(String.valueOf((char) (Integer.parseInt(octal.group(1), 8) & 0xff))))
                .getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static List<String> networkNames(Answers answers) {
        return lines(answers, "survey.hosts").stream()
                .map(line -> line.replaceFirst("#.*", "").strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    static Generated generated(Answers answers) throws ProbeException {
        Set<String> enabled = new HashSet<>();
        Set<String> masked = new HashSet<>();
        for (String word : SurveyReader.words(answers.one("survey.enabled"))) {
            String[] parts = SurveyReader.path(word)
                    .substring("/var/lib/systemd/".length())
                    .split("/", 2);
            String rest = parts.length > 1 ? parts[1] : "";
            switch (parts[0]) {
                case "deb-systemd-helper-enabled" -> enabled.add("/etc/systemd/system/" + rest);
                case "deb-systemd-user-helper-enabled" -> enabled.add("/etc/systemd/user/" + rest);
                case "deb-systemd-helper-masked" -> masked.add("/etc/systemd/system/" + rest);
                default -> {}
            }
        }
        return new Generated(
                Set.copyOf(lines(answers, "survey.units")),
                enabled,
                masked,
                Set.copyOf(lines(answers, "survey.alternatives")),
                asPackaged(answers),
                asNew(answers),
                strangePam(answers),
                debianSources(answers));
    }

    private static Set<String> asPackaged(Answers answers) throws ProbeException {
        Set<String> paths = new HashSet<>(paths(answers, "survey.ucf"));
        paths.addAll(paths(answers, "survey.copies"));
        // Packages of name services add themselves to it.
        if (lines(answers, "survey.nsswitch").stream()
                .allMatch(line -> NAME_SERVICES.matcher(line).matches())) {
            paths.add("/etc/nsswitch.conf");
        }
        return paths;
    }

    private static Set<String> strangePam(Answers answers) throws ProbeException {
        Set<String> strange = new HashSet<>();
        for (String line : lines(answers, "survey.pam")) {
            strange.add(SurveyReader.path(line.split("\t", 2)[0]));
        }
        return strange;
    }

    /** Without {@code trusted=yes} and without other keys, apt takes only what the distribution's own keys have signed. */
    private static Set<String> debianSources(Answers answers) throws ProbeException {
        Set<String> sources = new HashSet<>();
        for (Bytes part : answers.all("survey.sources")) {
            String[] fields = Answers.shown(part).split("\0", 2);
            String said = fields[fields.length - 1].replaceAll("(?m)^\\s*#.*$", "");
            String others = OWN_KEYS.matcher(said).replaceAll("");
            if (!OTHER_TRUST.matcher(others).find()) {
                sources.add(SurveyReader.path(fields[0]));
            }
        }
        return sources;
    }

    private static Set<String> asNew(Answers answers) throws ProbeException {
        Set<String> digests = new HashSet<>();
        lines(answers, "survey.skeleton").forEach(line -> digests.add(line.split(" ", 2)[0]));
        Set<String> asNew = new HashSet<>();
        for (Bytes part : answers.all("survey.start")) {
            String[] fields = Answers.shown(part).split("\0", 3);
            if (fields.length == 3 && digests.contains(fields[2].split(" ", 2)[0])) {
                asNew.add(SurveyReader.path(fields[1]));
            }
        }
        return asNew;
    }
}
