package provisioner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import provisioner.apply.Journal;
import provisioner.remote.Connection;
import provisioner.remote.Frame;
import provisioner.remote.RemoteException;
import provisioner.remote.Reply;
import provisioner.remote.Shell;
import provisioner.remote.ShellOptions;
import provisioner.remote.Ssh;
import provisioner.remote.Target;

/** {@code provisioner journal HOST}: what was changed there, when, by whom. */
@Command(name = "journal", mixinStandardHelpOptions = true)
final class JournalCommand extends InventoryCommand {
    @Mixin
    final InventoryOptions hosts = new InventoryOptions();

    @Mixin
    final RunSettings settings = new RunSettings();

    @Parameters(paramLabel = "HOST", description = "A host of the inventory.")
    String host = "";

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "100",
            description = "The newest so many entries (default: ${DEFAULT-VALUE}).")
    int lines;

    @Override
    int run() throws Exception {
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
        try (Connection connection = new Ssh(new ConsolePassphrases()).connect(target);
                Shell shell =
                        connection.openShell(ShellOptions.reading(HostCommand.newRunId(), HostCommand.operator()))) {
            String script = "if [ -f " + Journal.PATH + " ]; then tail -n " + lines + " " + Journal.PATH
                    + " | emit journal; fi";
            Reply reply = shell.run(script, Duration.ofMinutes(1));
            String text = reply.frame("journal").map(Frame::text).orElse("");
            if (text.isEmpty()) {
                System.out.println(target.host() + ": nothing was ever changed here");
            }
            text.lines().map(line -> settings.json() ? line : readable(line)).forEach(System.out::println);
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
            return "(a line that is no journal entry) " + line.replaceAll("\\p{Cntrl}", "?");
        }
    }
}
