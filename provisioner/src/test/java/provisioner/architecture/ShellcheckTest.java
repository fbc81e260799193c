package provisioner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.OwnTypeSource;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** shellcheck finds nothing in any script of the repository; what it must overlook stands in .shellcheckrc or beside the line, with a reason. */
class ShellcheckTest {
    /** The top of the checkout: tests run in the module's directory. */
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS = Set.of(".git", "target");

    @Test
    void everyScriptIsClean() throws IOException, InterruptedException {
        List<Path> scripts = scripts();
        assertThat(scripts).hasSizeGreaterThan(20).contains(Path.of(".ci/run"), Path.of("provisioner/bin/lib.sh"));
        // What a host's shell is told is text without a first line of its own.
        List<Path> texts = scripts.stream().filter(file -> !saysItsShell(file)).toList();
        assertThat(shellcheck(texts, "--shell=sh")).isEmpty();
        assertThat(shellcheck(
                        scripts.stream().filter(ShellcheckTest::saysItsShell).toList()))
                .isEmpty();
    }

    /** What types of one's own run, with their parameters as variables. */
    @Test
    void theScriptsOfShippedTypesAreClean(@TempDir Path directory) throws IOException, InterruptedException {
        Problems problems = new Problems();
        OwnTypeReader reader = new OwnTypeReader(new InputFiles(TOP), Path.of("playbooks"));
        List<Path> scripts = new ArrayList<>();
        for (String name : reader.names()) {
            OwnTypeSource type = reader.read(name, problems).orElseThrow();
            StringBuilder variables = new StringBuilder();
            type.parameters()
                    .keySet()
                    .forEach(parameter -> variables.append(parameter).append("=$1\n"));
            for (String script : List.of(type.probe(), type.apply())) {
                Path file = directory.resolve(name + scripts.size() + ".sh");
                Files.writeString(file, variables + script);
                scripts.add(file);
            }
        }
        assertThat(problems.list()).isEmpty();
        assertThat(scripts).hasSizeGreaterThanOrEqualTo(6);
        assertThat(Shellcheck.in(TOP, scripts, "--shell=sh", "--exclude=SC2034,SC2016"))
                .isEmpty();
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(TOP)) {
            return files.map(TOP::relativize)
                    .filter(file -> StreamSupport.stream(file.spliterator(), false)
                            .noneMatch(part -> NOT_OURS.contains(part.toString())))
                    .filter(file -> Files.isRegularFile(TOP.resolve(file)))
                    .filter(file -> !file.toString().endsWith(".vm"))
                    .filter(file -> file.toString().endsWith(".sh") || saysItsShell(file))
                    .sorted()
                    .toList();
        }
    }

    /** By its first line, or by its name. */
    private static boolean saysItsShell(Path file) {
        if (file.toString().endsWith(".bash")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(TOP.resolve(file))) {
            String start = new String(in.readNBytes(20), StandardCharsets.ISO_8859_1);
            return start.matches("(?s)#!/bin/(ba)?sh\\n.*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shellcheck(List<Path> scripts, String... options) throws IOException, InterruptedException {
        return Shellcheck.in(TOP, scripts, options);
    }
}
