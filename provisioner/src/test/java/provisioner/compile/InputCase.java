package provisioner.compile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Files of a project, options, and what is said about them.
 *
 * @param files what stands in each; {@code options} are those of the command line
 */
record InputCase(String title, Map<String, String> files, List<String> problems) {
    private static final String OPTIONS = "options";

    /** The cases of a resource beside this class, in the form that bad-input.txt explains. */
    static List<InputCase> all(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(InputCase.class.getResourceAsStream(resource))) {
            List<InputCase> cases = new ArrayList<>();
            String file = "";
            boolean expected = false;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("=== ")) {
                    cases.add(new InputCase(line.substring(4), new LinkedHashMap<>(), new ArrayList<>()));
                    expected = false;
                } else if (line.startsWith("--- ")) {
                    file = line.substring(4);
                    cases.getLast().files.put(file, "");
                } else if (line.equals(">>>")) {
                    expected = true;
                } else if (expected && !line.isBlank()) {
                    cases.getLast().problems.add(line);
                } else if (!cases.isEmpty() && !expected) {
                    cases.getLast().files.merge(file, line + "\n", String::concat);
                }
            }
            return cases;
        }
    }

    Project project(Path directory) throws IOException {
        Project project = Project.in(Files.createTempDirectory(directory, "case"));
        files.forEach((name, text) -> {
            if (name.equals(OPTIONS)) {
                text.lines().filter(line -> !line.isBlank()).forEach(line -> option(project, line.split(" ", 2)));
            } else {
                project.file(name, text);
            }
        });
        return project;
    }

    private static void option(Project project, String[] option) {
        switch (option[0]) {
            case "--limit" -> project.limit(option[1]);
            case "--tags" -> project.tags(option[1].split(","));
            case "--step" -> project.steps(option[1]);
            case "-e" -> {
                if (option[1].startsWith("@")) {
                    project.variableFiles(option[1].substring(1));
                } else {
                    String[] variable = option[1].split("=", 2);
                    project.extra(Map.of(variable[0], variable[1]));
                }
            }
            default -> throw new IllegalArgumentException(option[0]);
        }
    }
}
