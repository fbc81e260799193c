package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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

    private static List<InputCase> cases() throws IOException {
        return InputCase.all("bad-input.txt");
    }

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrong() throws IOException {
        return cases().stream()
                .map(c -> dynamicTest(c.title(), () -> {
                    assertThat(c.problems()).isNotEmpty();
                    assertThat(c.project(directory).problems()).containsExactlyElementsOf(c.problems());
                }));
    }

    @Test
    void coversManyKinds() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
        assertThat(cases()).extracting(InputCase::title).doesNotHaveDuplicates();
    }

    @Test
    void saysThatAFileIsNoUtf8() {
        Project project = Project.in(directory);
        project.file("templates/a.vm", "ok\nb\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        project.file(Project.PLAYBOOK, "- {play: P, hosts: web-1, steps: [{name: n, note: {template: a.vm}}]}\n");
        assertThat(project.problems())
                .containsExactly("templates/a.vm:2:2: a file must be UTF-8, found the byte 0xfc"
                        + "; save the file in UTF-8 (used at playbooks/site.yml:1:35)");
    }
}
