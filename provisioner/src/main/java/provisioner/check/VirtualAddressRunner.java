package provisioner.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.VirtualAddressCheck;
import provisioner.sh.Sh;

/** {@code virtual_address}: asks each host that can be reached whether it has the address. */
final class VirtualAddressRunner implements CheckRunner {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final VirtualAddressCheck check;
    private final HostConnections hosts;

    VirtualAddressRunner(VirtualAddressCheck check, HostConnections hosts) {
        this.check = check;
        this.hosts = hosts;
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        List<String> holders = new ArrayList<>();
        List<String> unasked = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String host : check.hosts()) {
            if (!hosts.covers(host)) {
                left.add(host);
                continue;
            }
            // The one host that is lost is what the address moves for.
            try {
                if (holds(host)) {
                    holders.add(host);
                }
            } catch (RemoteException e) {
                unasked.add(host + " (" + e.getMessage() + ")");
            }
        }
        // A host that is not part of the run may be the holder.
        boolean passed = holders.size() == 1 || holders.isEmpty() && !left.isEmpty();
        String found = holders.isEmpty()
                ? "nobody" + (passed ? " that is part of the run" : "")
                : String.join(" and ", holders);
        return new Verdict(
                passed,
                found
                        + (holders.size() > 1 ? " hold " : " holds ")
                        + check.address()
                        + (unasked.isEmpty() ? "" : "; not asked: " + String.join(", ", unasked)));
    }

    private boolean holds(String host) throws RemoteException, InterruptedException {
        String script = "{ ip -o address show to " + Sh.quote(check.address()) + " && echo end; } | emit held";
        Reply reply = hosts.run(host, script, LIMIT);
        String said = reply.frame("held")
                .map(frame -> new String(frame.payload(), StandardCharsets.UTF_8).strip())
                .orElse("");
        if (!said.endsWith("end")) {
            throw new RemoteException(
                    RemoteException.Kind.PROTOCOL, "'ip address' does not say which addresses it has", "");
        }
        return !said.equals("end");
    }
}
