package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mistakes in mistakes.txt, with what is said about each, are the page docs/mistakes.md; {@code -Dmistakes.rewrite=true} writes it. */
class MistakesTest {
    private static final Path PAGE = Path.of("docs/mistakes.md");
    private static final int MISTAKES = 40;

    private static final String RIGHT =
            "- {play: P, hosts: all, steps: [{name: nginx is installed, package: {name: nginx}}]}\n";

    private static final String BEGINNING = """
            # Forty mistakes

            This page shows mistakes that people make, and what provisioner says about each. All of them are found in the files alone,
            before any host is contacted, and all at once. A message says where the mistake is, what is wrong, and what to do.

            A test makes these mistakes and writes this page, so the messages are the real ones. What the examples leave out is right.
            `web-1`, `web-2` and `db-1` are hosts, and `web` is a group.
            """;

    @TempDir
    private Path directory;

    @Test
    void thePageSaysWhatProvisionerSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("mistakes.rewrite")) {
            Files.writeString(PAGE, page);
            fail("docs/mistakes.md is written: review it, and run the test without -Dmistakes.rewrite");
        }
        assertThat(PAGE).content().isEqualTo(page);
    }

    private String page() throws IOException {
        List<InputCase> mistakes = InputCase.all("mistakes.txt");
        assertThat(mistakes).hasSize(MISTAKES);
        StringBuilder page = new StringBuilder(BEGINNING);
        String subject = "";
        for (int i = 0; i < MISTAKES; i++) {
            String[] title = mistakes.get(i).title().split(": ", 2);
            if (!title[0].equals(subject)) {
                subject = title[0];
                page.append("\n## ").append(capital(subject)).append('\n');
            }
            page.append("\n### ")
                    .append(i + 1)
                    .append(". ")
                    .append(capital(title[1]))
                    .append('\n');
            add(page, mistakes.get(i));
        }
        return page.toString();
    }

    private void add(StringBuilder page, InputCase mistake) throws IOException {
        mistake.files().forEach((file, text) -> {
            String form = file.endsWith(".yml") ? "yaml" : "";
            page.append("\n`").append(file).append("`:\n\n```").append(form).append('\n');
            page.append(text.strip()).append("\n```\n");
        });
        Project project = mistake.project(directory).standardTypes();
        if (!mistake.files().containsKey(Project.PLAYBOOK)) {
            project.file(Project.PLAYBOOK, RIGHT);
        }
        List<String> problems = project.problems();
        assertThat(problems).as(mistake.title()).isNotEmpty();
        page.append("\nprovisioner says:\n\n```text\n")
                .append(String.join("\n", problems))
                .append("\n```\n");
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
