package provisioner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.apply.Journal;
import provisioner.cli.terminal.ConsolePassphrases;
import provisioner.cli.terminal.FailedException;
import provisioner.remote.connection.Connection;
import provisioner.remote.connector.Connector;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;
import provisioner.report.OutputSanitizer;

/** {@code provisioner journal HOST}: shows what runs have changed on a host. */
final class JournalCommand extends InventoryCommand {
    private final InventoryOptions hosts = new InventoryOptions();
    private final RunSettings settings = new RunSettings();

    private final PositionalParamSpec pattern = PositionalParamSpec.builder()
            .required(true)
            .paramLabel("HOST")
            .type(String.class)
            .description("Host of the inventory.")
            .build();

    private final OptionSpec lines = OptionSpec.builder("--lines")
            .paramLabel("N")
            .type(int.class)
            .defaultValue("100")
            .description("Show only this many of the newest entries (default: ${DEFAULT-VALUE}).")
            .build();

    @Override
    void define(CommandSpec command) {
        hosts.addTo(command);
        settings.addTo(command);
        command.addPositional(pattern).addOption(lines);
    }

    @Override
    int run() throws Exception {
        String host = pattern.getValue();
        try {
            for (Target target : hosts.targets(host, settings)) {
                show(target);
            }
            return 0;
        } catch (RemoteException e) {
            throw new FailedException(host + ": " + e.getMessage(), e.hint());
        }
    }

    private void show(Target target) throws RemoteException, InterruptedException {
        try (Connection connection = new Connector(new ConsolePassphrases()).connect(target);
                Shell shell =
                        connection.openShell(ShellOptions.reading(HostCommand.newRunId(), HostCommand.operator()))) {
            int newest = lines.getValue();
            String script = "if [ -f " + Journal.PATH + " ]; then tail -n " + newest + " " + Journal.PATH
                    + " | emit journal; fi";
            Reply reply = shell.run(script, Duration.ofMinutes(1));
            String text = reply.frame("journal").map(Frame::text).orElse("");
            if (text.isEmpty()) {
                System.out.println(target.host() + ": no changes are recorded");
            }
            text.lines()
                    .map(line -> settings.json() ? line : readable(line))
                    .map(OutputSanitizer.WITHOUT_SECRETS::line)
                    .forEach(System.out::println);
        }
    }

    private static String readable(String line) {
        try {
            JsonNode entry = new ObjectMapper().readTree(line);
            List<String> changes = new ArrayList<>();
            entry.path("changes").forEach(change -> changes.add(change.asText()));
            int exit = entry.path("exit").asInt();
            return entry.path("at").asText() + "  " + entry.path("who").asText() + "  "
                    + entry.path("run").asText() + "  " + entry.path("step").asText()
                    + (exit == 0 ? "" : " (exit status " + exit + ")")
                    + (changes.isEmpty() ? "" : ": " + String.join(", ", changes));
        } catch (IOException e) {
            return "(not a journal entry) " + line;
        }
    }
}
