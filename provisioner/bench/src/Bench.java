import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
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

    private final Path checkout;
    private final Path work;
    private final String tool;
    private final int runs;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Bench(Path checkout, Path work, int runs) {
        this.checkout = checkout;
        this.work = work;
        this.tool = checkout.resolve("provisioner/bin/provisioner").toString();
        this.runs = runs;
    }

    private interface Preparation {
        void run() throws IOException, InterruptedException;
    }

    /** @param arguments the checkout, how many runs, the parts (a comma between), the delays, the kit's directory or nothing, the output */
    public static void main(String[] arguments) throws Exception {
        Path checkout = Path.of(arguments[0]);
        Set<String> parts = Set.of(arguments[2].split(","));
        Path work = Files.createTempDirectory("provisioner-bench");
        Bench bench = new Bench(checkout, work, Integer.parseInt(arguments[1]));
        if (parts.contains("start")) {
            bench.start();
        }
        if (!arguments[4].isEmpty()) {
            Kit kit = new Kit(Path.of(arguments[4]).toAbsolutePath(), work);
            List<Integer> delays = List.of(arguments[3].split(",")).stream().map(Integer::valueOf).toList();
            bench.stack(kit, parts, delays);
        }
        bench.write(Path.of(arguments[5]));
    }

    private void start() throws IOException, InterruptedException {
        inTurn("start", () -> {}, List.of(ours("--version", "--version"), ours("--help", "--help")));
    }

    private void stack(Kit kit, Set<String> parts, List<Integer> delays) throws IOException, InterruptedException {
        String playbook = checkout.resolve("provisioner/bench/playbooks/stack.yml").toString();
        if (parts.contains("bare")) {
            inTurn("bare hosts", kit::fresh, List.of(kit.push()));
            inTurn("bare hosts", () -> { kit.fresh(); kit.inventory(); }, List.of(stackCommand("provision", playbook)));
        }
        kit.inventory();
        List<Measured.Command> converged = new ArrayList<>(List.of(kit.check()));
        for (String command : List.of("verify", "plan", "provision")) {
            converged.add(stackCommand(command, playbook));
        }
        if (parts.contains("peers")) {
            converged.addAll(kit.peers());
        }
        for (int delay : parts.contains("stack") ? delays : List.<Integer>of()) {
            if (!kit.delay(delay)) {
                notes.add("Not measured at " + delay + " ms of added round-trip time: the kernel of this machine has no netem.");
                continue;
            }
            inTurn("no change, +" + delay + " ms", () -> {}, converged);
            inTurn("one drift a host, +" + delay + " ms", kit::drift, List.of(stackCommand("provision", playbook)));
        }
        kit.delay(0);
        if (parts.contains("steps")) {
            steps();
        }
    }

    private Measured.Command stackCommand(String command, String playbook) {
        return ours(command, command, "-i", work.resolve("inventory.yml").toString(), playbook);
    }

    /** Files of the first host, which are not there: what is measured is looking at them. */
    private void steps() throws IOException, InterruptedException {
        List<Measured.Command> commands = new ArrayList<>();
        for (int count : STEPS) {
            String text = IntStream.range(0, count)
                    .mapToObj(i -> "    - {name: file " + i + ", file: {path: /srv/many-" + i + ", content: \"" + i + "\\n\"}}\n")
                    .collect(Collectors.joining("", "- play: Many steps\n  hosts: loadbalancer\n  steps:\n", ""));
            Path playbook = Files.writeString(work.resolve(count + "-steps.yml"), text);
            commands.add(new Measured.Command("provisioner, " + count + " steps", work,
                    List.of(tool, "plan", "-i", work.resolve("inventory.yml").toString(), playbook.toString()), Set.of(0)));
        }
        inTurn("many steps", () -> {}, commands);
    }

    private Measured.Command ours(String name, String... arguments) {
        List<String> line = new ArrayList<>(List.of(tool));
        line.addAll(List.of(arguments));
        return new Measured.Command("provisioner " + name, work, line, Set.of(0));
    }

    /** Once each without counting, then in turn. */
    private void inTurn(String what, Preparation before, List<Measured.Command> commands) throws IOException, InterruptedException {
        List<List<Measured>> all = commands.stream().<List<Measured>>map(c -> new ArrayList<>()).toList();
        boolean heavy = what.startsWith("bare");
        for (int run = heavy ? 0 : -1; run < runs; run++) {
            for (int i = 0; i < commands.size(); i++) {
                before.run();
                System.err.println(what + ": " + commands.get(i).command());
                Measured measured = Measured.run(commands.get(i));
                if (run >= 0) {
                    all.get(i).add(measured);
                }
            }
        }
        for (int i = 0; i < commands.size(); i++) {
            List<Measured> mine = all.get(i);
            List<Measured> first = all.getFirst();
            List<Double> ratios = IntStream.range(0, runs).mapToObj(r -> mine.get(r).wall() / first.get(r).wall()).toList();
            rows.add(new Row(what, commands.get(i).command(), mine, ratios));
        }
    }

    private void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        StringBuilder table = new StringBuilder("# Measured on " + LocalDate.now() + "\n\n");
        table.append("%d cores, %s, Java %s; %d runs of each, in turn. A ratio is that to the first line of the same work, run by run.\n"
                .formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"), Runtime.version(), runs));
        table.append("Again: `provisioner/bin/bench --peers DIRECTORY`.\n\n![medians](results.svg)\n\n").append(Row.HEAD);
        rows.forEach(row -> table.append(row.markdown()));
        notes.forEach(note -> table.append("\n").append(note).append("\n"));
        Files.writeString(directory.resolve("results.md"), table);
        Files.writeString(directory.resolve("results.svg"), Chart.svg(rows));
        System.out.println(directory.resolve("results.md"));
    }
}
