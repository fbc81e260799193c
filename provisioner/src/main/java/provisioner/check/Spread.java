package provisioner.check;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import provisioner.remote.target.RemoteException;

/**
 * Which hosts answered a number of requests, each on its own connection.
 *
 * @param failures the kinds of failures and how many there were of each
 */
record Spread(int requests, SortedMap<String, Integer> byHost, SortedMap<String, Integer> failures) {
    private static final String NOBODY = "(no name)";
    private static final int FIRST_ERROR = 400;

    /** @param header the header of the answers that names the host */
    static Spread of(HttpClient client, Request request, String header, int requests)
            throws RemoteException, InterruptedException {
        SortedMap<String, Integer> byHost = new TreeMap<>();
        SortedMap<String, Integer> failures = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            try {
                Answer answer = client.send(request);
                if (answer.status() >= FIRST_ERROR) {
                    failures.merge("status " + answer.status(), 1, Integer::sum);
                } else {
                    byHost.merge(answer.header(header).orElse(NOBODY), 1, Integer::sum);
                }
            } catch (NoAnswer e) {
                failures.merge(e.getMessage(), 1, Integer::sum);
            }
        }
        return new Spread(requests, byHost, failures);
    }

    int of(String host) {
        return byHost.getOrDefault(host, 0);
    }

    /** {@code 30 requests: web-1 15, web-2 15}. */
    @Override
    public String toString() {
        String words = requests + (requests == 1 ? " request" : " requests") + ": " + counts(byHost);
        return failures.isEmpty() ? words : words + "; failed: " + counts(failures);
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "answered by nobody"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
