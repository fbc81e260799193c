package provisioner.resource.apt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
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
import provisioner.resource.service.ServiceTypes;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Query;
import provisioner.state.Query.PackageQuery;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;
import provisioner.state.StateView;

/**
 * The host upgrades its packages by itself: the settings of unattended-upgrades, to which apt's configuration comes as a whole, and the
 * timers that start it.
 *
 * @param settings values by the names of apt's options; a value with several lines is a list
 * @param lists the names of those that are lists
 */
record UnattendedUpgrades(SequencedMap<String, String> settings, Set<String> lists) implements Resource {
    private static final String UPGRADE = "Unattended-Upgrade::";
    private static final String ORIGINS = UPGRADE + "Origins-Pattern";
    private static final String OLD_ORIGINS = UPGRADE + "Allowed-Origins";
    private static final String BLACKLIST = UPGRADE + "Package-Blacklist";
    private static final String PERIODIC = "APT::Periodic::";
    private static final String TOP = "/etc/apt/apt.conf.d/";
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);
    private static final PackageQuery PACKAGE = new PackageQuery("unattended-upgrades");

    private static final List<Resource> TIMERS =
            List.of(ServiceTypes.running("apt-daily.timer"), ServiceTypes.running("apt-daily-upgrade.timer"));

    UnattendedUpgrades {
        settings = new LinkedHashMap<>(settings);
        lists = Set.copyOf(lists);
    }

    static final class Type implements ResourceType {
        private static final int MOST_DAYS = 365;

        @Override
        public String name() {
            return "unattended_upgrades";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            SequencedMap<String, String> settings = new LinkedHashMap<>();
            Set<String> lists = new LinkedHashSet<>();
            int every = fields.optionalInteger("every_days", 1, MOST_DAYS).orElse(1);
            settings.put(PERIODIC + "Update-Package-Lists", String.valueOf(every));
            settings.put(PERIODIC + "Unattended-Upgrade", String.valueOf(every));
            if (fields.has("origins")) {
                settings.put(OLD_ORIGINS, "");
                lists.add(OLD_ORIGINS);
            }
            list(fields, "origins", ORIGINS, settings, lists);
            list(fields, "blacklist", BLACKLIST, settings, lists);
            fields.optionalBool("reboot").ifPresent(b -> settings.put(UPGRADE + "Automatic-Reboot", b.toString()));
            word(fields, "reboot_time", "now|([01][0-9]|2[0-3]):[0-5][0-9]", "such as 04:30")
                    .ifPresent(time -> settings.put(UPGRADE + "Automatic-Reboot-Time", time));
            word(fields, "mail", "[!#-\\[\\]-~]{1,200}", "such as root or ops@example.com")
                    .ifPresent(to -> settings.put(UPGRADE + "Mail", to));
            fields.optionalBool("remove_unused")
                    .ifPresent(b -> settings.put(UPGRADE + "Remove-Unused-Dependencies", b.toString()));
            return Optional.of(new UnattendedUpgrades(settings, lists));
        }

        private static void list(
                Fields fields, String key, String option, Map<String, String> settings, Set<String> lists) {
            List<Node.Scalar> items = fields.scalars(key);
            for (Node.Scalar item : items) {
                if (!item.text().matches("[ !#-~]{1,300}") || item.text().isBlank()) {
                    fields.problems()
                            .add(item.location(), "'" + key + "' must be text without quotation marks", "write a list");
                }
            }
            if (fields.has(key)) {
                settings.put(
                        option,
                        String.join("\n", items.stream().map(Node.Scalar::text).toList()));
                lists.add(option);
            }
        }

        private static Optional<String> word(Fields fields, String key, String pattern, String hint) {
            Optional<String> word = fields.optionalString(key);
            word.filter(w -> !w.matches(pattern))
                    .ifPresent(w -> fields.refuse(key, "'" + key + "' must be in the form that apt knows", hint));
            return word;
        }
    }

    @Override
    public String title() {
        return "unattended_upgrades";
    }

    private static FileResource file(String name, String text) {
        return new FileResource("unattended_upgrades", TOP + name, Bytes.utf8(text), OWNER);
    }

    /** Debian's own file says whether it happens; ours comes after the package's and says what. */
    private List<FileResource> files() {
        StringBuilder periodic = new StringBuilder();
        StringBuilder what = new StringBuilder("// What provisioner's step 'unattended_upgrades' says.\n");
        settings.forEach((option, value) -> {
            StringBuilder text = option.startsWith(PERIODIC) ? periodic : what;
            if (!lists.contains(option)) {
                text.append(option).append(" \"").append(value).append("\";\n");
                return;
            }
            text.append("#clear ").append(option).append(";\n");
            value.lines()
                    .forEach(item ->
                            text.append(option).append(":: \"").append(item).append("\";\n"));
        });
        return List.of(
                file("20auto-upgrades", periodic.toString()),
                file("52provisioner-unattended-upgrades", what.toString()));
    }

    private ReadingQuery config() {
        return new ReadingQuery(Reading.APT_CONFIG, List.copyOf(settings.sequencedKeySet()));
    }

    private Stream<Resource> parts() {
        return Stream.concat(files().stream(), TIMERS.stream());
    }

    @Override
    public List<Claim> claims() {
        return parts().flatMap(part -> part.claims().stream()).toList();
    }

    @Override
    public Stream<String> accountsFor() {
        return parts().flatMap(Resource::accountsFor);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(Set.of(PACKAGE, config()));
        parts().forEach(part -> queries.addAll(part.queries()));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        if (state.settled(PACKAGE) && state.get(PACKAGE).installed().isEmpty()) {
            return new Impossible(
                    "the package unattended-upgrades is not installed", "add a 'package' step for it before this one");
        }
        List<Assessment> files =
                files().stream().map(file -> file.assess(state)).toList();
        ReadingState now = state.get(config());
        Change change = new Change();
        files.forEach(change::include);
        if (!change.isEmpty()) {
            change.becomes(config(), after());
        } else if (files.stream().allMatch(InSync.class::isInstance) && state.settled(config())) {
            change.orImpossible(elsewhere(now));
        }
        TIMERS.forEach(timer -> change.include(timer.assess(state)));
        return change.unnoted().assessment();
    }

    private ReadingState after() {
        ReadingState after = ReadingState.NOTHING;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            after = setting.getValue().isEmpty() ? after : after.with(setting.getKey(), setting.getValue());
        }
        return after;
    }

    /** Where another file has the last word. */
    private Optional<Impossible> elsewhere(ReadingState now) {
        List<Impossible> found = new ArrayList<>();
        settings.forEach((option, value) -> {
            if (!now.value(option).equals(value)) {
                found.add(new Impossible(
                        option + " must be " + shown(value) + ", but apt's configuration makes it "
                                + shown(now.value(option)),
                        "another file has the last word: see 'grep -r " + option.substring(option.lastIndexOf(':') + 1)
                                + " /etc/apt/apt.conf*'"));
            }
        });
        return found.stream().findFirst();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "empty" : "'" + value.replace("\n", "', '") + "'";
    }
}
