package provisioner.resource.system;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.resource.file.SymlinkResource;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** The host's time zone: the link {@code /etc/localtime}, and the name in {@code /etc/timezone} if that file exists. */
record TimezoneResource(String zone) implements Resource {
    private static final String ZONES = "/usr/share/zoneinfo/";
    private static final PathQuery LOCALTIME = new PathQuery("/etc/localtime");

    /** Since Debian 13, tzdata removes this file. So it is kept right, but not created. */
    private static final PathQuery TIMEZONE = new PathQuery("/etc/timezone");

    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);

    /** The capital leaves out what else is in the directory, such as {@code localtime}, a link back to /etc/localtime. */
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9_+-]*+(/[A-Za-z0-9_+-]++)*+");

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "timezone";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String zone = fields.string("name");
            if (!zone.isEmpty() && !NAME.matcher(zone).matches()) {
                fields.refuse("name", "'" + zone + "' is not a valid time zone", "such as Europe/Berlin or Etc/UTC");
                return Optional.empty();
            }
            return Optional.of(new TimezoneResource(zone));
        }
    }

    @Override
    public String title() {
        return "timezone " + zone;
    }

    private PathQuery zoneQuery() {
        return new PathQuery(ZONES + zone);
    }

    private SymlinkResource link() {
        return new SymlinkResource(LOCALTIME.path(), ZONES + zone, Owner.ROOT);
    }

    private FileResource file() {
        return new FileResource("timezone", TIMEZONE.path(), Bytes.utf8(zone + "\n"), OWNER);
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.of("time zone", "time zone", zone));
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(link().accountsFor(), file().accountsFor());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(link().queries());
        queries.addAll(file().queries());
        queries.add(zoneQuery());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Optional<Impossible> unknown = unknown(state);
        if (unknown.isPresent()) {
            return unknown.get();
        }
        Change change = new Change();
        if (!isLinked(state.get(LOCALTIME))) {
            change.include(link().assess(state));
        }
        if (!(state.get(TIMEZONE) instanceof Missing)) {
            change.include(file().assess(state));
        }
        return change.unnoted().assessment();
    }

    /** A link that dangles, or leads to a directory, would leave the host at UTC. */
    private Optional<Impossible> unknown(StateView state) {
        if (!state.settled(zoneQuery())) {
            return Optional.empty();
        }
        return switch (state.get(zoneQuery())) {
            case RegularFile ignored -> Optional.empty();
            case Symlink ignored -> Optional.empty(); // another name for the same zone
            case Missing ignored ->
                Optional.of(new Impossible(
                        "this host has no time zone '" + zone + "': "
                                + zoneQuery().path() + " does not exist",
                        "check the name, or add a 'package' step for tzdata before this one"));
            case PathState other ->
                Optional.of(new Impossible(
                        "'" + zone + "' is not a time zone: " + zoneQuery().path() + " is " + Paths.kind(other),
                        "write the whole name, such as Europe/Berlin"));
        };
    }

    /** timedatectl writes a relative link, tzdata an absolute one. */
    private boolean isLinked(PathState localtime) {
        return localtime instanceof Symlink(String target)
                && (target.equals(ZONES + zone) || target.equals(".." + ZONES + zone));
    }
}
