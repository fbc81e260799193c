package provisioner.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import provisioner.harness.SampleProject;
import provisioner.harness.SiteLoad;
import provisioner.harness.SiteLoad.Request;
import provisioner.harness.Tool;
import provisioner.lab.Outages;
import provisioner.lab.TestLab;

/** The shipped three hosts, under load while one of them is away. */
final class Survival {
    static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    private static final String INVENTORY = "inventory/three-hosts.yml";
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final Duration RETURN = Duration.ofSeconds(120);

    /** Something that is done to the lab. */
    interface Deed {
        void run() throws Exception;
    }

    /** Something that is done while somebody looks at the load. */
    interface Watched {
        void run(SiteLoad load) throws Exception;
    }

    /**
     * @param host which is away or lacks something
     * @param away how long
     * @param named what a trouble of {@code verify} must name meanwhile; empty if it need not have any
     * @param writes within which time they are back
     */
    record Fault(String host, Deed begin, Deed end, Duration away, String named, Duration writes) {
        Fault(String host, Deed begin, Deed end, Duration away, String named) {
            this(host, begin, end, away, named, Duration.ofMillis(Measured.WRITES_MS));
        }
    }

    private final TestLab lab;
    private final Path directory;
    private final Outages outages;
    private final SampleProject project;
    private final List<Measured> all = new ArrayList<>();

    private Survival(TestLab lab, Path directory, SampleProject project) {
        this.lab = lab;
        this.directory = directory;
        this.outages = new Outages(lab.environment().getOrDefault("PROVISIONER_LAB", ""));
        this.project = project;
    }

    /** From bare hosts, in one run. Then the holder of the address takes the writes, too, so that one host has both. */
    static Survival provision(TestLab lab, Path directory) throws Exception {
        lab.lab().virtualAddress(true);
        lab.acme(HOSTS.getFirst());
        Survival site = new Survival(lab, directory, SampleProject.make(directory, INVENTORY, lab));
        Tool.Run provision = site.run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        Tool.Run promotion =
                site.run("provision", "playbooks/promote-replica.yml", "-e", "mysql_source=" + site.holder());
        assertThat(promotion.exit()).as(promotion.everything()).isZero();
        return site;
    }

    Outages outages() {
        return outages;
    }

    /** All that was measured, also where a promise did not hold. */
    List<Measured> measured() {
        return all;
    }

    /** @param named see {@link Fault} */
    Fault powerOff(String host, Duration away, String named) {
        return new Fault(host, () -> lab.cutPower(host), () -> lab.reboot(host), away, named);
    }

    Fault freeze(String host, Duration away) {
        return new Fault(host, () -> outages.freeze(host), () -> outages.thaw(host), away, host);
    }

    Fault cut(String host, Duration away) {
        return new Fault(host, () -> outages.cut(host), () -> outages.connect(host), away, host);
    }

    /** This machine still reaches it, and so do those who ask for the site. */
    Fault cutFromTheOthers(String host, Duration away) {
        List<String> others = others(host);
        return new Fault(host, () -> outages.cutFrom(host, others), () -> outages.connectTo(host, others), away, host);
    }

    List<String> others(String host) {
        return HOSTS.stream().filter(other -> !other.equals(host)).toList();
    }

    Tool.Run run(String command, String... more) throws Exception {
        return project.run(command, more);
    }

    /** Adds variables to the inventory. */
    void declare(String variables) throws Exception {
        Path inventory = directory.resolve(INVENTORY);
        Files.writeString(inventory, Files.readString(inventory).replace("\nvars:\n", "\nvars:\n" + variables));
    }

    /** The host whose database server takes the writes. */
    String primary() throws Exception {
        String query =
                "SELECT MEMBER_HOST FROM performance_schema.replication_group_members WHERE MEMBER_ROLE = 'PRIMARY'";
        String address = sql(HOSTS.getFirst(), query);
        for (String host : HOSTS) {
            if (lab.endpoint(host).address().equals(address)) {
                return host;
            }
        }
        throw new AssertionError("no host is the primary: " + address);
    }

    String holder() throws Exception {
        String address = lab.lab().virtualAddress().orElseThrow();
        for (String host : HOSTS) {
            if (lab.attempt(host, "ip -o address show to " + address + " | grep -q .")
                            .exit()
                    == 0) {
                return host;
            }
        }
        throw new AssertionError("nobody holds " + address);
    }

    String sql(String host, String query) throws Exception {
        return lab.raw(host, "mysql -N <<'SQL'\n" + query + "\nSQL");
    }

    /**
     * Does it under load, and awaits a clean {@code verify}. No note that was acknowledged is missing afterwards.
     *
     * @return what the load has seen; it is healed when the deed has ended
     */
    Measured during(String what, Deed deed) throws Exception {
        return during(what, load -> deed.run(), RETURN);
    }

    /** @param clean how long after the deed a clean {@code verify} is awaited */
    Measured during(String what, Watched deed, Duration clean) throws Exception {
        return underLoad(
                what,
                clean,
                (load, begun) -> {
                    deed.run(load);
                    return System.nanoTime();
                },
                measured -> assertThat(measured.contested()).as(what).isEmpty());
    }

