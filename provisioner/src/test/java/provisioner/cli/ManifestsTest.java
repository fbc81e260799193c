package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The manifests for Kubernetes are what its API takes: the models are generated from the API's published description, and refuse every
 * key that it does not have, lacking ones and values of another type.
 */
class ManifestsTest {
    private static final Path MANIFESTS = Path.of("examples/kubernetes");

    /** YAML 1.1, which Kubernetes reads, takes it as octal, and other readers as decimal. */
    private static final Pattern LEADING_ZERO = Pattern.compile("(?m)[:\\[,]\\s*0[0-9]+\\b");

    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            return files.sorted().toList();
        }
    }

    private static JsonObject json(Path manifest) throws IOException {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(manifest));
        return new Gson().toJsonTree(read).getAsJsonObject();
    }

    private static Object asTheApiTakesIt(JsonObject manifest) throws IOException {
        assertThat(manifest.get("apiVersion")).isEqualTo(new JsonPrimitive("batch/v1"));
        return manifest.get("kind").getAsString().equals("CronJob")
                ? V1CronJob.fromJson(manifest.toString())
                : V1Job.fromJson(manifest.toString());
    }

    private static V1Job job(JsonObject manifest) throws IOException {
        return asTheApiTakesIt(manifest) instanceof V1CronJob scheduled
                ? new V1Job().spec(scheduled.getSpec().getJobTemplate().getSpec())
                : V1Job.fromJson(manifest.toString());
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void isWhatTheApiTakes(Path manifest) throws IOException {
        asTheApiTakesIt(json(manifest));
        assertThat(LEADING_ZERO.matcher(Files.readString(manifest)).results().map(match -> match.group()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void noKeyCanBeMistyped(Path manifest) throws IOException {
        List<String> taken = new ArrayList<>();
        int keys = 0;
        for (List<String> path : paths(json(manifest), List.of())) {
            keys++;
            JsonObject mistyped = json(manifest);
            JsonObject parent = at(mistyped, path.subList(0, path.size() - 1)).getAsJsonObject();
            parent.add(path.getLast() + "x", parent.remove(path.getLast()));
            if (isTaken(mistyped)) {
                taken.add(String.join(".", path));
            }
        }
        assertThat(taken).isEmpty();
        assertThat(keys).isGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void noValueCanBeOfAnotherType(Path manifest) throws IOException {
        List<String> taken = new ArrayList<>();
        for (List<String> path : paths(json(manifest), List.of())) {
            JsonObject wrong = json(manifest);
            JsonObject parent = at(wrong, path.subList(0, path.size() - 1)).getAsJsonObject();
            JsonElement value = parent.get(path.getLast());
            boolean number =
                    value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
            parent.add(path.getLast(), number ? new JsonPrimitive("five") : other(value));
            if (isTaken(wrong)) {
                taken.add(String.join(".", path));
            }
        }
        assertThat(taken).isEmpty();
    }

    /** A list in place of a value, and a text in place of all else. */
    private static JsonElement other(JsonElement value) {
        if (!value.isJsonPrimitive()) {
            return new JsonPrimitive("a text");
        }
        JsonArray list = new JsonArray();
        list.add(value);
        return list;
    }

    private static boolean isTaken(JsonObject manifest) {
        try {
            asTheApiTakesIt(manifest);
            return true;
        } catch (AssertionError | RuntimeException | IOException e) {
            return false;
        }
    }

    /** The way to each key. */
    private static List<List<String>> paths(JsonElement element, List<String> to) {
        List<List<String>> paths = new ArrayList<>();
        if (element instanceof JsonObject object) {
            object.asMap().forEach((key, value) -> {
                List<String> path = Stream.concat(to.stream(), Stream.of(key)).toList();
                paths.add(path);
                paths.addAll(paths(value, path));
            });
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                paths.addAll(paths(
                        array.get(i),
                        Stream.concat(to.stream(), Stream.of("" + i)).toList()));
            }
        }
        return paths;
    }

    private static JsonElement at(JsonElement from, List<String> path) {
        JsonElement at = from;
        for (String key : path) {
            at = at instanceof JsonArray array
                    ? array.get(Integer.parseInt(key))
                    : at.getAsJsonObject().get(key);
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void itsCommandLineIsOneOfOurs(Path manifest) throws IOException {
        V1Job job = job(json(manifest));
        job.getSpec().getTemplate().getSpec().getContainers().forEach(container -> {
            String[] arguments = container.getArgs().toArray(String[]::new);
            assertThatCode(() -> Main.commandLine(arguments).parseArgs(arguments))
                    .doesNotThrowAnyException();
            int shard = container.getArgs().indexOf("--shard");
            if (shard >= 0) {
                assertThat(container.getArgs().get(shard + 1))
                        .isEqualTo("auto/" + job.getSpec().getCompletions());
                assertThat(job.getSpec().getCompletionMode()).isEqualTo("Indexed");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyVolumeIsMountedAndEveryMountHasItsVolume(Path manifest) throws IOException {
        var pod = job(json(manifest)).getSpec().getTemplate().getSpec();
        Set<String> volumes = Set.copyOf(
                pod.getVolumes().stream().map(volume -> volume.getName()).toList());
        Set<String> mounts = Set.copyOf(pod.getContainers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(mount -> mount.getName())
                .toList());
        assertThat(mounts).isEqualTo(volumes);
    }
}
