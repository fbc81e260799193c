package provisioner.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fresh lab hosts for the tests of a class: {@code @RegisterExtension static final TestLab LAB = TestLab.of(…)}.
 *
 * <p>The hosts are up before the first test, and removed after the last, also when tests fail or the JVM is asked to
 * stop. What a killed JVM leaves behind is found by its name, which begins with {@code provisioner-lab-test-} and the
 * run's id in the environment variable {@code PROVISIONER_TEST_RUN}.
 */
public final class TestLab implements BeforeAllCallback, AfterAllCallback {
    private static final Duration RAW_LIMIT = Duration.ofMinutes(10);

    /** What a raw script said and how it ended. */
    public record Output(int exit, String stdout, String stderr) {}

    private final List<LabHost> hosts;
    private final String name;
    private final Lab lab;
    private final Docker docker = new Docker();
    private final Thread atExit = new Thread(this::removeAtExit, "remove the test's lab");

    private TestLab(List<LabHost> hosts) {
        this.hosts = List.copyOf(hosts);
        String run = System.getenv().getOrDefault("PROVISIONER_TEST_RUN", "local");
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong(1L << 32));
        this.name = "test-" + run + "-" + ProcessHandle.current().pid() + "-" + random;
        this.lab = Lab.named(name, Lab.defaultStateDir(System.getenv()));
    }

    /** Hosts that all run the same release. */
    public static TestLab of(String suite, String... names) {
        List<LabHost> hosts = new ArrayList<>();
        for (String name : names) {
            hosts.add(new LabHost(name, suite));
        }
        return new TestLab(hosts);
    }

    /** Hosts by the release that they run. */
    public static TestLab mixed(Map<String, List<String>> bySuite) {
        List<LabHost> hosts = new ArrayList<>();
        bySuite.forEach((suite, names) -> names.forEach(name -> hosts.add(new LabHost(name, suite))));
        return new TestLab(hosts);
    }

    /** The name of the image that hosts of a release are made of, for containers of other kinds. */
    public static String image(String suite) throws LabException, InterruptedException {
        return new Images(new Docker()).host(suite, (host, text) -> {});
    }

    /**
     * Builds an image on that of sid's hosts. By the program: Testcontainers would look for the base image in a registry.
     *
     * @param context the directory of its Dockerfile
     */
    public static void build(String image, String context) throws LabException, InterruptedException {
        List<String> build =
                List.of("build", "--quiet", "--tag", image, "--build-arg", "BASE=" + image("sid"), context);
        new Docker().run(RAW_LIMIT, build);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws LabException, InterruptedException {
        up();
    }

    @Override
    public void afterAll(ExtensionContext context) throws LabException, InterruptedException {
        down();
    }

    /** For tests that need a lab of their own at another time than the class does; call {@link #down()} at the end. */
    public void up() throws LabException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(atExit);
        lab.up(hosts, (host, text) -> {});
    }

    public void down() throws LabException, InterruptedException {
        lab.down();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void removeAtExit() {
        try {
            lab.down();
        } catch (LabException | InterruptedException e) {
            System.err.println("the test's lab " + name + " is still there: " + e.getMessage());
        }
    }

    /** What the tool needs in its environment for {@code --lab} to mean this lab. */
    public Map<String, String> environment() {
        return Map.of("PROVISIONER_LAB", name);
    }

    /** The lab gets an ACME server for which every name leads to this host. */
    public void acme(String balancer) throws LabException, InterruptedException {
        for (LabHost host : hosts) {
            if (host.name().equals(balancer)) {
                lab.acmeUp(host, (name, text) -> {});
            }
        }
    }

    public Lab lab() {
        return lab;
    }

    public LabEndpoint endpoint(String host) throws LabException, InterruptedException {
        return lab.endpoints().stream()
                .filter(endpoint -> endpoint.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no running host " + host));
    }

    /** Makes these hosts bare again. */
    public void reset(String... names) throws LabException, InterruptedException {
        lab.reset(List.of(names), (host, text) -> {});
    }

    /** Restarts the host and waits until it has booted. */
    public void reboot(String host) throws LabException, InterruptedException {
        docker.run("restart", "--time", "0", container(host));
        lab.up(hosts.stream().filter(one -> one.name().equals(host)).toList(), (name, text) -> {});
        new Boot(docker).await(host, container(host), endpoint(host).address());
    }

    /** The host is gone from one moment to the next, as by a power cut; {@link #reboot} brings it back. */
    public void cutPower(String host) throws LabException, InterruptedException {
        docker.run("kill", container(host));
    }

    /** Runs a script as root, past sshd and past everything that is under test. */
    public Output attempt(String host, String script) throws LabException, InterruptedException {
        Command.Result result = docker.exec(RAW_LIMIT, container(host), script);
        return new Output(result.exit(), result.stdout(), result.stderr());
    }

    /** Like {@link #attempt}, for scripts that must succeed; returns stdout without the last newline. */
    public String raw(String host, String script) throws LabException, InterruptedException {
        Output output = attempt(host, script);
        if (output.exit() != 0) {
            throw new AssertionError("on " + host + ": '" + script + "' failed with status " + output.exit() + ": "
                    + output.stdout() + output.stderr());
        }
        return output.stdout().stripTrailing();
    }

    /** What runs of the tool have left on a host that should have gone with them: files beside others, private directories. */
    public List<String> leftBehind(String host) throws LabException, InterruptedException {
        String found = raw(host, "find / /run -xdev -name '.provisioner*' -o -path '/run/provisioner/run-*'");
        return found.lines().toList();
    }

    /** How many exec and SFTP channels sshd has opened since the host was made, as it logged them itself. */
    public int sshSessions(String host) throws LabException, InterruptedException {
        return count(host, "Starting session: ");
    }

    /** How many SSH connections have been let in since the host was made. */
    public int sshConnections(String host) throws LabException, InterruptedException {
        return count(host, "Accepted publickey for ");
    }

    /** sshd names itself {@code sshd} or, since version 9.8, {@code sshd-session}. */
    private int count(String host, String logged) throws LabException, InterruptedException {
        String log = raw(host, "journalctl --sync; journalctl --quiet --output cat -t sshd -t sshd-session");
        return (int) log.lines().filter(line -> line.startsWith(logged)).count();
    }

    /** What the host is now, as told by its own tools; see {@link HostSnapshot} for the keys. */
    public SortedMap<String, String> snapshot(String host) throws LabException, InterruptedException {
        return HostSnapshot.parse(raw(host, HostSnapshot.script()));
    }

    public String container(String host) {
        return HostContainer.containerName(name, host);
    }
}
