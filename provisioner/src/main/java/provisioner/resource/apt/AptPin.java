package provisioner.resource.apt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Query;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;
import provisioner.state.StateView;

/**
 * A priority that apt gives to versions of packages: a file of apt_preferences(5), which has the last word.
 *
 * @param packages names, with wildcards or without
 * @param pin which of their versions
 */
record AptPin(String name, List<String> packages, PinnedVersions pin, int priority) implements Resource {
    private static final int HIGHEST = 32767;
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);

    AptPin {
        packages = List.copyOf(packages);
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "apt_pin";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (!name.isEmpty() && !name.matches("[A-Za-z0-9_-]{1,200}")) {
                fields.refuse(
                        "name",
                        "'name' must be a file name of letters, digits, '-' and '_'",
                        "apt reads no other files");
            }
            boolean absent = fields.bool("absent", false);
            List<Node.Scalar> packages = fields.scalars("packages");
            packages.stream()
                    .filter(p -> !p.text().matches("(src:)?[A-Za-z0-9.+:*?~\\[\\]-]{1,200}"))
                    .forEach(p -> fields.problems()
                            .add(p.location(), "'packages' must be names of packages", "such as nginx, or nginx-*"));
            Optional<String> pin = fields.optionalString("pin");
            Optional<PinnedVersions> versions = pin.flatMap(PinnedVersions::parse);
            OptionalInt priority = fields.optionalInteger("priority", -HIGHEST - 1, HIGHEST);
            for (String key : List.of("packages", "pin", "priority")) {
                fields.atMostOne("absent", key);
            }
            if (absent) {
                return Optional.of(new AptPinAbsent(name));
            }
            if (pin.isPresent() && versions.isEmpty()) {
                fields.refuse(
                        "pin",
                        "'pin' must begin with version, release or origin",
                        "such as version 1.22.*, release n=bookworm-backports, or origin deb.example.com");
            }
            if (priority.orElse(1) == 0) {
                fields.refuse("priority", "'priority' must not be 0", "a negative one keeps versions out");
            }
            if (packages.isEmpty() || pin.isEmpty() || priority.isEmpty()) {
                fields.refuse("name", "an apt_pin needs 'packages', 'pin' and 'priority'", "see apt_preferences(5)");
                return Optional.empty();
            }
            return versions.map(found ->
                    new AptPin(name, packages.stream().map(Node.Scalar::text).toList(), found, priority.getAsInt()));
        }
    }

    static String path(String name) {
        return "/etc/apt/preferences.d/" + name;
    }

    static String title(String name) {
        return "apt_pin " + name;
    }

    @Override
    public String title() {
        return title(name);
    }

    private FileResource file() {
        String text = "Package: " + String.join(" ", packages) + "\nPin: " + pin.text() + "\nPin-Priority: " + priority
                + "\n";
        return new FileResource("apt_pin", path(name), Bytes.utf8(text), OWNER);
    }

    /** What can be asked for by name; a pin of all packages shows in the priorities of sources. */
    private List<String> named() {
        List<String> named = packages.stream()
                .filter(p -> p.matches("[a-z0-9.+-]+(:[a-z0-9]+)?"))
                .toList();
        return named.isEmpty() ? List.of("*") : named;
    }

    private ReadingQuery policy() {
        return new ReadingQuery(Reading.APT_POLICY, named());
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(file().claims());
        packages.forEach(p -> claims.add(Claim.of("pin of " + p + " at " + pin.text(), "priority", priority)));
        return claims;
    }

    @Override
    public Stream<String> accountsFor() {
        return file().accountsFor();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        queries.add(policy());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Assessment file = file().assess(state);
        ReadingState now = state.get(policy());
        SortedMap<String, String> meant = pin.among(now, packages.contains("*"));
        if (file instanceof InSync) {
            return state.settled(policy()) ? elsewhere(meant).orElse(file) : file;
        }
        ReadingState after = now;
        for (String one : meant.keySet()) {
            after = after.with(one, now.value(one).replaceFirst("^-?\\d+", String.valueOf(priority)));
        }
        return new Change().include(file).becomes(policy(), after).assessment();
    }

    /** Where apt gives another priority, although the file is there. */
    private Optional<Assessment> elsewhere(SortedMap<String, String> meant) {
        return meant.entrySet().stream()
                .filter(one -> !one.getValue().equals(String.valueOf(priority)))
                .findFirst()
                .map(one -> new Impossible(
                        "apt must give " + one.getKey().replaceFirst("^(version|source) ", "") + " the priority "
                                + priority + ", but gives it " + one.getValue(),
                        "another file comes before " + path(name) + ": see 'grep -r Package: /etc/apt/preferences*'"));
    }
}
