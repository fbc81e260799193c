package provisioner.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.RoundTripCheck;

/** {@code round_trip}: writes once, then reads until the data is there. */
final class RoundTripRunner implements CheckRunner {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoundTripCheck check;
    private final HttpClient client;
    private final String token = "provisioner-" + UUID.randomUUID();
    private @Nullable Written written;

    RoundTripRunner(RoundTripCheck check, HttpClient client) {
        this.check = check;
        this.client = client;
    }

    /**
     * @param readFrom the URL to read from
     * @param nanos the time of the answer
     */
    private record Written(String readFrom, String words, long nanos) {}

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        Request request = new Request(
                "POST",
                check.writeTo(),
                check.requestHeaders(),
                check.body().replace(RoundTripCheck.TOKEN, token),
                check.route());
        try {
            if (written == null) {
                written = read(client.send(request));
            }
            return readBack(written);
        } catch (NoAnswer e) {
            return Verdict.failed(written == null ? request + ": " + e.getMessage() : e.getMessage());
        }
    }

    private Written read(Answer answer) throws NoAnswer {
        if (!answer.ok()) {
            throw new NoAnswer("status " + answer.status());
        }
        String readFrom = check.readFrom().replace(RoundTripCheck.TOKEN, token);
        if (readFrom.contains(RoundTripCheck.ID)) {
            readFrom = readFrom.replace(RoundTripCheck.ID, id(answer));
        }
        return new Written(readFrom, "written, status " + answer.status(), System.nanoTime());
    }

    private String id(Answer answer) throws NoAnswer {
        try {
            JsonNode id = JSON.readTree(answer.body()).path(check.idField());
            if (id.isValueNode() && !id.isNull()) {
                return id.asText();
            }
        } catch (JsonProcessingException e) {
            throw new NoAnswer("status " + answer.status() + ", but the answer is not JSON", e);
        }
        throw new NoAnswer("status " + answer.status() + ", but the answer has no field '" + check.idField() + "'");
    }

    private Verdict readBack(Written from) throws RemoteException, InterruptedException {
        Request request = Request.get(from.readFrom, check.route());
        String what = from.words + "; " + request + ": ";
        try {
            Answer answer = client.send(request);
            Duration since = Duration.ofNanos(System.nanoTime() - from.nanos);
            if (answer.ok() && answer.body().contains(token)) {
                return Verdict.passed(what + "read back after " + since.toMillis() + " ms");
            }
            return Verdict.failed(what + "status " + answer.status() + ", but not what was written, after "
                    + since.toMillis() + " ms");
        } catch (NoAnswer e) {
            return Verdict.failed(what + e.getMessage());
        }
    }
}
