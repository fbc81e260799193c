package provisioner.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.CurlConfig;
import provisioner.resource.check.HttpHeader;
import provisioner.sh.Sh;

/**
 * Sends requests from a host, with {@code curl} there.
 *
 * <p>curl reads the request as a configuration file from standard input, and the CA from descriptor 3, so that no
 * process list shows a request. For the quoting see curl(1), {@code --config}.
 */
final class HostClient implements HttpClient {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Pattern TRAILER = Pattern.compile("(?s)(.*)\n([0-9]+) ([^\n]*)");
    private static final Pattern STATUS = Pattern.compile("HTTP/[0-9.]+ ([0-9]{3}).*");
    private static final String HEAD_END = "\r\n\r\n";

    private final HostConnections hosts;
    private final String host;

    HostClient(HostConnections hosts, String host) {
        this.hosts = hosts;
        this.host = host;
    }

    @Override
    public Answer send(Request request) throws NoAnswer, RemoteException, InterruptedException {
        Reply reply = hosts.run(host, script(request), TIMEOUT.plus(GRACE));
        if (reply.frame("no-curl").isPresent()) {
            throw new NoAnswer("curl is not installed on " + host);
        }
        Frame output = reply.frame("curl").orElseThrow(() -> new NoAnswer("curl did not run on " + host));
        return read(new String(output.payload(), StandardCharsets.ISO_8859_1));
    }

    private static String script(Request request) {
        return """
                command -v curl >/dev/null || { say no-curl; exit 0; }
                printf %%s %s | { exec 3<&0; printf %%s %s | curl -q --config -; } | emit curl
                """.formatted(Sh.quote(request.route().ca().orElse("")), Sh.quote(config(request)));
    }

    private static String config(Request request) {
        List<String> lines = new ArrayList<>(List.of("include"));
        lines.add(request.method().equals("HEAD") ? "head" : CurlConfig.option("request", request.method()));
        request.headers()
                .forEach(header -> lines.add(CurlConfig.option("header", header.name() + ": " + header.value())));
        if (!request.body().isEmpty()) {
            lines.add(CurlConfig.option("header", "Expect:"));
            lines.add(CurlConfig.option("data-raw", request.body()));
        }
        lines.add(CurlConfig.option("write-out", "\n%{exitcode} %{errormsg}"));
        return CurlConfig.of(request.url(), request.route(), CONNECT_TIMEOUT.toSeconds(), TIMEOUT.toSeconds())
                + String.join("\n", lines) + "\n";
    }

    private static Answer read(String output) throws NoAnswer {
        Matcher trailer = TRAILER.matcher(output);
        if (!trailer.matches()) {
            throw new NoAnswer("curl ended too early");
        }
        if (!trailer.group(2).equals("0")) {
            throw new NoAnswer(trailer.group(3).isBlank() ? "curl: error " + trailer.group(2) : trailer.group(3));
        }
        String rest = trailer.group(1);
        while (true) {
            int end = rest.indexOf(HEAD_END);
            Matcher status = STATUS.matcher(rest.lines().findFirst().orElse(""));
            if (end < 0 || !status.matches()) {
                throw new NoAnswer("the answer is not HTTP");
            }
            String head = rest.substring(0, end);
            rest = rest.substring(end + HEAD_END.length());
            // Answers such as "100 Continue" come before the one that counts.
            if (!status.group(1).startsWith("1")) {
                return new Answer(Integer.parseInt(status.group(1)), headers(head), utf8(rest));
            }
        }
    }

    private static List<HttpHeader> headers(String head) {
        return head.lines()
                .skip(1)
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .map(parts -> new HttpHeader(parts[0], parts[1].strip()))
                .toList();
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
