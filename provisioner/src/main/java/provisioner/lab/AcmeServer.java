package provisioner.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ACME server of a lab: Debian's Pebble in its own container, with a resolver that resolves every name to the load
 * balancer. Its certificates are valid as long as Let's Encrypt's.
 */
final class AcmeServer {
    /** Cannot clash with a host's name, which cannot begin with a dash. */
    private static final String NAME = "-acme";

    private static final String VALIDITY_SECONDS = "7776000";
    private static final int PORT = 14000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String container;
    private final Docker docker;

    AcmeServer(String lab, Docker docker) {
        this.container = HostContainer.containerName(lab, NAME);
        this.docker = docker;
    }

    /**
     * Starts the server if it is not running.
     *
     * @param site the address that every name resolves to
     */
    void up(String suite, String site, Progress progress) throws LabException, InterruptedException {
        if (address().isEmpty()) {
            progress.doing("", "starting the ACME server");
            String image = new Images(docker).acme(suite, progress);
            Network network = new Network(docker);
            String bridge = network.ensure();
            String address = Network.assign(List.of(NAME), Map.of(), network.taken(bridge))
                    .getOrDefault(NAME, "");
            List<String> arguments = new ArrayList<>(List.of("run", "--detach", "--name", container));
            arguments.addAll(List.of("--label", HostContainer.ADDRESS_LABEL + "=" + address));
            arguments.addAll(List.of("--network", bridge, "--ip", address));
            for (String setting : List.of("ADDRESS=" + address, "SITE=" + site, "VALIDITY=" + VALIDITY_SECONDS)) {
                arguments.addAll(List.of("--env", setting));
            }
            arguments.addAll(List.of(image, "sh", "/acme/start"));
            docker.run(arguments);
        } else {
            docker.run("start", container);
        }
        await();
    }

    private void await() throws LabException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (endpoint().isEmpty()) {
            if (System.nanoTime() > end) {
                throw new LabException("the ACME server did not start: "
                        + docker.attempt(LIMIT, "", List.of("logs", "--tail", "20", container))
                                .text());
            }
            Thread.sleep(PAUSE);
        }
    }

    void down() throws LabException, InterruptedException {
        docker.run("rm", "--force", "--volumes", container);
    }

    /** Empty if there is no container. */
    Optional<String> address() throws LabException, InterruptedException {
        return Network.labelled(docker, container);
    }

    /** Empty if it is not running or not ready yet. */
    Optional<AcmeEndpoint> endpoint() throws LabException, InterruptedException {
        Optional<String> address = address();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Command.Result root = docker.exec(LIMIT, container, "cat /acme/root.pem");
        Command.Result issuer = docker.exec(LIMIT, container, "cat /acme/issuer.pem");
        if (!root.ok() || !issuer.ok()) {
            return Optional.empty();
        }
        String directory = "https://" + address.get() + ":" + PORT + "/dir";
        return Optional.of(new AcmeEndpoint(directory, root.stdout(), issuer.stdout()));
    }

    /** Sets the address that every name resolves to from now on. */
    void resolveTo(String site) throws LabException, InterruptedException {
        Command.Result result = docker.exec(
                LIMIT, container, "curl -sf -d '{\"ip\":\"" + site + "\"}' http://127.0.0.1:8055/set-default-ipv4");
        if (!result.ok()) {
            throw new LabException("the ACME server's resolver does not answer: " + result.text());
        }
    }
}
