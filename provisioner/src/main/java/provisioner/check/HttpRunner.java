package provisioner.check;

import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HttpCheck;
import provisioner.resource.check.HttpHeader;

/** {@code http}: sends a request and compares the answer. */
final class HttpRunner implements CheckRunner {
    private final HttpCheck check;
    private final HttpClient client;
    private final Request request;

    HttpRunner(HttpCheck check, HttpClient client) {
        this.check = check;
        this.client = client;
        this.request =
                new Request(check.method().name(), check.url(), check.requestHeaders(), check.body(), check.route());
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        try {
            return judge(client.send(request));
        } catch (NoAnswer e) {
            return Verdict.failed(request + ": " + e.getMessage());
        }
    }

    private Verdict judge(Answer answer) {
        String what = request + ": status " + answer.status();
        if (!check.statuses().contains(answer.status())) {
            String expected = String.join(
                    " or ", check.statuses().stream().map(String::valueOf).toList());
            return Verdict.failed(what + " instead of " + expected);
        }
        if (check.location().isPresent()
                && !answer.values("Location").contains(check.location().get())) {
            return Verdict.failed(what + " to " + answer.header("Location").orElse("nowhere") + " instead of "
                    + check.location().get());
        }
        if (!answer.body().contains(check.contains())) {
            return Verdict.failed(what + ", but the body does not contain '" + check.contains() + "'");
        }
        for (HttpHeader header : check.headers()) {
            if (!answer.values(header.name()).contains(header.value())) {
                String found = answer.header(header.name())
                        .map(value -> " but with '" + header.name() + ": " + value + "'")
                        .orElse("");
                return Verdict.failed(
                        what + ", without the header '" + header.name() + ": " + header.value() + "'" + found);
            }
        }
        return Verdict.passed(what + check.location().map(to -> " to " + to).orElse(""));
    }
}
