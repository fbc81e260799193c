import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures provisioner and its peers in turn (A B A B), and writes a table and a picture. Started by {@code provisioner/bin/bench}.
 */
final class Bench {
    private static final List<Integer> STEPS = List.of(50, 500, 5000);
    private static final List<Integer> ENDPOINTS = List.of(10, 100, 300, 1000);

    private final Path checkout;
    private final Path work;
    private final String tool;
    private final int runs;
    private final Results results = new Results();

    private Bench(Path checkout, Path work, int runs) {
        this.checkout = checkout;
        this.work = work;
        this.tool = checkout.resolve("provisioner/bin/provisioner").toString();
        this.runs = runs;
    }

    private interface Preparation {
        void run() throws IOException, InterruptedException;
    }

    /** @param before not measured */
    private record Timed(Preparation before, Measured.Command command) {
        static Timed of(Measured.Command command) {
            return new Timed(() -> {}, command);
        }
    }

    /** @param arguments the checkout, how many runs, the parts (a comma between), the delays, the kit's directory or nothing, the output */
    public static void main(String[] arguments) throws Exception {
        Path checkout = Path.of(arguments[0]);
        Set<String> parts = Set.of(arguments[2].split(","));
        Path work = Files.createTempDirectory("provisioner-bench");
        Bench bench = new Bench(checkout, work, Integer.parseInt(arguments[1]));
        try {
            if (parts.contains("start")) {
                bench.inTurn("start", List.of(Timed.of(bench.ours("--version", "--version")), Timed.of(bench.ours("--help", "--help"))));
            }
            if (!arguments[4].isEmpty()) {
                Kit kit = new Kit(Path.of(arguments[4]).toAbsolutePath(), work);
                List<Integer> delays = List.of(arguments[3].split(",")).stream().map(Integer::valueOf).toList();
                bench.kit(kit, parts, delays);
            }
        } finally {
            // Also what was measured before something failed.
            bench.results.write(Path.of(arguments[5]), bench.runs, Versions.all(bench.tool));
        }
    }

    private void kit(Kit kit, Set<String> parts, List<Integer> delays) throws IOException, InterruptedException {
        kit.inventory();
        // So that the hosts are what all other parts take them for.
        Measured.run(stackCommand("provision"));
        if (parts.contains("stack")) {
            for (int delay : delays) {
                stack(kit, delay);
            }
        }
        if (parts.contains("one")) {
            oneHost(kit);
        }
        if (parts.contains("endpoints")) {
            endpoints(kit);
        }
        if (parts.contains("steps")) {
            steps();
        }
        if (parts.contains("peers")) {
            peers(kit);
        }
        if (parts.contains("bare")) {
            bare(kit);
        }
        if (parts.contains("databases")) {
            databases();
        }
    }

    /** The last one to run leaves hosts that provisioner has provisioned. */
    private void bare(Kit kit) throws IOException, InterruptedException {
        inTurn("bare hosts", List.of(
                new Timed(kit::fresh, kit.push()),
                new Timed(kit::fresh, kit.pushWithSyncs()),
                new Timed(() -> { kit.fresh(); kit.inventory(); }, stackCommand("provision"))));
    }

    private void stack(Kit kit, int delay) throws IOException, InterruptedException {
        String work = "three hosts, +" + delay + " ms";
        try (Lines lines = kit.lines(delay)) {
            List<Measured.Command> commands = new ArrayList<>(List.of(kit.check(lines)));
            for (String command : List.of("verify", "plan", "provision")) {
                commands.add(lines.around(stackCommand(command)));
            }
            List<Timed> timed = new ArrayList<>(commands.stream().map(Timed::of).toList());
            Measured.Command repair = lines.around(stackCommand("provision"));
            timed.add(new Timed(kit::drift, repair.named("provisioner provision, one drift a host")));
            // What it takes to start and to get to a root shell, without any step.
            timed.add(Timed.of(lines.around(ours("ping", "ping", "-i", inventory()))));
            inTurn(work, timed);
            if (delay == 0) {
                for (Measured.Command command : commands) {
                    results.wire(kit.onTheWire(command));
                }
            }
        }
    }

    private void peers(Kit kit) throws IOException, InterruptedException {
        List<Timed> timed = new ArrayList<>(List.of(Timed.of(kit.check()), Timed.of(stackCommand("provision"))));
        kit.ansible().forEach(peer -> timed.add(Timed.of(peer)));
        inTurn("three hosts, no change", timed);
        if (kit.pyinfra().isPresent()) {
            // It renders one template otherwise, so that it and we would change each other's hosts in turn.
            inTurn("three hosts as pyinfra has them", List.of(Timed.of(kit.anyCheck()), Timed.of(kit.pyinfra().get())));
            Measured.run(stackCommand("provision"));
        }
    }

