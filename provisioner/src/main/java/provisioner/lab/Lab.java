package provisioner.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import provisioner.parallel.Parallel;

/**
 * A named set of throwaway hosts on this machine.
 *
 * <p>Every method asks the Docker daemon. Nothing is remembered between calls.
 */
public final class Lab {
    /** What the name of a lab looks like. */
    public static final String NAME = "[a-z0-9][a-z0-9-]*";

    private static final Duration MIRRORS_LIMIT = Duration.ofSeconds(30);
    private static final String MIRRORS =
            "cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed '/^#/d' | grep -oE 'https?://[^] ]+' | sort -u";

    private static final String USER = "root";
    private static final int SSH_PORT = 22;

    private final String name;
    private final Path stateDir;
    private final Docker docker = new Docker();
    private final Boot boot = new Boot(docker);

    private Lab(String name, Path stateDir) {
        this.name = name;
        this.stateDir = stateDir.toAbsolutePath();
    }

    /**
     * @param name of the lab: letters, digits and dashes
     * @param stateDir the directory for the lab's SSH key and known_hosts
     */
    public static Lab named(String name, Path stateDir) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("not a valid lab name: " + name);
        }
        return new Lab(name, stateDir);
    }

    /** {@code provisioner/lab} in the user's state directory. */
    public static Path defaultStateDir(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
                : Path.of(configured);
        return base.resolve("provisioner").resolve("lab");
    }

    /** Starts the hosts that are not running, all at once. Returns when all of them answer over SSH. */
    public void up(List<LabHost> hosts, Progress progress) throws LabException, InterruptedException {
        for (LabHost host : hosts) {
            host.check();
        }
        bringUp(hosts, Map.of(), progress);
    }

    /**
     * @param replaced hosts to remove first, with the addresses to give them again. This happens under the lock, or
     *     another lab could take an address in between
     */
    private void bringUp(List<LabHost> hosts, Map<String, String> replaced, Progress progress)
            throws LabException, InterruptedException {
        LabKeys keys = LabKeys.in(stateDir, name);
        Map<String, HostStatus> before;
        Map<String, String> addresses;
        String publicKey;
        try (StateLock _ = StateLock.take(stateDir)) {
            remove(replaced.keySet(), progress);
            before = byName();
            publicKey = keys.publicKey();
            addresses = start(hosts, before, replaced, progress);
        }
        Set<String> running = new LinkedHashSet<>();
        before.values().stream().filter(HostStatus::running).forEach(host -> running.add(host.name()));
        hosts.forEach(host -> running.add(host.name()));
        Map<String, List<String>> hostKeys = new TreeMap<>();
        forEach(running, host -> {
            String container = HostContainer.containerName(name, host);
            String address = addresses.getOrDefault(host, "");
            HostStatus earlier = before.get(host);
            boolean wasRunning = earlier != null && earlier.running();
            if (!wasRunning) {
                progress.doing(host, "booting");
                boot.await(host, container, address);
            }
            List<String> lines = boot.admit(host, container, publicKey);
            boot.introduce(container, addresses);
            synchronized (hostKeys) {
                hostKeys.put(address, lines);
            }
            progress.doing(host, (wasRunning ? "already running at " : "ready at ") + address);
        });
        keys.remember(hostKeys);
    }

    /** Returns the addresses of all hosts of the lab, also of those that are not in the list. */
    private Map<String, String> start(
            List<LabHost> hosts, Map<String, HostStatus> before, Map<String, String> reserved, Progress progress)
            throws LabException, InterruptedException {
        Network network = new Network(docker);
        String bridge = network.ensure();
        Map<String, String> images = images(hosts, before, progress);
        Map<String, String> have = new LinkedHashMap<>(reserved);
        before.values().forEach(host -> have.put(host.name(), host.address()));
        List<String> names = hosts.stream().map(LabHost::name).toList();
        Map<String, String> addresses = Network.assign(names, have, network.taken(bridge));
        forEach(hosts, host -> {
            HostStatus existing = before.get(host.name());
            if (existing == null) {
                progress.doing(host.name(), "starting");
                String image = images.getOrDefault(host.suite(), "");
                docker.run(HostContainer.run(name, host, image, bridge, addresses));
            } else if (!existing.running()) {
                progress.doing(host.name(), "starting again");
                docker.run("start", HostContainer.containerName(name, host.name()));
            }
        });
        return addresses;
    }

    /** The images of the releases that new hosts need. */
    private Map<String, String> images(List<LabHost> hosts, Map<String, HostStatus> before, Progress progress)
            throws LabException, InterruptedException {
        Images images = new Images(docker);
        Map<String, String> bySuite = new LinkedHashMap<>();
        for (LabHost host : hosts) {
            HostStatus existing = before.get(host.name());
            if (existing != null && !existing.suite().equals(host.suite())) {
                throw new LabException("host " + host.name() + " runs " + existing.suite() + " but must run "
                        + host.suite() + "; remove the lab first: provisioner lab down");
            }
            if (existing == null && !bySuite.containsKey(host.suite())) {
                bySuite.put(host.suite(), images.host(host.suite(), progress));
            }
        }
        return bySuite;
    }

    /** All hosts of the lab, in the order of their addresses. */
    public List<HostStatus> status() throws LabException, InterruptedException {
        return List.copyOf(byName().values());
    }

    private Map<String, HostStatus> byName() throws LabException, InterruptedException {
        String format = String.join(
                "\t",
                "{{.Label \"" + HostContainer.HOST_LABEL + "\"}}",
                "{{.Label \"" + HostContainer.SUITE_LABEL + "\"}}",
                "{{.Label \"" + HostContainer.ADDRESS_LABEL + "\"}}",
                "{{.State}}");
        List<HostStatus> found = new ArrayList<>();
        for (String line : Network.lines(docker.run("ps", "--all", "--filter", mine(), "--format", format))) {
            String[] field = line.split("\t");
            found.add(new HostStatus(field[0], field[1], field[2], field[3]));
        }
        found.sort(Comparator.comparingInt(Lab::lastByte));
        Map<String, HostStatus> byName = new LinkedHashMap<>();
        found.forEach(host -> byName.put(host.name(), host));
        return byName;
    }

    private static int lastByte(HostStatus host) {
        return Integer.parseInt(host.address().substring(host.address().lastIndexOf('.') + 1));
    }

    private String mine() {
        return "label=" + HostContainer.LAB_LABEL + "=" + name;
    }

    /** How to reach each host; a stopped one, once it is started again. */
    public List<LabEndpoint> endpoints() throws LabException, InterruptedException {
        LabKeys keys = LabKeys.in(stateDir, name);
        return status().stream()
                .map(host -> new LabEndpoint(
                        host.name(), host.state(), host.address(), SSH_PORT, USER, keys.key(), keys.knownHosts()))
                .toList();
    }

    /** Gives the lab an address that moves between its load balancers, or takes it away. */
    public void virtualAddress(boolean wanted) throws LabException, InterruptedException {
        VirtualAddress virtual = new VirtualAddress(name, docker);
        try (StateLock _ = StateLock.take(stateDir)) {
            if (wanted) {
                virtual.reserve(docker.run("ps", "--all", "--filter", mine(), "--format", "{{.Image}}")
                        .lines()
                        .findFirst()
                        .orElseThrow(() -> new LabException("the lab has no hosts; start it: provisioner lab up")));
            } else {
                virtual.release();
            }
        }
    }

    /** The address that moves between the load balancers; empty if the lab has none. */
    public Optional<String> virtualAddress() throws LabException, InterruptedException {
        return new VirtualAddress(name, docker).address();
    }

    /** Starts the lab's ACME server, or tells it another address of the site: the one that moves, or the balancer's. */
    public void acmeUp(LabHost balancer, Progress progress) throws LabException, InterruptedException {
        AcmeServer acme = new AcmeServer(name, docker);
        String site = virtualAddress().orElse(existing(balancer.name()).address());
        try (StateLock _ = StateLock.take(stateDir)) {
            acme.up(balancer.suite(), site, progress);
        }
        acme.resolveTo(site);
    }

    /** Makes every name resolve to another address for the ACME server. */
    public void acmeResolves(String address) throws LabException, InterruptedException {
        new AcmeServer(name, docker).resolveTo(address);
    }

    /** The URLs from which the hosts' apt gets packages, as one of the running hosts says; none if no host runs. */
    public List<String> packageMirrors() throws LabException, InterruptedException {
        Optional<HostStatus> running =
                status().stream().filter(HostStatus::running).findFirst();
        if (running.isEmpty()) {
            return List.of();
        }
        String container = HostContainer.containerName(name, running.get().name());
        return Network.lines(docker.exec(MIRRORS_LIMIT, container, MIRRORS).stdout());
    }

    /** Empty if the lab has no ACME server. */
    public Optional<AcmeEndpoint> acme() throws LabException, InterruptedException {
        return new AcmeServer(name, docker).endpoint();
    }

    /** Replaces hosts with bare ones of the same name, release and address, all at once. */
    public void reset(Collection<String> hosts, Progress progress) throws LabException, InterruptedException {
        List<LabHost> again = new ArrayList<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        for (String host : hosts) {
            HostStatus old = existing(host);
            again.add(new LabHost(host, old.suite()));
            addresses.put(host, old.address());
        }
        bringUp(again, addresses, progress);
    }

    /** Returns when all have ended. Then throws the messages of all failures. */
    private static <T> void forEach(Collection<T> items, Parallel.Work<T, LabException> work)
            throws LabException, InterruptedException {
        List<LabException> failures = Parallel.unbounded().forEach(items, work);
        if (!failures.isEmpty()) {
            String messages = String.join(
                    "\n",
                    failures.stream().map(LabException::getMessage).distinct().toList());
            throw new LabException(messages, failures.getFirst());
        }
    }

    private void remove(Collection<String> hosts, Progress progress) throws LabException, InterruptedException {
        forEach(hosts, host -> {
            progress.doing(host, "removing");
            docker.run("rm", "--force", "--volumes", HostContainer.containerName(name, host));
        });
    }

    private HostStatus existing(String host) throws LabException, InterruptedException {
        Map<String, HostStatus> all = byName();
        HostStatus found = all.get(host);
        if (found == null) {
            throw new LabException("the lab has no host " + host
                    + (all.isEmpty()
                            ? "; start it: provisioner lab up"
                            : "; it has " + String.join(", ", all.keySet())));
        }
        return found;
    }

    /** Removes all hosts of the lab and returns their names. Keeps the images for the next time. */
    public List<String> down() throws LabException, InterruptedException {
        List<String> hosts = List.copyOf(byName().keySet());
        if (!hosts.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of("rm", "--force", "--volumes"));
            hosts.forEach(host -> arguments.add(HostContainer.containerName(name, host)));
            docker.run(arguments);
        }
        AcmeServer acme = new AcmeServer(name, docker);
        if (acme.address().isPresent()) {
            acme.down();
        }
        new VirtualAddress(name, docker).release();
        LabKeys.in(stateDir, name).forget();
        return hosts;
    }

    /**
     * Runs a command, or without one a shell, on a host as root over SSH, on this process's terminal.
     *
     * @return the command's exit status; 255 if SSH itself failed
     */
    public int ssh(String host, List<String> command) throws LabException, InterruptedException {
        HostStatus target = existing(host);
        if (!target.running()) {
            throw new LabException("host " + host + " is " + target.state() + "; start it: provisioner lab up");
        }
        return LabKeys.in(stateDir, name).ssh(USER + "@" + target.address(), command);
    }
}
