package provisioner.check;

import java.util.ArrayList;
import java.util.List;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.BalancedCheck;

/** {@code balanced}: which hosts answer. */
final class BalancedRunner implements CheckRunner {
    private final BalancedCheck check;
    private final HttpClient client;

    BalancedRunner(BalancedCheck check, HttpClient client) {
        this.check = check;
        this.client = client;
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        Spread spread = Spread.of(client, Request.get(check.url(), check.route()), check.header(), check.requests());
        List<String> missing =
                check.hosts().stream().filter(host -> spread.of(host) == 0).toList();
        List<String> others = spread.byHost().keySet().stream()
                .filter(host -> !check.hosts().contains(host))
                .toList();
        List<String> lines = new ArrayList<>(List.of(spread.toString()));
        if (!missing.isEmpty()) {
            lines.add("no answer from " + String.join(", ", missing));
        }
        if (!others.isEmpty()) {
            lines.add("unexpected answer from " + String.join(", ", others));
        }
        boolean passed =
                missing.isEmpty() && others.isEmpty() && spread.failures().isEmpty();
        return new Verdict(passed, String.join("\n", lines));
    }
}
