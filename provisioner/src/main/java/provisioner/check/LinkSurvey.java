package provisioner.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import provisioner.parallel.Parallel;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.LinkAsk;
import provisioner.resource.LinkAsks;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;

/** Asks about links. Whatever the number of links, a host is asked in one script; all checks use its answers. */
final class LinkSurvey {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_FOR_CLOSED = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final int TIMED_OUT = 124;
    private static final int AT_A_TIME = 200;
    private static final String FUNCTIONS = Scripts.load(LinkSurvey.class, "links.sh");

    /** What became of an attempt to connect. */
    record Answer(boolean accepted, String words) {}

    private record Round(String asker, int attempt) {}

    private final HostConnections hosts;
    private final LinkAsks asks;
    private final Map<Round, FutureTask<Map<LinkAsk, Answer>>> rounds = new ConcurrentHashMap<>();

    /** @param asks all questions of the run */
    LinkSurvey(HostConnections hosts, LinkAsks asks) {
        this.hosts = hosts;
        this.asks = asks;
    }

    /**
     * What a host was answered.
     *
     * @param attempt later attempts ask again
     * @throws RemoteException if the host cannot be reached
     */
    Map<LinkAsk, Answer> answers(String asker, int attempt) throws RemoteException, InterruptedException {
        FutureTask<Map<LinkAsk, Answer>> task = rounds.computeIfAbsent(
                new Round(asker, attempt), round -> new FutureTask<>(() -> ask(asks.askedBy(asker), asker)));
        task.run(); // does nothing where another check has begun it
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RemoteException lost -> throw lost;
                case InterruptedException stopped -> throw stopped;
                case RuntimeException wrong -> throw wrong;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private Map<LinkAsk, Answer> ask(List<LinkAsk> asks, String asker) throws RemoteException, InterruptedException {
        Map<LinkAsk, Answer> answers = new HashMap<>();
        if (asker.equals(LinkAsk.CONTROL)) {
            // Side by side: one that is dropped, as it must be, takes all its patience.
            Map<LinkAsk, Answer> fromHere = new ConcurrentHashMap<>();
            new Parallel(AT_A_TIME)
                    .<LinkAsk, RuntimeException>forEach(
                            asks, ask -> fromHere(ask).ifPresent(answer -> fromHere.put(ask, answer)));
            return fromHere;
        }
        StringBuilder script = new StringBuilder(FUNCTIONS + "{ asked=0\n");
        for (int i = 0; i < asks.size(); i++) {
            LinkAsk ask = asks.get(i);
            script.append(
                    "ask %d %d %s %d%n".formatted(i, patience(ask).toSeconds(), Sh.quote(ask.address()), ask.port()));
        }
        script.append("wait\n} | emit links\n");
        Reply reply = hosts.run(asker, script.toString(), GRACE.plus(PATIENCE.multipliedBy(asks.size())));
        String said = reply.frame("links")
                .map(frame -> new String(frame.payload(), StandardCharsets.UTF_8))
                .orElse("");
        for (String line : said.lines().toList()) {
            String[] words = line.split(" ", 3);
            answers.put(asks.get(Integer.parseInt(words[0])), answer(Integer.parseInt(words[1]), words[2]));
        }
        // Neither "open" nor "closed": what was not answered is not known.
        asks.forEach(ask -> answers.putIfAbsent(ask, new Answer(!ask.allowed(), "was asked about without an answer")));
        return answers;
    }

    private static Duration patience(LinkAsk ask) {
        return ask.allowed() ? PATIENCE : PATIENCE_FOR_CLOSED;
    }

    private static Answer answer(int exit, String message) {
        if (exit == 0) {
            return new Answer(true, "accepts connections");
        }
        return new Answer(false, exit == TIMED_OUT ? "does not answer" : refusal(message));
    }

    /** Empty where the control machine is one of the hosts: then it does not stand for everybody else. */
    private Optional<Answer> fromHere(LinkAsk ask) {
        try (Socket socket = new Socket()) {
            int patience = Math.toIntExact(patience(ask).toMillis());
            socket.connect(new InetSocketAddress(ask.address(), ask.port()), patience);
            return isHost(socket.getLocalAddress()) ? Optional.empty() : Optional.of(answer(0, ""));
        } catch (SocketTimeoutException e) {
            return Optional.of(answer(TIMED_OUT, ""));
        } catch (IOException e) {
            return Optional.of(answer(1, String.valueOf(e.getMessage())));
        }
    }

    private boolean isHost(InetAddress here) {
        return asks.addresses().stream()
                .anyMatch(address -> here.equals(new InetSocketAddress(address, 0).getAddress()));
    }

    /** Both Java and bash use the system's words for the error. */
    private static String refusal(String message) {
        return message.contains("Connection refused")
                ? "refuses connections"
                : message.contains("Connection timed out") ? "does not answer" : "cannot be reached: " + message;
    }
}
