package provisioner.cli.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** Cases of types of one's own. */
class TypeCasesTest {
    private static final String TYPE = """
            parameters: {a: {type: string}, b: {type: string, secret: true, default: hunter22}}
            probe: echo
            desired: {a: $a, b: $b}
            apply: echo
            """;

    @TempDir
    Path directory;

    private void file(String name, String text) throws Exception {
        Path file = directory.resolve("playbooks/types").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private TypeCases.Verdict run(String... names) throws Exception {
        return new TypeCases(new InputFiles(directory), Path.of("playbooks")).run(List.of(names));
    }

    /** What is shipped passes, and each type has the cases that a type needs. */
    @Test
    void theShippedTypesPass() throws Exception {
        TypeCases.Verdict verdict = new TypeCases(new InputFiles(Path.of("..")), Path.of("playbooks")).run(List.of());
        assertThat(verdict.lines())
                .containsExactly("alternatives: 4 cases pass", "kernel_module: 6 cases pass", "swap: 8 cases pass");
        assertThat(verdict.passed()).isTrue();
    }

    @Test
    void whatDiffersFromACaseIsNamed() throws Exception {
        file("t.yml", TYPE);
        file("t/cases/a.yml", "parameters: {a: x}\nprinted: \"a=y\\nb=z\"\nexpect: {outcome: unchanged}\n");
        TypeCases.Verdict verdict = run();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.lines())
                .containsExactly(
                        "playbooks/types/t/cases/a.yml: the outcome must be unchanged, found would-change",
                        "playbooks/types/t/cases/a.yml: the differences must be [], found [a: y → x, b: ******** →"
                                + " ********]");
    }

    @Test
    void aTypeNeedsACase() throws Exception {
        file("t.yml", TYPE);
        assertThat(run("t").passed()).isFalse();
        assertThat(run("t").lines()).containsExactly("t: there must be a case in playbooks/types/t/cases");
    }

    @Test
    void wrongCasesAndNamesAreProblems() throws Exception {
        file("t.yml", TYPE);
        file("t/cases/a.yml", "paramters: {}\nexpect: {outcome: changed}\n");
        assertThatThrownBy(() -> run())
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems().stream().map(Object::toString))
                                .anyMatch(p -> p.startsWith("playbooks/types/t/cases/a.yml:1:")
                                        && p.contains("unknown key 'paramters'"))
                                .anyMatch(p -> p.contains("'outcome' must be unchanged")));
        assertThatThrownBy(() -> run("tt"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems().getFirst().toString())
                                .contains("there is no type 'tt'", "did you mean 't'?"));
    }
}
