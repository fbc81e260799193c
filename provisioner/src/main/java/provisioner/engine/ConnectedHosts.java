package provisioner.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Which hosts are connected for checks where there are more hosts than may be connected at once. The one that nobody has used for longest
 * makes room for the next. Who uses a host must not wait for another one meanwhile.
 */
final class ConnectedHosts {
    private final int most;

    /** How many use each; the one that was used last is the last. */
    private final SequencedMap<HostRun, Integer> users = new LinkedHashMap<>();

    ConnectedHosts(int most) {
        this.most = most;
    }

    /** Makes room for a host, which is not closed before {@link #leave}. */
    synchronized void use(HostRun host) throws InterruptedException {
        while (!users.containsKey(host) && users.size() >= most) {
            Optional<HostRun> idle = users.entrySet().stream()
                    .filter(entry -> entry.getValue() == 0)
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (idle.isPresent()) {
                idle.get().close();
                users.remove(idle.get());
            } else {
                wait();
            }
        }
        users.merge(host, 1, Integer::sum);
    }

    synchronized void leave(HostRun host) {
        int others = users.getOrDefault(host, 1) - 1;
        users.remove(host);
        users.putLast(host, others);
        notifyAll();
    }
}
