package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.lab.TestLab;

/** A copy of everything that is shipped to provision with, with secrets of its own for one of the inventories. */
public final class SampleProject {
    private static final String SAMPLE = "provisioner/sample-app/target/sample-app.jar";

    private final String inventory;
    private final Tool tool;

    private SampleProject(String inventory, Tool tool) {
        this.inventory = inventory;
        this.tool = tool;
    }

    /** @param directory an empty one, for the copy */
    public static SampleProject make(Path directory, String inventory, TestLab lab) throws Exception {
        return make(directory, inventory, lab, Map.of());
    }

    /** @param secrets the values of some; the others are generated */
    public static SampleProject make(Path directory, String inventory, TestLab lab, Map<String, String> secrets)
            throws Exception {
        return make(Tool.CHECKOUT, directory, inventory, lab, secrets);
    }

    /** @param checkout whose files and whose tool; it has been built */
    public static SampleProject make(
            Path checkout, Path directory, String inventory, TestLab lab, Map<String, String> secrets)
            throws Exception {
        ProjectFiles.copy(checkout, directory);
        Path sample = directory.resolve(SAMPLE);
        Files.createDirectories(sample.getParent());
        Files.copy(checkout.resolve(SAMPLE), sample);
        Map<String, String> environment = new HashMap<>(lab.environment());
        environment.put("PROVISIONER_AGE_KEY_FILE", directory.resolve("age.key").toString());
        SampleProject project = new SampleProject(
                inventory, Tool.inCheckout(checkout, environment).in(directory));
        project.done("secret", "init", "-i", inventory);
        project.done("secret", "ca", "-i", inventory, "internal_ca");
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            Tool.Run set = project.tool.told(secret.getValue(), "secret", "set", "-i", inventory, secret.getKey());
            assertThat(set.exit()).as(set.everything()).isZero();
        }
        project.done("secret", "generate", "-i", inventory);
        return project;
    }

    public Tool tool() {
        return tool;
    }

    /** The same files and secrets, with the tool of another checkout. */
    public SampleProject withToolOf(Path checkout) {
        return new SampleProject(inventory, tool.from(checkout));
    }

    /** The same files and secrets: see {@link Tool#yielding}. */
    public SampleProject yielding() {
        return new SampleProject(inventory, tool.yielding());
    }

    private void done(String... arguments) throws Exception {
        Tool.Run run = tool.run(arguments);
        assertThat(run.exit()).as(run.everything()).isZero();
    }

    /** As JSON, on the lab's hosts. */
    public Tool.Run run(String command, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", inventory, "--lab", "--output", "json"));
        arguments.addAll(List.of(more));
        return tool.run(arguments.toArray(String[]::new));
    }
}
