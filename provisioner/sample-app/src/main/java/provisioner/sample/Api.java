package provisioner.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import provisioner.sample.Notes.Answer;
import provisioner.sample.Notes.Note;

/** What is answered to whom. Where the database is away the answer is 503, and the next request tries again. */
final class Api implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(Api.class.getName());
    private static final int LONGEST_NOTE = 64 * 1024;
    private static final int LONGEST_REQUEST_ID = 64;
    private static final String NOTES = "/api/notes";

    private final Config config;
    private final Notes notes;

    Api(Config config, Notes notes) {
        this.config = config;
        this.notes = notes;
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private record Reply(int status, Fields fields) {
        static Reply error(int status, String message) {
            return new Reply(status, json -> json.writeStringField("error", message));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (SQLException e) {
                LOG.log(Level.WARNING, "the database: {0}", e.getMessage());
                reply = Reply.error(503, "the database is away");
            }
            byte[] body = json(reply.fields);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-App-Host", config.host());
            exchange.sendResponseHeaders(reply.status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException, SQLException {
        String path = exchange.getRequestURI().getPath();
        boolean get = exchange.getRequestMethod().equals("GET");
        if (path.equals("/health") && get) {
            return health();
        }
        if (path.equals("/api/info") && get) {
            return info();
        }
        if (path.equals(NOTES) && exchange.getRequestMethod().equals("POST")) {
            return add(exchange);
        }
        if (path.equals(NOTES) && get && "count".equals(exchange.getRequestURI().getQuery())) {
            Answer<Long> count = notes.count();
            return new Reply(200, json -> {
                json.writeNumberField("count", count.value());
                json.writeStringField("read_from", count.database());
            });
        }
        if (path.matches(NOTES + "/[0-9]{1,18}") && get) {
            return note(Long.parseLong(path.substring(NOTES.length() + 1)));
        }
        return Reply.error(404, "there is nothing at " + path + " for " + exchange.getRequestMethod());
    }

    /** The process can serve; what it finds of the database is for people. */
    private Reply health() {
        boolean write = notes.sourceHost().isPresent();
        boolean read = !notes.replicaHosts().isEmpty();
        return new Reply(200, json -> {
            json.writeStringField("status", "up");
            json.writeStringField("version", config.version());
            json.writeObjectFieldStart("database");
            json.writeBooleanField("write", write);
            json.writeBooleanField("read", read);
            json.writeEndObject();
        });
    }

    private Reply info() {
        Optional<String> source = notes.sourceHost();
        List<String> replicas = notes.replicaHosts();
        return new Reply(200, json -> {
            json.writeStringField("host", config.host());
            json.writeStringField("version", config.version());
            json.writeStringField("java", Runtime.version().toString());
            json.writeStringField("writes_to", source.orElse("nobody"));
            json.writeArrayFieldStart("reads_from");
            for (String replica : replicas) {
                json.writeString(replica);
            }
            json.writeEndArray();
        });
    }

    private Reply add(HttpExchange exchange) throws IOException, SQLException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_NOTE + 1);
        if (body.length > LONGEST_NOTE) {
            return Reply.error(413, "a note has at most " + LONGEST_NOTE + " bytes");
        }
        Answer<Long> id = notes.add(new String(body, StandardCharsets.UTF_8), requestId(exchange));
        return new Reply(201, json -> {
            json.writeNumberField("id", id.value());
            json.writeStringField("written_on", id.database());
        });
    }

    /** What somebody made up that is longer than nginx's own is not for the database. */
    private static Optional<String> requestId(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Request-ID"))
                .filter(id -> id.length() <= LONGEST_REQUEST_ID);
    }

    private Reply note(long id) throws SQLException {
        Answer<Optional<Note>> found = notes.find(id);
        if (found.value().isEmpty()) {
            return new Reply(404, json -> {
                json.writeStringField("error", "there is no note " + id);
                json.writeStringField("read_from", found.database());
            });
        }
        Note note = found.value().get();
        return new Reply(200, json -> {
            json.writeNumberField("id", note.id());
            json.writeStringField("text", note.text());
            json.writeStringField("read_from", found.database());
        });
    }

    private static byte[] json(Fields fields) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
