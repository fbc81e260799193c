import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many addresses (of RFC 2544's range for benchmarks) that lead to the kit's hosts in turn, until it is closed. */
final class Endpoints implements AutoCloseable {
    private static final String RANGE = "198.18.0.0/22";
    private static final int A_NETWORK = 250;

    private final Kit kit;
    private final int count;

    Endpoints(Kit kit, int count) throws IOException, InterruptedException {
        this.kit = kit;
        this.count = count;
        String bridge = Kit.output("sh", "-c", "ip route get " + kit.address(1) + " | sed -n 's/.* dev \\([^ ]*\\) .*/\\1/p'").strip();
        Kit.output("ip", "route", "replace", RANGE, "dev", bridge);
        onHosts("add");
    }

    private void onHosts(String change) throws IOException, InterruptedException {
        for (int host = 1; host <= Kit.HOSTS; host++) {
            int mine = host;
            String commands = IntStream.range(0, count)
                    .filter(i -> i % Kit.HOSTS + 1 == mine)
                    .mapToObj(i -> "ip addr " + change + " " + address(i) + "/32 dev eth0;")
                    .collect(Collectors.joining());
            Kit.output("docker", "exec", "peer-" + host, "sh", "-c", commands + " true");
        }
    }

    private static String address(int index) {
        return "198.18." + index / A_NETWORK + "." + (1 + index % A_NETWORK);
    }

    /** Of the first so many. */
    Path inventory(int first) throws IOException {
        List<String> keys = Files.readAllLines(kit.work().resolve("known_hosts"));
        StringBuilder known = new StringBuilder();
        StringBuilder hosts = new StringBuilder();
        for (int i = 0; i < first; i++) {
            String of = kit.address(i % Kit.HOSTS + 1) + " ";
            String mine = address(i) + " ";
            keys.stream().filter(key -> key.startsWith(of)).forEach(key -> known.append(mine).append(key.substring(of.length())).append("\n"));
            hosts.append("  endpoint-%d: {address: %s}\n".formatted(i, address(i)));
        }
        Files.writeString(kit.work().resolve("known_hosts-" + first), known);
        return Files.writeString(
                kit.work().resolve("endpoints-" + first + ".yml"), kit.settings("known_hosts-" + first) + "hosts:\n" + hosts);
    }

    /** What the kit's scale/ssh_n.sh does, on these addresses. */
    Measured.Command script(int first) throws IOException {
        Path addresses = Files.write(
                kit.work().resolve("addresses-" + first), IntStream.range(0, first).mapToObj(Endpoints::address).toList());
        String text = "xargs -P 50 -I{} sh -c 'ssh -F /dev/null -i %s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                + " deploy@{} \"sudo bash -s\" <%s | sha256sum' <%s | sort | uniq -c";
        String line = text.formatted(kit.key(), kit.directory().resolve("scale/check20.sh"), addresses);
        return new Measured.Command("ssh and a hand-written script", kit.work(), List.of("sh", "-c", line), Set.of(0));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        onHosts("del");
        Kit.output("ip", "route", "del", RANGE);
    }
}
