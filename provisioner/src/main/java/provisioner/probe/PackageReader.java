package provisioner.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.AptAnswer;
import provisioner.state.Bytes;
import provisioner.state.Observation.PackageState;
import provisioner.state.Observed;
import provisioner.state.Query.PackageQuery;

/**
 * Reads packages from dpkg's database. It asks apt only about those that are not as desired: all at once whether it would carry
 * that out, and one by one if not. A name without an architecture means the host's own.
 */
final class PackageReader implements Reader<PackageQuery> {
    private static final String SCRIPT = Scripts.load(PackageReader.class, "packages.sh");

    /**
     * A line of {@code apt-get -s}: {@code Inst curl (7.88.1-10 Debian:12/stable [amd64])}. A package that a failed or
     * interrupted installation has unpacked is only configured: {@code Conf}.
     */
    private static final Pattern INSTALLED =
            Pattern.compile("^(?:Inst|Conf) (\\S+) (?:\\[\\S+] )?\\((\\S+) ", Pattern.MULTILINE);

    /** A line of {@code apt-cache policy}'s version table: {@code *** 2.10-3 500}. */
    private static final Pattern VERSION = Pattern.compile("^ (?:\\*\\*\\*|   ) (\\S+) -?\\d+.*");

    private static final String CANDIDATE = "  Candidate: ";

    @Override
    public String script(List<PackageQuery> queries) {
        String names =
                queries.stream().map(query -> plain(query.name())).distinct().collect(Collectors.joining(" "));
        String asks = queries.stream().map(PackageReader::ask).collect(Collectors.joining(" "));
        return SCRIPT + "package_probe " + Sh.quoteAll(List.of(names, asks)) + "\n";
    }

    private static String ask(PackageQuery query) {
        return switch (query.wish()) {
            case PackageQuery.ANY -> query.name();
            case PackageQuery.NONE -> "!" + query.name();
            default -> query.name() + "=" + query.wish();
        };
    }

    private static String plain(String name) {
        return name.split(":", 2)[0];
    }

    @Override
    public void read(List<PackageQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (Bytes why : answers.all("package.failed")) {
            throw new ProbeException("unknown, dpkg cannot read its database: "
                    + Answers.shown(why).strip().replace('\n', ' '));
        }
        Reply reply = new Reply(answers);
        queries.forEach(query -> into.put(query, reply.state(query.name())));
    }

    /** The answers by name and architecture. */
    private static final class Reply {
        private final Map<String, String> installed = new HashMap<>();
        private final Set<String> held = new HashSet<>();
        private final Set<String> automatic;
        private final Optional<Duration> lists;
        private final boolean asked;
        private final Map<String, String> candidates = new HashMap<>();
        private final Map<String, List<String>> versions = new HashMap<>();
        private final Map<String, List<String>> providers;
        private final Map<String, List<String>> near;
        private final Map<String, List<String>> pins;
        private final Map<String, List<String>> takes;
        private final Map<String, String> blocked = new HashMap<>();
        private final List<String> architectures;
        private String own = "";

        Reply(Answers answers) throws ProbeException {
            status(answers.text("package.status"));
            automatic =
                    answers.text("package.automatic").lines().map(this::full).collect(Collectors.toSet());
            asked = !answers.all("package.asked").isEmpty();
            String age = asked ? answers.text("package.lists") : "";
            lists = age.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(Long.parseLong(age)));
            simulated(optional(answers, "package.simulated"));
            policy(optional(answers, "package.policy"));
            providers = pairs(answers, "package.providers");
            near = pairs(answers, "package.near");
            pins = pairs(answers, "package.pins");
            takes = pairs(answers, "package.takes");
            for (Bytes payload : answers.all("package.blocked")) {
                String[] words = Answers.text(payload, "package.blocked").split(" ", 2);
                blocked.put(full(words[0]), words.length < 2 ? "" : words[1].strip());
            }
            String known = optional(answers, "package.architectures").strip();
            architectures = known.isEmpty() ? List.of() : List.of(known.split("\\s+"));
        }

        PackageState state(String name) {
            String key = full(name);
            Optional<String> version = Optional.ofNullable(installed.get(key));
            return new PackageState(
                    version,
                    version.isPresent() && automatic.contains(key),
                    held.contains(key),
                    Optional.ofNullable(candidates.get(key)),
                    !asked || lists.isPresent(),
                    new AptAnswer(
                            lists.orElse(Duration.ZERO),
                            versions.getOrDefault(key, List.of()),
                            providers.getOrDefault(key, List.of()),
                            near.getOrDefault(key, List.of()),
                            pins.getOrDefault(key, List.of()),
                            name.contains(":") ? architectures : List.of(),
                            takes.getOrDefault(key, List.of()),
                            Optional.ofNullable(blocked.get(key))));
        }

        private String full(String name) {
            return name.contains(":") ? name : name + ":" + own;
        }

        /** A package for all architectures is there for the host's own. */
        private void status(String status) throws ProbeException {
            List<String[]> packages = new ArrayList<>();
            for (String line : status.lines().filter(l -> !l.isEmpty()).toList()) {
                String[] fields = line.split("\t", -1);
                if (fields.length != 4) {
                    throw new ProbeException("dpkg-query printed an invalid line: '" + line + "'");
                }
                own = fields[0].equals("dpkg") ? fields[1] : own;
                packages.add(fields);
            }
            for (String[] fields : packages) {
                List<String> names = fields[1].isEmpty() || fields[1].equals("all")
                        ? List.of(full(fields[0]), fields[0] + ":all")
                        : List.of(fields[0] + ":" + fields[1]);
                if (fields[2].startsWith("h")) {
                    held.addAll(names);
                }
                if (fields[2].strip().length() == 2 && fields[2].charAt(1) == 'i') {
                    names.forEach(name -> installed.put(name, fields[3]));
                }
            }
        }

        private void simulated(String plan) {
            Matcher lines = INSTALLED.matcher(plan);
            while (lines.find()) {
                candidates.put(full(lines.group(1)), lines.group(2));
            }
        }

        /** Reads {@code apt-cache policy}: a name with a colon, then indented lines. */
        private void policy(String policy) {
            String name = "";
            for (String line : policy.lines().toList()) {
                Matcher version = VERSION.matcher(line);
                if (line.endsWith(":") && !line.startsWith(" ")) {
                    name = full(line.substring(0, line.length() - 1));
                } else if (line.startsWith(CANDIDATE) && !line.endsWith("(none)")) {
                    candidates.put(name, line.substring(CANDIDATE.length()));
                } else if (version.matches()) {
                    versions.computeIfAbsent(name, n -> new ArrayList<>()).add(version.group(1));
                }
            }
        }

        /** Lines of a name and one word, or more. */
        private Map<String, List<String>> pairs(Answers answers, String tag) throws ProbeException {
            Map<String, List<String>> pairs = new HashMap<>();
            for (Bytes payload : answers.all(tag)) {
                Answers.text(payload, tag).lines().map(String::strip).forEach(line -> {
                    List<String> words = List.of(line.split(" "));
                    pairs.computeIfAbsent(full(words.getFirst()), n -> new ArrayList<>())
                            .addAll(words.subList(1, words.size()));
                });
            }
            return pairs;
        }

        private static String optional(Answers answers, String tag) throws ProbeException {
            return answers.all(tag).isEmpty() ? "" : answers.text(tag);
        }
    }
}
