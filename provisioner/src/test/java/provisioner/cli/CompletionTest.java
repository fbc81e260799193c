package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import provisioner.cli.editor.CompleteCommand;
import provisioner.cli.editor.CompletionCommand.ForShell;

/** What stands in the place of a word, asked as a shell asks it, and by real shells. */
final class CompletionTest {
    @TempDir
    private Path site = Path.of("");

    @BeforeEach
    void aSite() throws IOException {
        Files.createDirectory(site.resolve("playbooks"));
        Files.writeString(site.resolve("inventory.yml"), """
                hosts: {web-1: {}, web-2: {}, db-1: {}}
                groups: {web: {hosts: web-*}, database: {hosts: db-1}}
                """);
        Files.writeString(site.resolve("play.yml"), """
                - play: Web servers
                  hosts: web
                  tags: [web]
                  steps:
                    - name: nginx is installed
                      package: {name: nginx}
                      tags: [packages, wanted]
                    - name: accounts
                      tags: [users]
                      steps:
                        - name: anna exists
                          user: {name: anna}
                          tags: [anna]
                        - name: the color is blue
                          color: {}
                          tags: [blue]
                """);
        Files.createDirectory(site.resolve("types"));
        Files.writeString(site.resolve("types/color.yml"), "");
        Files.writeString(site.resolve("hosts"), """
                [cache]
                cache-1 secret="{{ unknown }}"
                """);
        Path program = site.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho >" + site.resolve("started") + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            pl                                      | plan
            plan --lim                              | --limit
            plan --lab --la                         | ""
            plan --output j                         | json
            plan --output=j                         | --output=json
            plan -i SITE/inventory.yml --limit d    | database db-1
            plan -i SITE/inventory.yml --limit web:!w | web:!web web:!web-1 web:!web-2
            plan --inventory=SITE/inventory.yml --limit=web- | --limit=web-1 --limit=web-2
            plan -i SITE/inventory.yml SITE/play.yml --tags w | wanted web
            plan -i SITE/inventory.yml SITE/play.yml --tags web,p | web,packages
            plan -i SITE/inventory.yml SITE/play.yml --tags users,a | users,anna
            plan -i SITE/inventory.yml SITE/play.yml --tags b | blue
            plan -i SITE/hosts -i mail-1, --limit m | mail-1
            plan -i SITE/hosts --limit c            | cache cache-1
            plan -i SITE/program --limit w          | ""
            journal -i SITE/inventory.yml d         | db-1
            lab r                                   | reset
            schema p                                | playbook
            completion f                            | fish
            plan -i x                               | :files
            plan -i none.yml --limit w              | ""
            no-such-command --limit w               | ""
            __                                      | ""
            """)
    void aWordIsCompleted(String line, String expected) {
        assertThat(String.join(" ", completed(line))).isEqualTo(expected);
        assertThat(site.resolve("started")).doesNotExist();
    }

    @Test
    void anEmptyWordHasAllThatMayStandThere() {
        assertThat(completed("plan -i SITE/inventory.yml --limit "))
                .containsExactly("all", "web", "database", "web-1", "web-2", "db-1");
        assertThat(completed("")).contains("plan", "verify", "lab").doesNotContain(CompleteCommand.NAME);
    }

    @Test
    void theHelpDoesNotShowWhatOnlyShellsAsk() {
        assertThat(Main.commandLine(new String[] {}).getUsageMessage())
                .contains("completion")
                .doesNotContain(CompleteCommand.NAME);
        assertThat(ManPage.of(Main.commandLine())).contains("completion").doesNotContain(CompleteCommand.NAME);
    }

    private List<String> completed(String line) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CommandLine command = new CommandLine(
                new CompleteCommand(Main::commandLine, Path.of("inventory/three-hosts.yml"), out).spec());
        String[] words = line.replace("SITE", site.toString()).split(" ", -1);
        assertThat(command.execute(
                        Stream.concat(Stream.of("--"), Stream.of(words)).toArray(String[]::new)))
                .isZero();
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(one -> one.split("\t")[0])
                .toList();
    }

    /** The tool's place is taken by one that prints how it was asked, and three words, of which one has a meaning. */
    private Path tool() throws IOException {
        Path tool = Files.createDirectories(site.resolve("bin")).resolve("provisioner");
        Files.writeString(tool, """
                #!/bin/sh
                for word in "$@"; do printf '<%s>' "$word" >>"$ASKED"; done
                echo >>"$ASKED"
                case "$*" in *file*) echo :files ;; esac
                for word in "$@"; do last=$word; done
                case $last in
                    *:*) printf '%s\\n' "${last%:*}:web-1" "${last%:*}:web-2" ;;
                    --limit=*) printf '%s\\n' --limit=web-1 --limit=web-2 ;;
                    *) printf 'plan\\tWhat would change\\n--limit\\n' ;;
                esac
                """);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        return tool;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "provisioner "              | <__complete><--><>                   | "plan --limit"
            "provisioner plan -i a x"   | <__complete><--><plan><-i><a><x>     | "plan --limit"
            "provisioner plan --limit=w" | <__complete><--><plan><--limit=w>   | "web-1 web-2"
            "provisioner plan web:w"    | <__complete><--><plan><web:w>        | "web-1 web-2"
            "provisioner file "         | <__complete><--><file><>             | "afile bin hosts inventory.yml play.yml playbooks program types plan --limit"
            """)
    void bashAsks(String line, String asked, String replies) throws Exception {
        tool();
        Files.createFile(site.resolve("afile"));
        String said = shell("bash", ForShell.BASH, """
                . ./script
                COMP_LINE=$1 COMP_POINT=${#1}
                _provisioner provisioner 2>&1
                printf '%s\\n' "${COMPREPLY[@]}" | grep -v '^asked$\\|^script$' | { LC_ALL=C sort -s -k1,1 | tr '\\n' ' '; }
                """, line);
        assertThat(Files.readString(site.resolve("asked")).strip()).isEqualTo(asked);
        assertThat(said.strip().split(" ")).containsExactlyInAnyOrder(replies.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "provisioner "               | <__complete><--><>                 | "--limit plan"
            "provisioner plan -i a x"    | <__complete><--><plan><-i><a><x>   | "--limit plan"
            "provisioner plan --limit=w" | <__complete><--><plan><--limit=w>  | "--limit=web-1 --limit=web-2"
            "provisioner plan web:w"     | <__complete><--><plan><web:w>      | "web:web-1 web:web-2"
            """)
    void fishAsks(String line, String asked, String replies) throws Exception {
        tool();
        String said = shell("fish", ForShell.FISH, """
                source ./script
                complete -C "$argv[1]"
                """, line);
        assertThat(Files.readString(site.resolve("asked")).strip()).isEqualTo(asked);
        assertThat(said.lines().map(one -> one.split("\t")[0]))
                .allSatisfy(one -> assertThat(replies.split(" ")).contains(one));
    }

    /** Completion of zsh works only on a terminal of its own, which zsh's module zpty makes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "provisioner pl"              | <__complete><--><pl>                | "provisioner plan"
            "provisioner plan web:w"      | <__complete><--><plan><web:w>       | "web:web-"
            "provisioner plan --limit=w"  | <__complete><--><plan><--limit=w>   | "--limit=web-"
            """)
    void zshAsks(String line, String asked, String shown) throws Exception {
        tool();
        String said = shell("zsh", ForShell.ZSH, """
                zmodload zsh/zpty
                zpty z zsh -f -i
                zpty -w z 'PS1=; autoload -Uz compinit; compinit -u -D; . ./script; echo rea""dy'
                zpty -r -m z seen '*ready*'
                zpty -w -n z "$1"$'\\t'
                sleep 1
                zpty -w -n z $'\\t'
                sleep 1
                while zpty -r -t z more; do seen+=$more; done
                zpty -d z
                print -r -- "$seen"
                """, line);
        assertThat(Files.readString(site.resolve("asked"))).startsWith(asked);
        assertThat(said).contains(shown);
    }

    private String shell(String shell, ForShell kind, String script, String argument) throws Exception {
        assumeThat(Path.of("/usr/bin", shell)).exists();
        Files.writeString(site.resolve("script"), kind.script());
        ProcessBuilder program = shell.equals("fish")
                ? new ProcessBuilder(shell, "--no-config", "-c", script, argument)
                : new ProcessBuilder(shell, "-c", script, shell, argument);
        program.directory(site.toFile()).redirectErrorStream(true);
        program.environment().put("PATH", site.resolve("bin") + ":/usr/bin:/bin");
        program.environment().put("ASKED", site.resolve("asked").toString());
        program.environment().put("HOME", site.toString());
        program.environment().put("TERM", "dumb");
        Process process = program.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
