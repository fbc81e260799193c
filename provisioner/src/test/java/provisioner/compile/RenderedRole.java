package provisioner.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

/** What a shipped role makes of its directory of templates, with the parameters and defaults that it has. */
public final class RenderedRole {
    /** Roles whose parameters others read. */
    private static final List<String> READ =
            List.of("alertmanager", "mtail", "node_exporter", "nginx_exporter", "mysql_exporter");

    private static final Path INVENTORIES = Path.of("../inventory");

    private RenderedRole() {}

    /** The names of the inventories that are shipped. */
    public static List<String> inventories() throws IOException {
        try (Stream<Path> files = Files.list(INVENTORIES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml") && !name.endsWith(".secrets.yml"))
                    .sorted()
                    .toList();
        }
    }

    /** A shipped inventory, with words in the place of its secrets. */
    public static String inventory(String name) throws IOException {
        return Files.readString(INVENTORIES.resolve(name)).replaceAll("!secret (\\w+)", "a-$1");
    }

    /** The files that each of these hosts gets. */
    public static Map<String, Map<String, String>> trees(Path directory, String role, String hosts, String inventory)
            throws IOException, InvalidInputException {
        String shipped = Files.readString(Path.of("../playbooks/roles", role, "role.yml"));
        String parameters = shipped.substring(0, shipped.indexOf("\nsteps:"));
        Project project = Project.in(directory)
                .file(Project.INVENTORY, inventory)
                .file(Project.PLAYBOOK, "- {play: P, hosts: " + hosts + ", roles: [" + role + "]}\n");
        for (String read : READ) {
            String text = Files.readString(Path.of("../playbooks/roles", read, "role.yml"));
            project.file(
                    "playbooks/roles/" + read + "/role.yml",
                    text.substring(0, text.indexOf("\nsteps:")) + "\nsteps: [{name: n, note: {text: n}}]\n");
        }
        project.file(
                "playbooks/roles/" + role + "/role.yml", parameters + "\nsteps: [{name: n, tree: {source: live}}]\n");
        Path templates = Path.of("../templates", role);
        try (Stream<Path> files = Files.walk(templates.resolve("live"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                project.file("templates/" + role + "/" + templates.relativize(file), Files.readString(file));
            }
        }
        return project.compile().hosts().stream()
                .filter(host -> !host.steps().isEmpty())
                .collect(Collectors.toMap(
                        Program.HostProgram::host, host -> tree(host.steps()), (a, b) -> a, TreeMap::new));
    }

    private static Map<String, String> tree(List<Step> steps) {
        return ((Project.Note) steps.getFirst().resource()).parameters();
    }
}
