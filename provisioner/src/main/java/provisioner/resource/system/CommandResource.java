package provisioner.resource.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Assessment.Unverifiable;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
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
                fields.refuse("run", "a command cannot hold a NUL", "");
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
    public Set<Query<?>> queries() {
        return unless.<Set<Query<?>>>map(u -> Set.of(new GuardQuery(u)))
                .or(() -> creates.map(c -> Set.of(new PathQuery(c))))
                .orElse(Set.of());
    }

    @Override
    public Assessment assess(StateView state) {
        if (unless.isPresent()) {
            return guarded(new GuardQuery(unless.get()), state);
        }
        if (creates.isPresent()) {
            return creating(new PathQuery(creates.get()), state);
        }
        return new Unverifiable(action(), unsettles());
    }

    private Assessment guarded(GuardQuery query, StateView state) {
        GuardState guard = state.get(query);
        if (guard.exit() == 0) {
            return new InSync();
        }
        List<Effect> effects = new ArrayList<>(unsettles());
        effects.add(new Becomes<>(query, new GuardState(0, "")));
        String open = guard.couldNotRun() ? "its 'unless' cannot run yet: status " + guard.exit() : "";
        Difference difference = Difference.of("unless", "status " + guard.exit(), "status 0");
        return new Differs(List.of(difference), action(), effects, state.settled(query), open);
    }

    private Assessment creating(PathQuery query, StateView state) {
        if (!(state.get(query) instanceof Missing)) {
            return new InSync();
        }
        List<Effect> effects = new ArrayList<>(unsettles());
        Ownership root = new Ownership(Owner.ROOT, Owner.ROOT, FileResource.MODE);
        effects.add(new Becomes<>(query, new RegularFile(root, 0, "")));
        Difference difference = Difference.of("presence", "", query.path());
        return new Differs(List.of(difference), action(), effects, state.settled(query));
    }

    private List<Effect> unsettles() {
        return touches.isEmpty()
                ? List.of(new Unsettles(new Extent.Anything()))
                : touches.stream()
                        .<Effect>map(path -> new Unsettles(new Extent.Below(path)))
                        .toList();
    }

    /** The text travels as a file: it may be of any form, and process arguments are there for everyone to see. */
    private Action action() {
        Bytes text = Bytes.utf8(run + "\n");
        return new Action.Script("sh -e \"$BLOBS/" + text.sha256() + "\"\n", Map.of(text.sha256(), text));
    }
}
