package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExtraVariablesTest {
    @TempDir
    Path directory = Path.of("");

    /** The command line's own way to take arguments from a file would swallow ours. */
    @Test
    void filesAreNotReadAsArguments() throws Exception {
        Path file = Files.writeString(directory.resolve("variables.yml"), "release: 2\n");
        CommandLine line = Main.commandLine();
        line.parseArgs("verify", "-e", "@" + file, "-e", "a=b=c", "-e", "d=");
        VerifyCommand verify =
                Objects.requireNonNull(line.getSubcommands().get("verify")).getCommand();
        ExtraVariables extra = verify.input.extra();
        assertThat(extra.files()).containsExactly(file);
        assertThat(extra.pairs()).isEqualTo(Map.of("a", "b=c", "d", ""));
        assertThat(ExtraVariables.of(extra.arguments())).isEqualTo(extra);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> ExtraVariables.of(List.of("a=1", "b")))
                .isInstanceOf(UsageException.class)
                .hasMessage("'-e b' must be KEY=VALUE or @FILE");
    }
}