    private void oneHost(Kit kit) throws IOException, InterruptedException {
        String[] arguments = {"plan", "-i", inventory(), "--limit", "peer-2", playbook("stack")};
        List<String> archive = new ArrayList<>(List.of(unpackedArchive().resolve("bin/provisioner").toString()));
        archive.addAll(List.of(arguments));
        inTurn("one host", List.of(
                Timed.of(kit.login()),
                Timed.of(kit.checkOfOne()),
                Timed.of(ours("plan", arguments)),
                Timed.of(new Measured.Command("provisioner plan, release archive", work, archive, Set.of(0)))));
    }

    /** What a user installs, made from this checkout. */
    private Path unpackedArchive() throws IOException, InterruptedException {
        Path archive = Path.of(Kit.output(checkout.resolve("provisioner/bin/package").toString(), work.toString())
                .lines().toList().getFirst());
        Kit.output("tar", "-C", work.toString(), "-xzf", archive.toString());
        Path unpacked = work.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
        Kit.output(unpacked.resolve("app/train").toString());
        return unpacked;
    }

    /** Provisioned once before, so that there is nothing left to change. */
    private void databases() throws IOException, InterruptedException {
        Measured.Command provision = ours("provision", "provision", "-i", inventory(), playbook("databases"));
        Measured.run(provision);
        inTurn("ten mysql_* steps, no change", List.of(
                Timed.of(ours("plan", "plan", "-i", inventory(), playbook("databases"))), Timed.of(provision)));
    }

    private void endpoints(Kit kit) throws IOException, InterruptedException {
        try (Endpoints all = kit.endpoints(ENDPOINTS.getLast())) {
            for (int count : ENDPOINTS) {
                String inventory = all.inventory(count).toString();
                inTurn(count + " endpoints, twenty checks", List.of(
                        Timed.of(all.script(count)), Timed.of(ours("verify", "verify", "-i", inventory, playbook("checks")))));
            }
        }
    }

    private Measured.Command stackCommand(String command) {
        return ours(command, command, "-i", inventory(), playbook("stack"));
    }

    private String inventory() {
        return work.resolve("inventory.yml").toString();
    }

    private String playbook(String name) {
        return checkout.resolve("provisioner/bench/playbooks/" + name + ".yml").toString();
    }

    /** Files of the first host, which are not there: what is measured is looking at them. */
    private void steps() throws IOException, InterruptedException {
        List<Timed> commands = new ArrayList<>();
        for (int count : STEPS) {
            String text = IntStream.range(0, count)
                    .mapToObj(i -> "    - {name: file " + i + ", file: {path: /srv/many-" + i + ", content: \"" + i + "\\n\"}}\n")
                    .collect(Collectors.joining("", "- play: Many steps\n  hosts: loadbalancer\n  steps:\n", ""));
            Path playbook = Files.writeString(work.resolve(count + "-steps.yml"), text);
            commands.add(Timed.of(ours("plan", "plan", "-i", inventory(), playbook.toString()).named("provisioner plan, " + count + " steps")));
        }
        inTurn("many steps", commands);
    }

    private Measured.Command ours(String name, String... arguments) {
        List<String> line = new ArrayList<>(List.of(tool));
        line.addAll(List.of(arguments));
        return new Measured.Command("provisioner " + name, work, line, Set.of(0));
    }

    /** Once each without counting, where that does not take minutes, then in turn. */
    private void inTurn(String what, List<Timed> timed) throws IOException, InterruptedException {
        List<List<Measured>> all = timed.stream().<List<Measured>>map(c -> new ArrayList<>()).toList();
        boolean heavy = what.startsWith("bare") || what.startsWith(ENDPOINTS.getLast() + " ") || what.equals("three hosts, no change");
        int count = heavy ? Math.min(runs, 3) : runs;
        for (int run = heavy ? 0 : -1; run < count; run++) {
            for (int i = 0; i < timed.size(); i++) {
                timed.get(i).before().run();
                System.err.println(what + ": " + timed.get(i).command().command());
                Measured measured = Measured.run(timed.get(i).command());
                if (run >= 0) {
                    all.get(i).add(measured);
                }
            }
        }
        for (int i = 0; i < timed.size(); i++) {
            List<Measured> mine = all.get(i);
            List<Measured> first = all.getFirst();
            List<Double> ratios = IntStream.range(0, count).mapToObj(r -> mine.get(r).wall() / first.get(r).wall()).toList();
            results.row(new Row(what, timed.get(i).command().command(), mine, ratios));
        }
    }
}
