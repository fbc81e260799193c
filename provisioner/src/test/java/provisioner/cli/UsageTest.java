package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What command lines mean, and which are refused before anything is read. */
class UsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            plan                                  | an inventory is required, such as: -i inventory/three-hosts.yml
            plan -i a one.yml two.yml             | Unexpected argument: 'two.yml'
            plan -i a --limt web                  | Unknown option: '--limt'
            plan -i a -e key                      | '-e key' must be KEY=VALUE or @FILE
            plan -i a --parallel x                | Invalid value for option '--parallel': 'x' is not an int
            plan -i a --parallel 0                | --parallel must be at least 1
            verify -i a --connect-timeout 0       | --connect-timeout must be at least 1 second
            verify -i a --read-only=yes           | Invalid value for option '--read-only': 'yes' is not a boolean
            provision plan.json --limit web       | a saved plan includes its inventory and its options; give no others with it
            provision plan.json --dry-run         | a saved plan includes its inventory and its options; give no others with it
            validate                              | an inventory is required, such as: -i inventory/three-hosts.yml
            validate -i a --lab                   | Unknown option: '--lab'
            show                                  | Missing required parameter: 'PLAN.json'
            provision plan.json --step x          | a saved plan includes its inventory and its options; give no others with it
            verify -i a --step x --complete       | --complete must see all steps: leave out --tags and --step
            adopt                                 | Missing required parameter: 'HOST'
            adopt web-1                           | an inventory is required, such as: -i inventory/three-hosts.yml
            adopt web-1 -i a --output json        | adopt prints a playbook: leave out --output json
            adopt web-1 -i a --tags b             | Unknown option: '--tags'
            journal                               | Missing required parameter: 'HOST'
            secret                                | Missing required subcommand
            secret set                            | Missing required parameter: 'NAME'
            secret show                           | Missing required parameter: 'NAME'
            verify -i a --site x                  | --record-password-file and --site need a record: add --record URL
            plan -i a --record db                 | --record must be jdbc:mysql://USER@HOST:PORT/DATABASE or jdbc:mariadb://USER@HOST:PORT/DATABASE
            plan -i a --record jdbc:mysql://h/d   | --record must name its user: jdbc:mysql://USER@HOST/DATABASE
            provision -i a --record jdbc:mysql://u:p@h/d | --record must not contain a password, which every user of this machine could read
            verify -i a --record jdbc:mysql://u@h/d | --record needs a password: set the environment variable PROVISIONER_RECORD_PASSWORD, or add --record-password-file FILE
            runs                                  | Missing required option: '--record=URL'
            runs --record jdbc:mysql://u:p@h/d    | --record must not contain a password, which every user of this machine could read
            drift --record x --since 7            | Invalid value for option '--since': '7' must be a number with s, m, h, d or w, such as 90m, 12h, 7d or 4w
            history --record x a b c              | Unexpected argument: 'c'
            worker                                | Missing required option: '--record=URL'
            worker --record x --site y            | Unknown option: '--site'
            worker --record x --pool a/b          | --pool must be a name of at most 64 letters, digits, '.', '_' and '-'; found 'a/b'
            worker --record x --lease 0           | --lease must be at least 1 second
            worker --record x verify              | Unexpected argument: 'verify'
            schedule                              | Missing required subcommand
            schedule add i.yml verify --record x  | Missing required option: '--every=TIME'
            schedule add --every 1m --record x    | Missing required parameters: 'SITE', 'verify'
            schedule add i.yml verify --every 15 --record x | Invalid value for option '--every': '15' must be a number with s, m, h, d or w, such as 90m, 12h, 7d or 4w
            schedule add i.yml verify --every 0m --record x | --every must be a time from 1s to 366d
            schedule add i.yml provision --every 1m --record x | workers only verify: write 'verify' behind the site; found 'provision'
            schedule add ../i.yml verify --every 1m --record x | SITE must be a path from the project's directory to a file in it, without '.' or '..'; found '../i.yml'
            schedule run i.yml verify /p.yml --record x | PLAYBOOK must be a path from the project's directory to a file in it, without '.' or '..'; found '/p.yml'
            schedule run i.yml verify --shards 0 --record x | --shards must be a number from 1 to 999
            schedule run i.yml verify --step x --complete deep --record x | --complete must see all steps: leave out --tags and --step
            schedule run i.yml verify --every 1m --record x | Unknown option: '--every'
            schedule run i.yml verify --record x  | --record must be jdbc:mysql://USER@HOST:PORT/DATABASE or jdbc:mariadb://USER@HOST:PORT/DATABASE
            schedule approve --record x --sign k  | Missing required parameter: 'PLAN.json'
            schedule approve p.json --record x    | Missing required option: '--sign=KEY'
            schedule approve p.json --sign k --within 3 --record x | Invalid value for option '--within': '3' must be a number with s, m, h, d or w, such as 90m, 12h, 7d or 4w
            provision -i a --lock-wait -1         | --lock-wait must be at least 0 seconds
            schedule remove --record x            | Missing required parameter: 'NAME'
            schedule list --record jdbc:mysql://u:p@h/d | --record must not contain a password, which every user of this machine could read
            lab ssh                               | Missing required parameter: 'HOST'
            lab reset                             | Missing required parameter: 'HOST'
            """)
    void wrongUsageIsRefusedWithItsReason(String line, String reason) {
        String[] arguments = line.split(" ");
        StringWriter said = new StringWriter();

        int exit =
                Main.commandLine(arguments).setErr(new PrintWriter(said, true)).execute(arguments);

        assertThat(said.toString().lines()).first().isEqualTo("provisioner: " + reason);
        assertThat(exit).isEqualTo(64);
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        CommandSpec verify = parsed("verify");
        assertThat(values(verify, "--inventory", "--limit", "--tags", "--extra-var", "--lab", "--connect-timeout"))
                .containsExactly(null, null, null, null, false, null);
        assertThat(values(verify, "--parallel", "--output", "--verbose", "--read-only"))
                .containsExactly(50, RunSettings.Output.text, false, false);
        assertThat(values(parsed("ping"), "--inventory"))
                .containsExactly(List.of(Path.of("inventory/three-hosts.yml")));
        assertThat(values(parsed("secret list"), "--inventory")).containsExactly(Path.of("inventory/three-hosts.yml"));
    }

    @Test
    void whatIsGivenArrives() {
        CommandSpec plan =
                parsed("plan site.yml -vK --tags a,b --tags c -e k=v -e @f --output JSON --connect-timeout 3");
        assertThat(values(plan, "-v", "-K", "--tags", "-e", "--output", "--connect-timeout"))
                .containsExactly(true, true, List.of("a", "b", "c"), List.of("k=v", "@f"), RunSettings.Output.json, 3);
        assertThat(values(parsed("plan -i a --step x,y --step z"), "--step")).containsExactly(List.of("x,y", "z"));
        assertThat(parameters(plan)).containsExactly(Path.of("site.yml"));
        assertThat(parameters(parsed("secret generate one two"))).containsExactly(List.of("one", "two"));
    }

    @Test
    void optionsAfterTheHostAreTheRemoteCommands() {
        assertThat(parameters(parsed("lab ssh web-1 ls -la --help")))
                .containsExactly("web-1", List.of("ls", "-la", "--help"));
    }

    private static CommandSpec parsed(String line) {
        String[] arguments = line.split(" ");
        CommandLine.ParseResult parsed = Main.commandLine(arguments).parseArgs(arguments);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed.commandSpec();
    }

    private static List<Object> values(CommandSpec command, String... options) {
        return List.of(options).stream()
                .map(name -> command.findOption(name).<Object>getValue())
                .toList();
    }

    private static List<Object> parameters(CommandSpec command) {
        return command.positionalParameters().stream()
                .map(ArgSpec::<Object>getValue)
                .toList();
    }
}
