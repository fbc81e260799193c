package provisioner.resource.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileAbsent;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.BootSysctlState;
import provisioner.state.Observation.SysctlState;
import provisioner.state.Query;
import provisioner.state.Query.BootSysctlQuery;
import provisioner.state.Query.SysctlQuery;
import provisioner.state.StateView;

/** A kernel parameter, now and after a boot. */
record SysctlResource(String key, String value) implements Resource {
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+([./][A-Za-z0-9_:-]+)++");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]+");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "sysctl";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String key = fields.string("key");
            if (!key.isEmpty() && !KEY.matcher(key).matches()) {
                fields.refuse("key", "invalid kernel parameter '" + key + "'", "such as net.core.somaxconn");
                return Optional.empty();
            }
            key = dotted(key);
            boolean absent = fields.bool("absent", false);
            fields.atMostOne("absent", "value");
            if (absent) {
                return Optional.of(new FileAbsent("sysctl", path(key)));
            }
            String value = fields.string("value").strip().replaceAll("[ \\t]+", " ");
            if (!VALUE.matcher(value).matches()) {
                fields.refuse("value", "'value' must be a single line", "");
                return Optional.empty();
            }
            return Optional.of(new SysctlResource(key, value));
        }
    }

    /** As in sysctl(8): where the first separator is a slash, dots are dots. */
    private static String dotted(String key) {
        int slash = key.indexOf('/');
        int dot = key.indexOf('.');
        return slash < 0 || dot >= 0 && dot < slash
                ? key
                : key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** Other files for the same parameter are read before. */
    private static String path(String key) {
        return "/etc/sysctl.d/99-zz-provisioner-" + key.replace('/', '-') + ".conf";
    }

    @Override
    public String title() {
        return "sysctl " + key;
    }

    private SysctlQuery query() {
        return new SysctlQuery(key);
    }

    private BootSysctlQuery bootQuery() {
        return new BootSysctlQuery(key, path(key));
    }

    private FileResource file() {
        return new FileResource("sysctl", path(key), Bytes.utf8(key + " = " + value + "\n"), OWNER);
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(file().claims());
        claims.add(Claim.of("kernel parameter " + key, "value", value));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        queries.add(query());
        queries.add(bootQuery());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Optional<String> now = state.get(query()).value();
        if (now.isEmpty() && state.settled(query())) {
            return new Impossible(
                    "the kernel of this host has no parameter '" + key + "'", "check the name and load its module");
        }
        Optional<Impossible> decided =
                state.settled(bootQuery()) ? decidedElsewhere(state.get(bootQuery())) : Optional.empty();
        if (decided.isPresent()) {
            return decided.get();
        }
        Change change = new Change().certain(state.settled(query()));
        if (!now.equals(Optional.of(value))) {
            change.differs("value", now.orElse(""), value)
                    .run("set_parameter", query().path(), value)
                    .becomes(query(), new SysctlState(Optional.of(value)));
        }
        // Only what the kernel takes is left for the next boot.
        return change.include(file().assess(state)).assessment();
    }

    /** What decides at a boot, if that is not our file. */
    private Optional<Impossible> decidedElsewhere(BootSysctlState boot) {
        if (!boot.mask().isEmpty()) {
            return Optional.of(new Impossible(
                    "no kernel parameter is set at a boot: " + boot.mask() + " masks systemd-sysctl.service",
                    "run 'systemctl unmask systemd-sysctl', or remove that file"));
        }
        return boot.later().stream()
                .filter(a -> !a.value().equals(value))
                .findFirst()
                .map(a -> new Impossible(
                        "'" + key + "' must be " + value + ", but " + a.place() + " sets " + a.key() + " to "
                                + a.value()
                                + (a.place().contains("/sysctl.d/") ? " after every boot" : " whenever ufw starts"),
                        "change or remove that line, for example with a 'line' step before this one"));
    }
}
