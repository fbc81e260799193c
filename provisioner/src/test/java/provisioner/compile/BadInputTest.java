package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of wrong input, and exactly what is said about it: the cases are in bad-input.txt. */
class BadInputTest {
    private static final int FEWEST_CASES = 60;

    @TempDir
    private Path directory;

    private record Case(String title, Map<String, String> files, List<String> problems) {}

    private static List<Case> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(BadInputTest.class.getResourceAsStream("bad-input.txt"))) {
            List<Case> cases = new ArrayList<>();
            String file = "";
            boolean expected = false;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("=== ")) {
                    cases.add(new Case(line.substring(4), new LinkedHashMap<>(), new ArrayList<>()));
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

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrong() throws IOException {
        return cases().stream()
                .map(c -> dynamicTest(c.title, () -> {
                    assertThat(c.problems).isNotEmpty();
                    assertThat(project(c).problems()).containsExactlyElementsOf(c.problems);
                }));
    }

    private Project project(Case of) throws IOException {
        Project project = Project.in(Files.createTempDirectory(directory, "case"));
        of.files.forEach((name, text) -> {
            if (name.equals("options")) {
                text.lines().forEach(line -> option(project, line.split(" ", 2)));
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

    @Test
    void coversManyKinds() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
        assertThat(cases()).extracting(Case::title).doesNotHaveDuplicates();
    }

    @Test
    void saysThatAFileIsNoUtf8() {
        Project project = Project.in(directory);
        project.file("templates/a.vm", "ok\nb\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        project.file(Project.PLAYBOOK, "- {play: P, hosts: web-1, steps: [{name: n, note: {template: a.vm}}]}\n");
        assertThat(project.problems())
                .containsExactly("templates/a.vm:2:2: a file must be UTF-8, found the byte 0xfc"
                        + " (used at playbooks/site.yml:1:35); save the file in UTF-8");
    }
}