    /** Lets it happen under load, and holds it to every promise. */
    Measured survives(String what, Fault fault) throws Exception {
        return underLoad(what, RETURN, (load, begun) -> away(fault, begun), measured -> {
            assertServed(what, measured, fault);
            assertThat(measured.secondWriters()).as(what).isEmpty();
        });
    }

    /** What happens under load, from {@code begun} on. Times are in nanoseconds, as {@link System#nanoTime()} counts them. */
    private interface Happening {
        /** Returns when it was healed. */
        long from(SiteLoad load, long begun) throws Exception;
    }

    private Measured underLoad(String what, Duration clean, Happening happening, Consumer<Measured> promises)
            throws Exception {
        SiteLoad load = new SiteLoad(
                lab.lab().virtualAddress().orElseThrow(),
                "www.example.com",
                lab.lab().acme().orElseThrow().issuer());
        long begun;
        long healed;
        Tool.Run verify;
        try (load) {
            settle(load);
            ProcessorTime before = ProcessorTime.now();
            begun = System.nanoTime();
            healed = happening.from(load, begun);
            System.out.println(what + ": " + ProcessorTime.now().since(before));
            verify = awaitClean(clean);
        }
        Measured measured = new Measured(load.requests(), begun, healed);
        System.out.println(what + ": " + measured);
        all.add(measured);
        promises.accept(measured);
        assertThat(verify.exit()).as("%s: %s", what, verify.troubles()).isZero();
        assertKept(what, measured, load.prefix());
        return measured;
    }

    /** What is slow already, such as a program that has only just started, says nothing about what follows. */
    private static void settle(SiteLoad load) throws InterruptedException {
        Instant until = Instant.now().plus(SETTLED);
        List<Request> slow;
        do {
            long from = System.nanoTime();
            Thread.sleep(WARM_UP);
            slow = load.requests().stream()
                    .filter(request -> request.sent() >= from)
                    .filter(request -> !request.good() || request.millis() > Measured.SLOW_MS)
                    .toList();
        } while (!slow.isEmpty() && Instant.now().isBefore(until));
        assertThat(slow).as("before anything happens").isEmpty();
    }

    /** Returns when the fault ended. */
    private long away(Fault fault, long begun) throws Exception {
        fault.begin().run();
        long healed;
        try {
            assertVerifyNames(fault);
            Thread.sleep(Math.max(0, fault.away().toMillis() - (System.nanoTime() - begun) / 1_000_000));
        } finally {
            healed = System.nanoTime();
            fault.end().run();
        }
        return healed;
    }

    private void assertVerifyNames(Fault fault) throws Exception {
        if (!fault.named().isEmpty()) {
            Instant start = Instant.now();
            Tool.Run verify = project.yielding().run("verify");
            assertThat(verify.exit()).as(verify.everything()).isNotZero();
            assertThat(verify.troubles())
                    .as(verify.everything())
                    .anySatisfy(trouble -> assertThat(trouble).contains(fault.named()));
            System.out.println("verify said so after " + Duration.between(start, Instant.now()));
        }
    }

    /** Nobody does anything but the hosts themselves. Returns the last {@code verify}, a clean one if there was any. */
    private Tool.Run awaitClean(Duration within) throws Exception {
        Instant until = Instant.now().plus(within);
        Tool.Run verify = project.run("verify");
        while (verify.exit() != 0 && Instant.now().isBefore(until)) {
            Thread.sleep(2_000);
            verify = project.run("verify");
        }
        return verify;
    }

    private static void assertServed(String what, Measured measured, Fault fault) {
        List<String> failures = measured.requests().stream()
                .filter(request -> !request.good())
                .map(request -> (request.sent() - measured.fault()) / 1_000_000 + " ms: " + request.failure())
                .toList();
        assertThat(measured.backAfterMillis(false))
                .as("reads, %s: %s", what, failures)
                .isLessThan(Measured.READS_MS);
        assertThat(measured.backAfterMillis(true))
                .as("writes, %s: %s", what, failures)
                .isLessThan(fault.writes().toMillis());
        assertThat(measured.wellAfterMillis(false))
                .as("reads after the return, %s: %s", what, failures)
                .isLessThan(Measured.READS_MS);
        assertThat(measured.wellAfterMillis(true))
                .as("writes after the return, %s: %s", what, failures)
                .isLessThan(Measured.WRITES_MS);
        assertThat(measured.slow() * 100)
                .as("one request in a hundred takes more than a second, %s: %s", what, measured)
                .isLessThanOrEqualTo(measured.settled().size());
    }

    private void assertKept(String what, Measured measured, String prefix) throws Exception {
        Set<String> acknowledged = measured.requests().stream()
                .filter(request -> request.write() && request.good())
                .map(Request::note)
                .collect(Collectors.toSet());
        for (String host : HOSTS) {
            List<String> notes = sql(host, "SELECT text FROM app.notes WHERE text LIKE '" + prefix + "%'")
                    .lines()
                    .toList();
            assertThat(notes).as("%s: once, on %s", what, host).doesNotHaveDuplicates();
            List<String> missing = new ArrayList<>(acknowledged);
            missing.removeAll(Set.copyOf(notes));
            assertThat(missing).as("%s: missing on %s", what, host).isEmpty();
        }
    }
}
