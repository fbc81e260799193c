package provisioner.resource.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.AsMade;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Leaving;
import provisioner.resource.Leaving.Goes;
import provisioner.resource.Leaving.Stage;
import provisioner.resource.Leaving.Stays;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.state.Made;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A symbolic link with this target, whether or not something is there.
 *
 * @param owner who makes it where others than root can alter the way
 */
public record SymlinkResource(String path, String target, String owner) implements Resource {
    /** A unit behind it is masked. A package may bring many a link meanwhile, but not this one: masking is the administrator's. */
    private static final String MASK = "/dev/null";

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "symlink";
        }

        @Override
        public Optional<Leaving> leaving(Made made) {
            int link = made.digest().indexOf(AsMade.LINK);
            String owner = link > 0 ? made.digest().substring(0, link - 1) : Owner.ROOT;
            Map<String, String> parameters = Map.of("path", made.name(), "absent", "true", "owner", owner);
            String target = made.digest().substring(Math.max(link, 0));
            // A package that stays would start its unit.
            return Optional.of(
                    target.equals(AsMade.LINK + MASK)
                            ? new Stays(name(), parameters, "rm " + Sh.quote(made.name()))
                            : new Goes(
                                    name(),
                                    parameters,
                                    Stage.FILES,
                                    absent -> new AsMade(absent, made.name(), target)));
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Optional<String> target = fields.optionalString("target");
            boolean absent = fields.bool("absent", false);
            String owner = Owner.name(fields, "owner", Owner.ROOT);
            FoundationPaths.keep(fields, "path", path, absent, inputs.login());
            fields.atMostOne("absent", "target");
            if (absent) {
                return Optional.of(new FileAbsent(name(), path, owner, Validation.of(path)));
            }
            if (target.filter(t -> !t.isEmpty()).isEmpty()) {
                fields.refuse("path", "a symlink needs 'target'", "or 'absent: true' to remove the link");
                return Optional.empty();
            }
            if (target.get().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                fields.refuse("target", "'target' must not contain a control character", "");
            }
            return target.map(t -> new SymlinkResource(path, t, owner));
        }
    }

    @Override
    public String title() {
        return "symlink " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    /** As it is noted: after its owner, who may remove it again, unless that is root. */
    private Made made() {
        return new Made("symlink", path, (owner.equals(Owner.ROOT) ? "" : owner + " ") + AsMade.LINK + target);
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.link(path).target(target).list();
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(pathQuery(), Paths.parentQuery(path));
    }

    @Override
    public String actsFor(StateView state) {
        return owner;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        switch (state.get(pathQuery())) {
            case Symlink link when link.target().equals(target) -> {}
            case Symlink link -> change.changes(made()).differs("target", link.target(), target);
            case Missing ignored -> change.makes(made()).differs("target", "", target);
            case RegularFile file ->
                change.removes("file", file.size() + " bytes").differs("target", "", target);
            case PathState now -> change.impossible(path + " is " + Paths.kind(now), "remove it if it is not needed");
        }
        Validation.of(path).link(change, target);
        return change.run("backup", path)
                .run("place_link", owner.equals(Owner.ROOT) ? List.of(path, target) : List.of(path, target, owner))
                .becomes(pathQuery(), new Symlink(target))
                .blockedBy(Paths.fixed(path, state.get(pathQuery())))
                .blockedBy(Paths.blockedParent(path, state))
                .certain(state.settled(pathQuery()) || MASK.equals(target))
                .assessment();
    }
}
