package provisioner.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.lab.HostStatus;
import provisioner.lab.Lab;
import provisioner.lab.LabException;
import provisioner.lab.LabHost;
import provisioner.source.InvalidInputException;
import provisioner.source.Node;
import provisioner.source.Problems;

/** {@code provisioner lab …}: manages throwaway hosts on this machine. */
final class LabCommand {
    /** The release of a host without a {@code suite} variable. */
    private static final String DEFAULT_SUITE = "bookworm";

    /** Releases that roles know and the lab cannot start. */
    private static final Set<String> UBUNTU = Set.of("jammy", "noble");

    /** If the inventory has this group, the lab has an ACME server. */
    private static final String BALANCERS = "loadbalancer";

    private LabCommand() {}

    /** The command with its subcommands. */
    static CommandSpec spec() {
        CommandSpec lab = CommandSpec.create()
                .addSubcommand("up", new Up().spec())
                .addSubcommand("status", new Status().spec())
                .addSubcommand("ssh", new SshTo().spec())
                .addSubcommand("reset", new Reset().spec())
                .addSubcommand("down", new Down().spec());
        lab.usageMessage().synopsisSubcommandLabel("COMMAND");
        Options.addStandard(lab);
        return lab;
    }

    /** Turns errors of the lab into errors of the command. */
    private abstract static class Sub extends InventoryCommand {
        abstract int run(Lab lab) throws LabException, InvalidInputException, InterruptedException;

        @Override
        final int run() throws Exception {
            try {
                return run(LabAccess.current());
            } catch (LabException e) {
                throw new FailedException(String.valueOf(e.getMessage()), "");
            }
        }

        static void progress(String host, String text) {
            System.err.println(host.isEmpty() ? text : host + ": " + text);
        }
    }

    private static final class Up extends Sub {
        private final InventoryOptions hosts = new InventoryOptions();

        @Override
        void define(CommandSpec command) {
            command.usageMessage()
                    .description("Start the inventory's hosts that are not running, and wait until SSH answers.");
            hosts.addInventoryTo(command);
        }

        @Override
        int run(Lab lab) throws LabException, InvalidInputException, InterruptedException {
            Inventory inventory = hosts.read();
            Problems problems = new Problems();
            List<LabHost> wanted = new ArrayList<>();
            for (Host host : inventory.hosts().values()) {
                wanted.add(new LabHost(host.name(), suite(host, problems)));
            }
            problems.throwIfAny();
            lab.up(wanted, Sub::progress);
            lab.virtualAddress(inventory.virtualAddress().isPresent());
            Optional<LabHost> balancer = balancer(inventory, wanted);
            if (balancer.isPresent()) {
                lab.acmeUp(balancer.get(), Sub::progress);
            }
            System.err.println("the lab is ready; try: provisioner plan -i " + hosts.sources() + " --lab");
            return 0;
        }

        /** The host that the ACME server connects to when it issues certificates. */
        private static Optional<LabHost> balancer(Inventory inventory, List<LabHost> hosts) {
            return inventory.groups().getOrDefault(BALANCERS, List.of()).stream()
                    .findFirst()
                    .flatMap(name -> hosts.stream()
                            .filter(host -> host.name().equals(name))
                            .findFirst());
        }

        private static String suite(Host host, Problems problems) {
            Node.Entry entry = host.variables().get("suite");
            if (entry == null || !(entry.value() instanceof Node.Scalar scalar)) {
                return DEFAULT_SUITE;
            }
            if (!scalar.text().matches(LabHost.SUITE) || UBUNTU.contains(scalar.text())) {
                String message = "'" + scalar.text() + "' is not the name of a Debian release";
                problems.add(scalar.location(), message, "the lab has bookworm, trixie and sid");
            }
            return scalar.text();
        }
    }

    private static final class Status extends Sub {
        private static final String LINE = "%-20s %-15s %-10s %s%n";

        /** What the address that moves leads to. */
        private static final String SITE = "site";

        private final OptionSpec output = OptionSpec.builder("--output")
                .paramLabel("text|json")
                .type(RunSettings.Output.class)
                .defaultValue("text")
                .description("Output format (default: ${DEFAULT-VALUE}).")
                .build();

        @Override
        void define(CommandSpec command) {
            command.usageMessage()
                    .description("Show the name, address, release and state of each host, and the virtual address.");
            command.addOption(output);
        }

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            List<HostStatus> hosts = lab.status();
            Optional<String> virtual = lab.virtualAddress();
            if (output.getValue() == RunSettings.Output.json) {
                System.out.println(json(hosts, virtual));
            } else if (hosts.isEmpty()) {
                System.out.println("the lab is not running; start it: provisioner lab up");
            } else {
                hosts.forEach(host -> System.out.printf(LINE, host.name(), host.address(), host.suite(), host.state()));
                virtual.ifPresent(address -> System.out.printf(LINE, SITE, address, "-", "moves"));
            }
            return 0;
        }

        private static String json(List<HostStatus> hosts, Optional<String> virtual) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            ArrayNode array = root.putArray("hosts");
            for (HostStatus host : hosts) {
                array.addObject()
                        .put("host", host.name())
                        .put("address", host.address())
                        .put("state", host.state());
            }
            ArrayNode moving = root.putArray("virtual");
            virtual.ifPresent(address -> moving.addObject().put("name", SITE).put("address", address));
            return root.toString();
        }
    }

    private static final class SshTo extends Sub {
        private final PositionalParamSpec host = PositionalParamSpec.builder()
                .index("0")
                .required(true)
                .paramLabel("HOST")
                .type(String.class)
                .description("Host of the lab.")
                .build();

        private final PositionalParamSpec words = PositionalParamSpec.builder()
                .index("1..*")
                .arity("0..1")
                .paramLabel("COMMAND")
                .type(List.class)
                .initialValue(List.of())
                .description("Command to run on the host.")
                .build();

        @Override
        void define(CommandSpec command) {
            command.usageMessage()
                    .description("Log in to a host as root, or run a command there and return its exit status.");
            command.addPositional(host).addPositional(words);
            // Options after the host belong to the remote command and keep their order.
            command.parser().stopAtPositional(true);
        }

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            return lab.ssh(host.getValue(), words.getValue());
        }
    }

    private static final class Reset extends Sub {
        private final PositionalParamSpec hosts = PositionalParamSpec.builder()
                .arity("1..*")
                .required(true)
                .paramLabel("HOST")
                .type(List.class)
                .description("Hosts of the lab.")
                .build();

        @Override
        void define(CommandSpec command) {
            command.usageMessage().description("Replace hosts with bare ones of the same name, release and address.");
            command.addPositional(hosts);
        }

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            lab.reset(hosts.getValue(), Sub::progress);
            return 0;
        }
    }

    private static final class Down extends Sub {
        @Override
        void define(CommandSpec command) {
            command.usageMessage().description("Remove all hosts of the lab.");
        }

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            List<String> removed = lab.down();
            System.err.println(removed.isEmpty() ? "the lab was not running" : "removed " + String.join(", ", removed));
            return 0;
        }
    }
}
