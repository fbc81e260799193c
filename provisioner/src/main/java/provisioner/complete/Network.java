package provisioner.complete;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.state.Survey;
import provisioner.state.Survey.Listener;

/** Sockets on which something listens, and names that the host resolves by itself. */
final class Network {
    private static final String HOSTS = "/etc/hosts";

    private static final List<String> LOCAL_NAMES = List.of(
            "localhost",
            "localhost.localdomain",
            "localhost4",
            "localhost6",
            "localhost4.localdomain4",
            "localhost6.localdomain6",
            "ip6-localhost",
            "ip6-loopback",
            "ip6-localnet",
            "ip6-mcastprefix",
            "ip6-allnodes",
            "ip6-allrouters",
            "ip6-allhosts");

    private static final List<String> LOCAL_ADDRESSES = List.of("127.", "::1", "fe00::", "ff00::", "ff02::");

    private final Survey survey;
    private final Declared declared;
    private final Files files;

    Network(Survey survey, Declared declared, Files files) {
        this.survey = survey;
        this.declared = declared;
        this.files = files;
    }

    Stream<Candidate> found() {
        return Stream.concat(listeners(), names());
    }

    private Stream<Candidate> listeners() {
        return survey.listeners().stream()
                .filter(one -> !isOfKnownUnit(unit(one.cgroup())))
                .map(one -> Candidate.of(socket(one), condition -> false));
    }

    /** A unit of a package, or one that a step declares: whoever adds another one is found as a file. */
    private boolean isOfKnownUnit(String unit) {
        if (unit.equals("init.scope")) {
            return true;
        }
        // The manager of a user's units is a package's, what it starts is the user's.
        if (unit.startsWith("user@")) {
            return false;
        }
        boolean service = unit.endsWith(".service") || unit.endsWith(".socket");
        return service && (declared.has(Things.unit(unit)) || files.isPackagedUnit(unit));
    }

    /** The unit that a control group belongs to; that of the session where it is a user's. */
    private static String unit(String cgroup) {
        List<String> units = Arrays.stream(cgroup.split("/"))
                .filter(part -> part.endsWith(".service") || part.endsWith(".scope") || part.endsWith(".socket"))
                .toList();
        return units.stream()
                .filter(part -> part.startsWith("user@") || part.startsWith("session-"))
                .findFirst()
                .orElse(units.isEmpty() ? "" : units.getLast());
    }

    private static Finding socket(Listener one) {
        String unit = unit(one.cgroup());
        String process = one.process().isEmpty() ? "something that cannot be seen" : one.process();
        return new Finding(
                "socket",
                one.protocol() + " " + one.address(),
                process + " listens here" + (unit.isEmpty() ? "" : ", as a part of " + unit),
                Optional.empty(),
                unit.endsWith(".service") ? StepText.of("service", "name", unit) : "systemd_unit");
    }

    private Stream<Candidate> names() {
        if (declared.has(Things.content(HOSTS))) {
            return Stream.empty();
        }
        return survey.networkNames().stream()
                .filter(line -> !isOwn(line) && !declared.has(Things.line(HOSTS, line)))
                .map(line -> Candidate.of(
                        new Finding(
                                "name",
                                line,
                                "names that " + HOSTS + " resolves",
                                Optional.ofNullable(files.at(HOSTS)).flatMap(entry -> Finding.at(entry.since())),
                                StepText.of("line", "path", HOSTS, "line", line)),
                        condition -> false));
    }

    private boolean isOwn(String line) {
        List<String> words = List.of(line.split(" "));
        List<String> names = words.subList(1, words.size());
        boolean local = LOCAL_ADDRESSES.stream().anyMatch(words.getFirst()::startsWith);
        return names.stream().allMatch(name -> local && LOCAL_NAMES.contains(name) || isOwnName(name));
    }

    private boolean isOwnName(String name) {
        String own = survey.hostName();
        return !own.isEmpty() && (name.equals(own) || name.startsWith(own + ".") || own.startsWith(name + "."));
    }
}
