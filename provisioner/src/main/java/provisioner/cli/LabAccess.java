package provisioner.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.cli.terminal.FailedException;
import provisioner.compile.LabHosts;
import provisioner.inventory.Inventory;
import provisioner.inventory.sources.Sources;
import provisioner.lab.Lab;
import provisioner.lab.LabEndpoint;
import provisioner.lab.LabException;
import provisioner.remote.target.Destination;

/** Finds the lab that {@code --lab} means: the user's only one, or the one named in {@code PROVISIONER_LAB}. */
final class LabAccess {
    private LabAccess() {}

    /** @throws LabException if the variable cannot be the name of a lab */
    static Lab current() throws LabException {
        String name = System.getenv().getOrDefault("PROVISIONER_LAB", "default");
        if (!name.matches(Lab.NAME)) {
            throw new LabException("PROVISIONER_LAB: '" + name + "' cannot be the name of a lab;"
                    + " use lower-case letters, digits and '-', beginning with a letter or digit");
        }
        return Lab.named(name, Lab.defaultStateDir(System.getenv()));
    }

    /**
     * The lab's hosts and how to reach them.
     *
     * @param inventory for the hint on how to start the lab
     */
    static LabHosts hosts(Sources inventory) throws FailedException, InterruptedException {
        try {
            String start = "provisioner lab up -i " + inventory;
            Map<String, Destination> hosts = new LinkedHashMap<>();
            for (LabEndpoint host : current().endpoints()) {
                hosts.put(
                        host.name(),
                        new Destination(
                                host.name(),
                                host.address(),
                                Optional.of(host.port()),
                                Optional.of(host.user()),
                                List.of(host.key()),
                                List.of(host.knownHosts()),
                                Optional.empty(),
                                host.running()
                                        ? Optional.empty()
                                        : Optional.of("it is " + host.state() + " in the lab; start it: " + start)));
            }
            if (hosts.isEmpty()) {
                throw new FailedException("the lab is not running", "start it: " + start);
            }
            return new LabHosts(hosts, start);
        } catch (LabException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "");
        }
    }

    /** Variables of the lab that replace those of the inventory, as YAML. */
    static Map<String, String> variables() throws FailedException, InterruptedException {
        try {
            Map<String, String> variables = new LinkedHashMap<>();
            current().acme().ifPresent(acme -> {
                variables.put("acme_server", acme.directory());
                variables.put("acme_root", quoted(acme.root()));
                variables.put("acme_issuer", quoted(acme.issuer()));
            });
            current().virtualAddress().ifPresent(address -> variables.put(Inventory.VIRTUAL_ADDRESS, address));
            List<String> mirrors = current().packageMirrors();
            if (!mirrors.isEmpty()) {
                variables.put("lab_package_mirrors", String.join(" ", mirrors));
            }
            return variables;
        } catch (LabException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "");
        }
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n") + '"';
    }
}
