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
import provisioner.state.Observation.SysctlState;
import provisioner.state.Query;
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

    private static String path(String key) {
        return "/etc/sysctl.d/60-provisioner-" + key.replace('/', '-') + ".conf";
    }

    @Override
    public String title() {
        return "sysctl " + key;
    }

    private SysctlQuery query() {
        return new SysctlQuery(key);
    }

    private FileResource file() {
        return new FileResource("sysctl", path(key), Bytes.utf8(key + " = " + value + "\n"), OWNER);
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(file().claims());
        claims.add(Claim.of("kernel parameter " + key.replace('/', '.'), "value", value));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        queries.add(query());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Optional<String> now = state.get(query()).value();
        if (now.isEmpty() && state.settled(query())) {
            return new Impossible(
                    "the kernel of this host has no parameter '" + key + "'", "check the name and load its module");
        }
        Change change = new Change();
        if (!now.equals(Optional.of(value))) {
            change.differs("value", now.orElse(""), value)
                    .run("set_parameter", live(), value)
                    .becomes(query(), new SysctlState(Optional.of(value)));
        }
        // Only what the kernel takes is left for the next boot.
        return change.include(file().assess(state)).assessment();
    }

    /** As sysctl(8) has it, dots and slashes are swapped. */
    private String live() {
        StringBuilder path = new StringBuilder("/proc/sys/");
        key.chars().forEach(c -> path.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
        return path.toString();
    }
}
