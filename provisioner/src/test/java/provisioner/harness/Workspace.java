package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.lab.TestLab;
import provisioner.pki.Authority;

/** A user's directory that a test writes: inventory, playbook and files, and the tool started in it. */
public final class Workspace {
    private final Path directory;
    private final Tool tool;

    public Workspace(Path directory, TestLab lab, Map<String, String> environment) {
        this.directory = directory;
        Map<String, String> all = new HashMap<>(lab.environment());
        all.put("PROVISIONER_AGE_KEY_FILE", directory.resolve("age.key").toString());
        all.putAll(environment);
        this.tool = Tool.inCheckout(all).in(directory);
    }

    public Workspace(Path directory, TestLab lab) {
        this(directory, lab, Map.of());
    }

    /** A directory in which {@code web-1} is all that the inventory has. */
    public static Workspace ofOneHost(Path directory, TestLab lab) throws IOException {
        return new Workspace(directory, lab).inventory("user: root\nhosts: {web-1: {address: 203.0.113.1}}\n");
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    public Workspace file(String name, String content) throws IOException {
        Path path = path(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        return this;
    }

    public Workspace inventory(String yaml) throws IOException {
        return file("inventory/hosts.yml", yaml);
    }

    public Workspace playbook(String yaml) throws IOException {
        return file("playbooks/site.yml", yaml);
    }

    /** What this checkout ships, such as {@code templates}, in its place. */
    public Workspace shipped(String... names) throws IOException {
        for (String name : names) {
            Path link = path(name);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Tool.CHECKOUT.resolve(name));
        }
        return this;
    }

    /** The arguments of a command on the lab's hosts. */
    public static String[] arguments(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", "inventory/hosts.yml", "--lab"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** As text, on the lab's hosts. */
    public Tool.Run text(String command, String... more) throws IOException, InterruptedException {
        return tool.run(arguments(command, more));
    }

    /** As JSON, on the lab's hosts. */
    public Tool.Run json(String command, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--output", "json"));
        return tool.run(arguments(command, arguments.toArray(String[]::new)));
    }

    public Tool.Run json(String command) throws IOException, InterruptedException {
        return json(command, new String[0]);
    }

    /** A command of {@code secret}, for the inventory's own secrets, whose age key lies in this directory. */
    public Tool.Run secret(String command, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("secret", command, "-i", "inventory/hosts.yml"));
        arguments.addAll(List.of(more));
        return tool.run(arguments.toArray(String[]::new));
    }

    /** The secret {@code internal_ca} and a key to read it with. */
    public Workspace authority() throws IOException, InterruptedException {
        for (Tool.Run made : List.of(secret("init"), secret("ca", "internal_ca"))) {
            assertThat(made.exit()).as(made.everything()).isZero();
        }
        return this;
    }

    /** A certificate of the internal authority for a key that is on a host, as PEM. */
    public String certificate(TestLab lab, String host, String key, List<String> names) throws Exception {
        String request = lab.raw(host, "openssl req -new -key " + key + " -subj /CN=x");
        return Authority.read(secret("show", "internal_ca").stdout())
                .issue(request, names, Instant.now(), Duration.ofDays(365));
    }

    public Tool tool() {
        return tool;
    }
}
