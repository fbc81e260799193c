package provisioner.compile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import provisioner.pki.Authority;
import provisioner.resource.standard.StandardTypes;

/** The shipped playbooks, compiled for an inventory whose secrets come from the environment. */
public final class ShippedSite {
    private static final Pattern STORED = Pattern.compile("!secret (\\w+)");

    private ShippedSite() {}

    /** The text of a shipped inventory. */
    public static String inventory(String name) throws Exception {
        return Files.readString(Path.of("../inventory", name));
    }

    /** @param directory for the inventory and an empty application: ours may not be built yet */
    public static Program compile(Path directory, String shipped, String playbook) throws Exception {
        Path file = directory.resolve("inventory.yml");
        Path artifact = Files.writeString(directory.resolve("app.jar"), "");
        String inventory = shipped.replace("\nvars:\n", "\nvars:\n  app_artifact: " + artifact + "\n");
        Files.writeString(file, STORED.matcher(inventory).replaceAll("!env $1"));
        Map<String, String> environment = new TreeMap<>();
        for (String name :
                STORED.matcher(inventory).results().map(found -> found.group(1)).toList()) {
            environment.put(name, (name.endsWith("_endpoint") ? "https://sumo.example/" : "") + "canary-of-" + name);
        }
        environment.put("internal_ca", Authority.create("canary", Instant.now(), Duration.ofDays(3650)));
        Path project = Path.of("..").toRealPath();
        CompileRequest request = new CompileRequest(
                Path.of("inventory.yml"),
                project.resolve("playbooks").resolve(playbook),
                project.resolve("templates"),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                "run-1");
        return new Compiler(StandardTypes.all(), directory, environment).compile(request);
    }
}
