package provisioner.check;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Check;
import provisioner.resource.LinkAsks;
import provisioner.resource.check.BalancedCheck;
import provisioner.resource.check.HeartbeatCheck;
import provisioner.resource.check.HttpCheck;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.LinksCheck;
import provisioner.resource.check.MembersCheck;
import provisioner.resource.check.PortCheck;
import provisioner.resource.check.PrometheusCheck;
import provisioner.resource.check.RequestRateCheck;
import provisioner.resource.check.RoundTripCheck;
import provisioner.resource.check.StandardCheck;
import provisioner.resource.check.SucceedsCheck;
import provisioner.resource.check.TlsCheck;
import provisioner.resource.check.Vantage;
import provisioner.resource.check.VirtualAddressCheck;

/** Runs checks of every kind. Safe for use by several threads. */
public final class Checks {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final HostConnections hosts;
    private final LinkSurvey survey;

    /** @param all the checks that may be run: what they ask of one host is asked together */
    public Checks(HostConnections hosts, List<Check> all) {
        this.hosts = hosts;
        this.survey = new LinkSurvey(
                hosts,
                LinkAsks.of(all.stream()
                        .filter(LinksCheck.class::isInstance)
                        .flatMap(check -> ((LinksCheck) check).asked().stream())
                        .distinct()
                        .toList()));
    }

    /** Prepares the first request of each kind from the control machine, without sending it. */
    public void warmUp(List<Check> checks) {
        Map<Boolean, Request> encrypted = new HashMap<>();
        for (Check check : checks) {
            if (check instanceof HttpCheck http && http.route().from() == Vantage.CONTROL) {
                encrypted.putIfAbsent(http.url().startsWith("https:"), Request.get(http.url(), http.route()));
            }
        }
        for (Request request : encrypted.values()) {
            try {
                ControlClient.warmUp(request);
            } catch (NoAnswer e) {
                // The check itself will report the error.
                return;
            }
        }
    }

    /**
     * @param host the host of the check's step
     * @param within how long a failing check is retried
     */
    public Verdict run(Check check, String host, Duration within) throws InterruptedException {
        CheckRunner runner = runner(check, host);
        Instant until = Instant.now().plus(within);
        try {
            Verdict verdict = attempt(runner);
            while (!verdict.passed() && Instant.now().isBefore(until)) {
                Thread.sleep(PAUSE);
                verdict = attempt(runner);
            }
            return verdict;
        } catch (RemoteException e) {
            return Verdict.failed(e.getMessage() + (e.hint().isEmpty() ? "" : "; " + e.hint()));
        }
    }

    Verdict run(Check check, String host) throws InterruptedException {
        return run(check, host, check.within());
    }

    /** A lost connection says nothing about the service, so it is tried again with a new one. */
    private static Verdict attempt(CheckRunner runner) throws RemoteException, InterruptedException {
        try {
            return runner.attempt();
        } catch (RemoteException e) {
            if (e.kind() != RemoteException.Kind.LOST) {
                throw e;
            }
            return runner.attempt();
        }
    }

    private CheckRunner runner(Check check, String host) {
        if (!(check instanceof StandardCheck standard)) {
            throw new IllegalArgumentException("no runner for " + check.title());
        }
        return switch (standard) {
            case HttpCheck http -> new HttpRunner(http, client(http.route(), host));
            case BalancedCheck balanced -> new BalancedRunner(balanced, client(balanced.route(), host));
            case RoundTripCheck trip -> new RoundTripRunner(trip, client(trip.route(), host));
            case RequestRateCheck rate -> new RequestRateRunner(rate, client(rate.route(), host), hosts);
            case PrometheusCheck prometheus -> new PrometheusRunner(prometheus, new HostClient(hosts, host));
            case HeartbeatCheck heartbeat -> new HeartbeatRunner(heartbeat, hosts);
            case TlsCheck tls -> new TlsRunner(tls, hosts, host);
            case LinksCheck links -> new LinksRunner(links, hosts, survey);
            case MembersCheck members -> new MembersRunner(members, hosts);
            case PortCheck port -> new PortRunner(port, hosts, host);
            case SucceedsCheck succeeds -> new SucceedsRunner(succeeds, hosts, host);
            case VirtualAddressCheck virtual -> new VirtualAddressRunner(virtual, hosts);
        };
    }

    private HttpClient client(HttpRoute route, String host) {
        return switch (route.from()) {
            case CONTROL -> new ControlClient();
            case HOST -> new HostClient(hosts, host);
        };
    }
}
