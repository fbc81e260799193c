package provisioner.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.cli.terminal.ConsolePassphrases;
import provisioner.parallel.Mishap;
import provisioner.parallel.Parallel;
import provisioner.remote.connection.Connection;
import provisioner.remote.connector.Connector;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.HostSystem;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;
import provisioner.report.OutputSanitizer;

/** {@code provisioner ping}: checks that each host gives us a root shell and runs a system that we can manage. */
final class PingCommand extends InventoryCommand {
    private static final String SYSTEM = "system";
    private static final String ASK = HostSystem.FUNCTION + "other_system | emit " + SYSTEM + "\n";

    private final InventoryOptions hosts = new InventoryOptions();
    private final RunSettings settings = new RunSettings();

    private record Pong(boolean good, String text) {}

    @Override
    void define(CommandSpec command) {
        hosts.addTo(command);
        settings.addTo(command);
    }

    @Override
    int run() throws Exception {
        settings.check();
        List<Target> targets = hosts.targets(settings);
        Connector connector = new Connector(new ConsolePassphrases());
        Map<String, Pong> pongs = new ConcurrentHashMap<>();
        new Parallel(settings.parallel()).forEach(targets, target -> pongs.put(target.host(), ping(connector, target)));
        List<Pong> inOrder = targets.stream()
                .map(target -> Objects.requireNonNull(pongs.get(target.host())))
                .toList();
        inOrder.forEach(pong -> System.out.println(OutputSanitizer.WITHOUT_SECRETS.text(pong.text())));
        return inOrder.stream().allMatch(Pong::good) ? 0 : 1;
    }

    private static Pong ping(Connector connector, Target target) throws InterruptedException {
        Instant start = Instant.now();
        try (Connection connection = connector.connect(target);
                Shell shell =
                        connection.openShell(ShellOptions.reading(HostCommand.newRunId(), HostCommand.operator()))) {
            String other = shell.run(ASK, Duration.ofSeconds(30))
                    .frame(SYSTEM)
                    .map(Frame::text)
                    .orElse("");
            if (!other.isEmpty()) {
                return new Pong(false, target.host() + ": " + HostSystem.refusal(other));
            }
            long millis = Duration.between(start, Instant.now()).toMillis();
            String held = shell.lockHolder()
                    .map(holder -> "; another run is in progress: " + holder)
                    .orElse("");
            return new Pong(true, target.host() + ": root shell after " + millis + " ms" + held);
        } catch (RemoteException e) {
            String hint = e.hint().isEmpty() ? "" : "\n  " + e.hint();
            return new Pong(false, target.host() + ": " + e.getMessage() + hint);
        } catch (RuntimeException | Error e) {
            return new Pong(false, target.host() + ": " + Mishap.of(e));
        }
    }
}
