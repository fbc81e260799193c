package provisioner.compile.facts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.MachineState;
import provisioner.state.Observation.MachineState.DefaultRoute;
import provisioner.state.Observation.MachineState.Disk;
import provisioner.state.Observed;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.template.Facts.Untold;
import provisioner.template.NamedFacts;

/** The facts of a host as playbooks name them, and samples of them. */
public final class FactValues {
    private static final int BYTES_OF_A_MIB = 1 << 20;

    /**
     * Hosts as there are. A step is checked with each of them before any host is contacted. Each fact differs between the first two, so
     * that whatever depends on facts differs, too.
     */
    public static final List<Map<String, Object>> SAMPLES = List.of(
            sample(List.of("debian", "12", "bookworm", "amd64", "none", "6.1.0-37-amd64", "sample-1", "sda"), 1, false),
            sample(
                    List.of("ubuntu", "24.04", "noble", "arm64", "kvm", "6.8.0-64-generic", "sample-2", "vda"),
                    64,
                    true),
            sample(
                    List.of("debian", "13", "trixie", "amd64", "docker", "6.12.38+deb13-amd64", "sample-3", "nvme0n1"),
                    4,
                    false));

    private FactValues() {}

    /** Those of a host that was asked for them. */
    public static Map<String, Object> of(Observed observed) {
        HostFacts facts = observed.get(new FactsQuery());
        MachineQuery query = new MachineQuery();
        String unreadable = observed.unreadable().get(query);
        return unreadable == null
                ? of(facts, Optional.of(observed.get(query)), "")
                : of(facts, Optional.empty(), unreadable);
    }

    private static Map<String, Object> of(HostFacts facts, Optional<MachineState> machine, String unreadable) {
        String noIp = unreadable.isEmpty() ? "the host has no program 'ip'; install the package iproute2" : unreadable;
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        values.put("release", release(fact(facts, "distribution"), fact(facts, "version"), fact(facts, "suite")));
        values.put("kernel", fact(facts, "kernel"));
        values.put("architecture", fact(facts, "architecture"));
        values.put("memory", number(fact(facts, "memory"), BYTES_OF_A_MIB));
        values.put("cpus", number(fact(facts, "cpus"), 1));
        values.put(
                "addresses",
                machine.flatMap(MachineState::addresses)
                        .<Object>map(known -> new NamedFacts.Values("interface", known, Optional.empty()))
                        .orElseGet(() -> new Untold(noIp)));
        values.put(
                "default_route",
                route(
                        machine.flatMap(MachineState::route).orElse(DefaultRoute.NONE),
                        machine.flatMap(MachineState::route).isPresent(),
                        noIp));
        values.put("disks", machine.<Object>map(known -> disks(known.disks())).orElseGet(() -> new Untold(unreadable)));
        values.put(
                "virtualisation",
                machine.map(MachineState::virtualisation)
                        .filter(word -> !word.isEmpty())
                        .<Object>map(word -> word)
                        .orElseGet(() -> new Untold(
                                unreadable.isEmpty() ? "the host has no program 'systemd-detect-virt'" : unreadable)));
        values.put("hostname", fact(facts, "hostname"));
        values.put("reboot_required", !facts.rebootRequired().isEmpty());
        return values;
    }

    private static String fact(HostFacts facts, String name) {
        return facts.facts().getOrDefault(name, "");
    }

    private static Object number(String text, int unit) {
        return text.matches("[0-9]{1,18}")
                ? (int) (Long.parseLong(text) / unit)
                : new Untold("the host says '" + text + "'");
    }

    private static Map<String, Object> release(String id, String version, String codename) {
        return Map.of("id", id, "version", version, "codename", codename);
    }

    private static Map<String, Object> route(DefaultRoute route, boolean known, String why) {
        Map<String, Object> values = new TreeMap<>(
                Map.of("interface", route.device(), "address", route.address(), "gateway", route.gateway()));
        if (!known) {
            values.replaceAll((name, value) -> new Untold(why));
        }
        return values;
    }

    /** Not {@code size}: of any mapping, that is how many entries it has. */
    private static List<Map<String, Object>> disks(List<Disk> disks) {
        return disks.stream()
                .map(disk -> Map.<String, Object>of("name", disk.name(), "capacity", disk.size()))
                .toList();
    }

    /** @param words its id, version, codename, architecture, virtualisation, kernel, hostname and disk */
    private static Map<String, Object> sample(List<String> words, int size, boolean rebootRequired) {
        String address = "192.0.2." + size;
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        values.put("release", release(words.get(0), words.get(1), words.get(2)));
        values.put("kernel", words.get(5));
        values.put("architecture", words.get(3));
        values.put("memory", 1000 * size);
        values.put("cpus", size);
        values.put(
                "addresses",
                new NamedFacts.Values(
                        "interface",
                        new TreeMap<>(Map.of("eth0", List.of(address), "lo", List.of("127.0.0.1"))),
                        Optional.of(List.of(address))));
        values.put("default_route", route(new DefaultRoute("eth" + size, address, "192.0.2.25" + size % 5), true, ""));
        values.put("disks", disks(List.of(new Disk(words.get(7), 20_000L * size))));
        values.put("virtualisation", words.get(4));
        values.put("hostname", words.get(6));
        values.put("reboot_required", rebootRequired);
        return values;
    }
}
