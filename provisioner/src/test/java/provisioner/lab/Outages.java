package provisioner.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Takes a lab's hosts away, and their network, and gives them back. The machine's bridge is where packets are lost. */
public final class Outages {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String lab;
    private final Docker docker = new Docker();
    private final Set<Way> dropped = ConcurrentHashMap.newKeySet();

    /** @param lab the lab's name */
    public Outages(String lab) {
        this.lab = lab;
        Runtime.getRuntime().addShutdownHook(new Thread(this::takeBack));
    }

    /** The host stands still, and so does its kernel: nothing answers for it, not even ARP. */
    public void freeze(String host) throws Exception {
        String port = port(host);
        machine("ip", "link", "set", port, "nomaster");
        docker.run("pause", HostContainer.containerName(lab, host));
    }

    public void thaw(String host) throws Exception {
        connect(host);
        docker.run("unpause", HostContainer.containerName(lab, host));
    }

    /** The host goes on, but no packet of its reaches anybody, and none reaches it. It does not see that from its interface. */
    public void cut(String host) throws Exception {
        machine("ip", "link", "set", port(host), "nomaster");
    }

    public void connect(String host) throws Exception {
        machine("ip", "link", "set", port(host), "master", bridge());
    }

    /** The host and the others do not reach each other any more; this machine reaches all of them. */
    public void cutFrom(String host, List<String> others) throws Exception {
        drop(ways(host, others));
    }

    public void connectTo(String host, List<String> others) throws Exception {
        pass(ways(host, others));
    }

    /** What one sends does not reach the other any more; the way back stays open. */
    public void block(String sender, String receiver) throws Exception {
        drop(List.of(new Way(hardware(sender), hardware(receiver))));
    }

    public void unblock(String sender, String receiver) throws Exception {
        pass(List.of(new Way(hardware(sender), hardware(receiver))));
    }

    /** From one hardware address to another. */
    private record Way(String from, String to) {
        private String rule(String what) {
            return "ebtables " + what + " FORWARD -s " + from + " -d " + to + " -j DROP";
        }
    }

    private List<Way> ways(String host, List<String> others) throws Exception {
        String own = hardware(host);
        List<Way> all = new ArrayList<>();
        for (String other : others) {
            String hardware = hardware(other);
            all.add(new Way(own, hardware));
            all.add(new Way(hardware, own));
        }
        return all;
    }

    /** All within a moment: a host is not first cut from one and then from the other. */
    private void drop(List<Way> ways) throws Exception {
        dropped.addAll(ways);
        machine("sh", "-c", rules("-I", ways));
    }

    private void pass(List<Way> ways) throws Exception {
        machine("sh", "-c", rules("-D", ways));
        dropped.removeAll(ways);
    }

    private static String rules(String what, Collection<Way> ways) {
        return ways.stream().map(way -> way.rule(what)).collect(Collectors.joining(" && "));
    }

    /** The bridge outlives a test that is ended from outside. */
    private void takeBack() {
        for (Way way : dropped) {
            try {
                machine(way.rule("-D").split(" "));
            } catch (LabException | AssertionError e) {
                System.err.println(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String hardware(String host) throws Exception {
        return inspect(host, "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}");
    }

    private String bridge() throws Exception {
        String id = docker.run("network", "inspect", "--format", "{{.Id}}", new Network(docker).ensure());
        return "br-" + id.substring(0, 12);
    }

    /** The machine's end of the host's cable, as the host's own end names it. */
    private String port(String host) throws Exception {
        String process = inspect(host, "{{.State.Pid}}");
        String index = machine("nsenter", "--target", process, "--net", "ip", "-o", "link", "show", "eth0")
                .replaceAll("(?s).*?eth0@if([0-9]+):.*", "$1");
        for (String line : machine("ip", "-o", "link").lines().toList()) {
            if (line.startsWith(index + ": ")) {
                return line.split(": ")[1].replaceAll("@.*", "");
            }
        }
        throw new AssertionError("no interface " + index + " on this machine, for " + host);
    }

    private String inspect(String host, String format) throws Exception {
        return docker.run("inspect", "--format", format, HostContainer.containerName(lab, host))
                .strip();
    }

    private static String machine(String... command) throws LabException, InterruptedException {
        Command.Result result = Command.run(LIMIT, "", List.of(command));
        if (!result.ok()) {
            throw new AssertionError(String.join(" ", command) + ": " + result.text());
        }
        return result.stdout();
    }
}
