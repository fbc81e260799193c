package provisioner.resource.system;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.LineResource;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.SysctlState;
import provisioner.state.Query;
import provisioner.state.Query.SysctlQuery;
import provisioner.state.StateView;

/** The host's name: what the kernel says, what {@code /etc/hostname} says for the next boot, and an address for it. */
record HostnameResource(String name) implements Resource {
    private static final int LONGEST = 64;
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);
    private static final SysctlQuery KERNEL = new SysctlQuery("kernel.hostname");

    /** Debian's address for the own name of a host. */
    private static final String OWN = "127.0.1.1";

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*+");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "hostname";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (name.length() > LONGEST) {
                fields.refuse("name", "'name' must have at most " + LONGEST + " characters", "");
                return Optional.empty();
            }
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                fields.refuse(
                        "name",
                        "'name' must consist of lower-case letters, digits and '-', with dots between its parts",
                        "such as web-1 or web-1.example.com");
                return Optional.empty();
            }
            return Optional.of(new HostnameResource(name));
        }
    }

    @Override
    public String title() {
        return "hostname " + name;
    }

    private FileResource file() {
        return new FileResource("hostname", "/etc/hostname", Bytes.utf8(name + "\n"), OWNER);
    }

    /** With the short name of a long one. */
    private LineResource address() {
        int dot = name.indexOf('.');
        String names = dot < 0 ? name : name + " " + name.substring(0, dot);
        return LineResource.in("/etc/hosts", OWN + "\t" + names, "^" + Pattern.quote(OWN) + "\\s");
    }

    @Override
    public List<Claim> claims() {
        return Stream.concat(Stream.of(Claim.of("host name", "host name", name)), file().claims().stream())
                .toList();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(file().accountsFor(), address().accountsFor());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(file().queries());
        queries.addAll(address().queries());
        queries.add(KERNEL);
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        // The address comes first: until both agree, sudo cannot resolve the host's name.
        if (!isNamed(address().content(state))) {
            change.include(address().assess(state));
        }
        change.include(file().assess(state));
        String now = state.get(KERNEL).value().orElse("");
        if (!now.equals(name)) {
            change.differs("name", now, name)
                    .run("hostname --", name)
                    .becomes(KERNEL, new SysctlState(Optional.of(name)));
        }
        return change.unnoted().assessment();
    }

    /** Whether some line has the name, whatever its address is: users have their reasons. */
    private boolean isNamed(String hosts) {
        return hosts.lines()
                .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
                .anyMatch(words -> Arrays.stream(words).skip(1).anyMatch(name::equalsIgnoreCase));
    }
}
