package provisioner.resource.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Change;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A user's own command. It runs where its probe says so; without a probe it runs every time.
 *
 * @param unless succeeds where there is nothing to do
 * @param creates a path that is there where there is nothing to do
 * @param touches all that it may alter; empty for anything
 */
record CommandResource(String run, Optional<String> unless, Optional<String> creates, List<String> touches)
        implements Resource {
    CommandResource {
        touches = List.copyOf(touches);
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "command";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String run = fields.string("run");
            Optional<String> unless = fields.has("unless") ? Optional.of(fields.string("unless")) : Optional.empty();
            Optional<String> creates =
                    fields.has("creates") ? Optional.of(Paths.required(fields, "creates")) : Optional.empty();
            fields.atMostOne("unless", "creates");
            List<String> touches = new ArrayList<>();
            for (Node.Scalar path : fields.scalars("touches")) {
                Paths.wrong(path.text())
                        .ifPresent(w -> fields.problems().add(path.location(), "'" + path.text() + "' " + w));
                touches.add(path.text());
            }
            if ((run + unless.orElse("")).indexOf('\0') >= 0) {
                fields.refuse("run", "a command must not contain a NUL character", "");
                return Optional.empty();
            }
            return Optional.of(new CommandResource(run, unless, creates, touches));
        }
    }

    @Override
    public String title() {
        // Not cut: half a secret would not be recognised as one.
        return "command " + run.strip().lines().findFirst().orElse("");
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return Set.of("run", "unless").contains(parameter) ? Optional.empty() : Resource.super.exposes(parameter);
    }

    @Override
    public Set<Query<?>> queries() {
        return unless.<Set<Query<?>>>map(u -> Set.of(new GuardQuery(u)))
                .or(() -> creates.map(c -> Set.of(new PathQuery(c))))
                .orElse(Set.of());
    }

    @Override
    public boolean writes() {
        return false; // what it does is up to whoever wrote it
    }

    @Override
    public boolean altersAnything() {
        return touches.isEmpty();
    }

    @Override
    public Assessment assess(StateView state) {
        if (unless.isPresent()) {
            return guarded(new GuardQuery(unless.get()), state);
        }
        if (creates.isPresent()) {
            return creating(new PathQuery(creates.get()), state);
        }
        return change().unverifiable();
    }

    private Assessment guarded(GuardQuery query, StateView state) {
        GuardState guard = state.get(query);
        if (guard.exit() == 0) {
            return new InSync();
        }
        return change().differs("unless", "status " + guard.exit(), "status 0")
                .becomes(query, new GuardState(0, ""))
                .certain(state.settled(query))
                .openBecause(guard.couldNotRun() ? "'unless' cannot run yet: exit status " + guard.exit() : "")
                .assessment();
    }

    private Assessment creating(PathQuery query, StateView state) {
        if (!(state.get(query) instanceof Missing)) {
            return new InSync();
        }
        Ownership root = new Ownership(Owner.ROOT, Owner.ROOT, FileResource.MODE);
        return change().differs("presence", "", query.path())
                .becomes(query, new RegularFile(root, 0, ""))
                .certain(state.settled(query))
                .assessment();
    }

    /** The text travels as a file: it may be of any form, and process arguments are there for everyone to see. */
    private Change change() {
        Bytes text = Bytes.utf8(run + "\n");
        Change change = new Change().send(text).run("sh -e \"$BLOBS/" + text.sha256() + "\"");
        touches.forEach(path -> change.unsettles(new Extent.Below(path)));
        return altersAnything() ? change.unsettles(new Extent.Anything()) : change;
    }

    @Override
    public String toString() {
        return "command of " + run.length() + " characters";
    }
}
