package provisioner.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.RequestRateCheck;
import provisioner.resource.check.Vantage;

/**
 * {@code request_rate}: reads nginx's counter twice, with our own requests in between.
 *
 * <p>See nginx's ngx_http_stub_status_module: the third number counts the client requests since nginx started,
 * including the one that reads it.
 */
final class RequestRateRunner implements CheckRunner {
    private static final Pattern STATUS = Pattern.compile("(?s).*requests\\s+[0-9]+\\s+[0-9]+\\s+([0-9]+)\\s.*");

    private final RequestRateCheck check;
    private final HttpClient client;
    private final HostConnections hosts;
    private final Request status;

    RequestRateRunner(RequestRateCheck check, HttpClient client, HostConnections hosts) {
        this.check = check;
        this.client = client;
        this.hosts = hosts;
        this.status = Request.get(check.statusUrl(), new HttpRoute(Vantage.HOST, Optional.empty(), Optional.empty()));
    }

    /** @param nanos the time of reading, by this machine's clock */
    private record Sample(long requests, long nanos) {}

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        try {
            Map<String, Sample> before = samples();
            long start = System.nanoTime();
            Spread own = Spread.of(client, Request.get(check.url(), check.route()), check.header(), check.requests());
            long spent = System.nanoTime() - start;
            Thread.sleep(Duration.ofNanos(Math.max(0, check.period().toNanos() - spent)));
            return judge(own, before, samples());
        } catch (NoAnswer e) {
            return Verdict.failed(e.getMessage());
        }
    }

    private Map<String, Sample> samples() throws NoAnswer, RemoteException, InterruptedException {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (String host : check.hosts()) {
            if (hosts.covers(host)) {
                samples.put(host, sample(host));
            }
        }
        return samples;
    }

    private Sample sample(String host) throws NoAnswer, RemoteException, InterruptedException {
        Answer answer;
        try {
            answer = new HostClient(hosts, host).send(status);
        } catch (NoAnswer e) {
            throw new NoAnswer(host + ": " + status + ": " + e.getMessage(), e);
        }
        Matcher matcher = STATUS.matcher(answer.body());
        if (!answer.ok() || !matcher.matches()) {
            throw new NoAnswer(host + ": " + status + ": status " + answer.status() + ", but not nginx's counters");
        }
        return new Sample(Long.parseLong(matcher.group(1)), System.nanoTime());
    }

    private Verdict judge(Spread own, Map<String, Sample> before, Map<String, Sample> after) {
        boolean passed = own.failures().isEmpty();
        List<String> lines = new ArrayList<>(List.of(own.toString()));
        for (String host : check.hosts()) {
            Sample first = before.get(host);
            Sample second = after.get(host);
            if (first == null || second == null) {
                lines.add(host + ": is not part of this run");
                continue;
            }
            // Without the reading itself.
            long counted = second.requests - first.requests - 1;
            int least = Math.max(1, own.of(host));
            lines.add(line(host, counted, own.of(host), second.nanos - first.nanos, least));
            passed &= counted >= least;
        }
        return new Verdict(passed, String.join("\n", lines));
    }

    private static String line(String host, long counted, int own, long nanos, int least) {
        double seconds = nanos / 1e9;
        if (counted < 0) {
            return host + ": the counter went back because nginx was restarted";
        }
        String line = String.format(
                Locale.ROOT,
                "%s: %.1f queries per second (%d in %.1f s, %d of them this check's)",
                host,
                counted / seconds,
                counted,
                seconds,
                own);
        return counted < least ? line + ", expected at least " + least : line;
    }
}
