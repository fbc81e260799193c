package provisioner.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.lab.HostStatus;
import provisioner.lab.Lab;
import provisioner.lab.LabException;
import provisioner.lab.LabHost;
import provisioner.source.InvalidInputException;
import provisioner.source.Node;

/** {@code provisioner lab …}: throwaway hosts on this machine to rehearse on. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LabCommand.Up.class,
            LabCommand.Status.class,
            LabCommand.SshTo.class,
            LabCommand.Reset.class,
            LabCommand.Down.class
        })
final class LabCommand {
    /** What a host without a {@code suite} variable runs. */
    private static final String DEFAULT_SUITE = "bookworm";

    /** Where an inventory has such a group, the lab has an ACME server. */
    private static final String BALANCERS = "loadbalancer";

    /** Errors of the lab become errors of the command. */
    private abstract static class Sub extends InventoryCommand {
        abstract int run(Lab lab) throws LabException, InvalidInputException, InterruptedException;

        @Override
        final int run() throws Exception {
            try {
                return run(Labs.current());
            } catch (LabException e) {
                throw new FailedException(String.valueOf(e.getMessage()), "");
            }
        }

        static void progress(String host, String text) {
            System.err.println(host.isEmpty() ? text : host + ": " + text);
        }
    }

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = "Start the hosts of the inventory that are not running; wait until SSH answers.")
    static final class Up extends Sub {
        @Mixin
        final InventoryOptions hosts = new InventoryOptions();

        @Override
        int run(Lab lab) throws LabException, InvalidInputException, InterruptedException {
            Inventory inventory = hosts.read();
            List<LabHost> wanted = new ArrayList<>();
            for (Host host : inventory.hosts().values()) {
                wanted.add(new LabHost(host.name(), suite(host)));
            }
            lab.up(wanted, Sub::progress);
            Optional<LabHost> balancer = balancer(inventory, wanted);
            if (balancer.isPresent()) {
                lab.acmeUp(balancer.get(), Sub::progress);
            }
            System.err.println("use it: provisioner plan -i " + hosts.inventory + " --lab");
            return 0;
        }

        /** Certificates are issued to where the site is. */
        private static Optional<LabHost> balancer(Inventory inventory, List<LabHost> hosts) {
            return inventory.groups().getOrDefault(BALANCERS, List.of()).stream()
                    .findFirst()
                    .flatMap(name -> hosts.stream()
                            .filter(host -> host.name().equals(name))
                            .findFirst());
        }

        private static String suite(Host host) {
            Node.Entry entry = host.variables().get("suite");
            return entry != null && entry.value() instanceof Node.Scalar scalar ? scalar.text() : DEFAULT_SUITE;
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Name, address and state of each host.")
    static final class Status extends Sub {
        @Option(names = "--output", paramLabel = "text|json", defaultValue = "text", description = "Text or JSON.")
        RunSettings.Output output = RunSettings.Output.text;

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            List<HostStatus> hosts = lab.status();
            if (output == RunSettings.Output.json) {
                System.out.println(json(hosts));
            } else if (hosts.isEmpty()) {
                System.out.println("the lab is not up; start it: provisioner lab up");
            } else {
                hosts.forEach(host -> System.out.printf(
                        "%-20s %-15s %-10s %s%n", host.name(), host.address(), host.suite(), host.state()));
            }
            return 0;
        }

        private static String json(List<HostStatus> hosts) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            ArrayNode array = root.putArray("hosts");
            for (HostStatus host : hosts) {
                array.addObject()
                        .put("host", host.name())
                        .put("address", host.address())
                        .put("state", host.state());
            }
            return root.toString();
        }
    }

    @Command(
            name = "ssh",
            mixinStandardHelpOptions = true,
            description = "Log in to a host as root, or run a command there and pass on its exit status.")
    static final class SshTo extends Sub {
        @Parameters(index = "0", paramLabel = "HOST", description = "A host of the lab.")
        String host = "";

        @Parameters(index = "1..*", paramLabel = "COMMAND", description = "What to run there.")
        List<String> command = List.of();

        /** Options after the host are the remote command's own, and stay where they are. */
        @Spec
        void spec(CommandSpec spec) {
            spec.parser().stopAtPositional(true);
        }

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            return lab.ssh(host, command);
        }
    }

    @Command(name = "reset", mixinStandardHelpOptions = true, description = "Make a host bare again.")
    static final class Reset extends Sub {
        @Parameters(arity = "1..*", paramLabel = "HOST", description = "Hosts of the lab.")
        List<String> hosts = List.of();

        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            lab.reset(hosts, Sub::progress);
            return 0;
        }
    }

    @Command(name = "down", mixinStandardHelpOptions = true, description = "Remove all hosts of the lab.")
    static final class Down extends Sub {
        @Override
        int run(Lab lab) throws LabException, InterruptedException {
            List<String> removed = lab.down();
            System.err.println(removed.isEmpty() ? "the lab was not up" : "removed " + String.join(", ", removed));
            return 0;
        }
    }
}
