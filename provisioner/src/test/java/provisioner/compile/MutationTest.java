package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;
import provisioner.source.Problem;

/** Files with random damage either compile or are refused with located problems; never anything else. */
class MutationTest {
    private static final String DAMAGE = " \t\n:-,[]{}&*!#$\"'\\%@`|>?=~<()x0\u00fc\uD83D\uDE00\u0001\uFDD0";

    /** Where each sample file belongs. */
    private static final Map<String, String> PLACES = Map.of(
            "inventory.yml",
            Project.INVENTORY,
            "site.yml",
            Project.PLAYBOOK,
            "role.yml",
            "playbooks/roles/site/role.yml",
            "site.conf.vm",
            "templates/site/site.conf.vm");

    @TempDir
    private Path directory;

    private final Map<String, String> sample = new LinkedHashMap<>();
    private Project project = new Project(Path.of(""));

    @BeforeEach
    void writeSample() throws IOException {
        project = Project.in(directory)
                .file("playbooks/motd", "hello\n")
                .file("templates/tree/a.conf.vm", "$host.name")
                .file("templates/tree/b.conf", "b");
        for (String name : PLACES.keySet().stream().sorted().toList()) {
            try (InputStream in = Objects.requireNonNull(MutationTest.class.getResourceAsStream("sample/" + name))) {
                sample.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            write(name, text(name));
        }
    }

    private String text(String name) {
        return Objects.requireNonNull(sample.get(name));
    }

    private void write(String name, String text) {
        project.file(Objects.requireNonNull(PLACES.get(name)), text);
    }

    @Test
    void theSampleItselfCompiles() throws InvalidInputException {
        Program program = project.compile();
        assertThat(program.hosts()).hasSize(4);
        assertThat(program.hosts().getFirst().steps()).hasSize(5);
    }

    @Test
    @Timeout(120)
    void damagedFilesCompileOrAreRefused() {
        damage(1_000);
    }

    @Test
    @Tag("host")
    @Tag("long")
    @Timeout(1200)
    void tenThousandOfEachKindDoSo() {
        damage(10_000 * PLACES.size());
    }

    private void damage(int mutations) {
        long seed = Long.getLong("seed", 20261121L);
        Random random = new Random(seed);
        int refused = 0;
        List<String> names = List.copyOf(sample.keySet());
        for (int i = 0; i < mutations; i++) {
            String name = names.get(i % names.size());
            String damaged = text(name);
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged = mutate(damaged, random);
            }
            write(name, damaged);
            refused += refused(damaged, "seed " + seed + ", mutation " + i + " of " + name) ? 1 : 0;
            write(name, text(name));
        }
        assertThat(refused).isBetween(mutations / 4, mutations);
    }

    private boolean refused(String damaged, String which) {
        try {
            project.compile();
            return false;
        } catch (InvalidInputException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(isForPeople(problem))
                            .as("%s: %s%n%s", which, problem, damaged)
                            .isTrue());
            return true;
        } catch (RuntimeException e) {
            throw new AssertionError(which + ":\n" + damaged, e);
        }
    }

    private static boolean isForPeople(Problem problem) {
        String text = problem.message() + problem.hint();
        return !problem.location().file().isEmpty()
                && !problem.message().isBlank()
                && !text.contains("\n")
                && !text.contains("Exception")
                && !text.contains("java.")
                && !text.contains("velocity");
    }

    private static String mutate(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(4));
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, at) + DAMAGE.charAt(random.nextInt(DAMAGE.length())) + text.substring(at);
            case 2 -> text.substring(0, at) + DAMAGE.charAt(random.nextInt(DAMAGE.length())) + text.substring(end);
            case 3 -> text.substring(0, at);
            case 4 -> swapLines(text, random);
            default -> text.substring(0, end) + text.substring(at);
        };
    }

    private static String swapLines(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        return String.join("\n", lines) + "\n";
    }
}
