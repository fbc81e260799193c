package provisioner.adopt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import provisioner.adopt.Value.Copied;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.ResourceTypes;
import provisioner.resource.Step;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Problems;
import provisioner.state.Bytes;

/** Reads proposed steps with the resource types themselves, so that nothing is printed which they would refuse. */
final class StepReader {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final ResourceTypes types;
    private final Optional<String> login;

    /** @param login as whom the inventory lets provisioner log in */
    StepReader(ResourceTypes types, Optional<String> login) {
        this.types = types;
        this.login = login;
    }

    /**
     * @param steps empty where there is a reason
     * @param reason why a resource type refuses one of them; empty if none does
     */
    record Read(List<Step> steps, String reason) {}

    Read read(List<Wish> wishes) {
        List<Step> steps = new ArrayList<>();
        for (Wish wish : wishes) {
            Problems problems = new Problems();
            Optional<Resource> resource = resource(wish, problems);
            if (!problems.isEmpty() || resource.isEmpty()) {
                String reason = problems.list().stream()
                        .map(problem -> problem.message())
                        .findFirst()
                        .orElse("no such step can be made");
                return new Read(List.of(), reason);
            }
            steps.add(new Step(
                    wish.type() + " " + wish.name(),
                    "adopted",
                    0,
                    wish.name(),
                    resource.get(),
                    Location.ofFile(""),
                    TIMEOUT,
                    0,
                    Optional.empty()));
        }
        return new Read(List.copyOf(steps), "");
    }

    private Optional<Resource> resource(Wish wish, Problems problems) {
        ResourceType type = types.find(wish.type()).orElseThrow();
        Fields fields = new Fields(wish.node(Location.ofFile("")), "'" + wish.type() + "'", problems);
        Optional<Resource> resource = type.parse(fields, new Copies(wish))
                .filter(Resource.class::isInstance)
                .map(Resource.class::cast);
        fields.done();
        return resource;
    }

    /** The files of a step are those that are copied with it. */
    private final class Copies implements Inputs {
        private final Wish wish;

        Copies(Wish wish) {
            this.wish = wish;
        }

        @Override
        public Optional<String> login() {
            return login;
        }

        @Override
        public String run() {
            return "";
        }

        @Override
        public Optional<Bytes> file(String path, Location usedAt) {
            return wish.parameters().values().stream()
                    .filter(Copied.class::isInstance)
                    .map(value -> ((Copied) value).bytes())
                    .findFirst();
        }

        @Override
        public Optional<Bytes> template(String path, Location usedAt) {
            return Optional.empty();
        }

        @Override
        public Optional<SortedMap<String, Bytes>> templateTree(String directory, Location usedAt) {
            return Optional.empty();
        }
    }
}
