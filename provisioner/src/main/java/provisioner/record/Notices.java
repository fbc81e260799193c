package provisioner.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import provisioner.record.FindingRows.Row;

/**
 * Writes what is to be said of a run, in the transaction of its record: there is a notice if and only if there is the
 * record. It says where something is and since when, and not what was found there.
 */
final class Notices {
    /** A receiver must be able to take it. The record has the rest. */
    private static final int MOST = 1_000;

    private final Connection connection;
    private final RunRecord run;

    Notices(Connection connection, RunRecord run) {
        this.connection = connection;
        this.run = run;
    }

    void write(News news) throws SQLException {
        if (news.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO notices"
                + " (id, pool, run, message, due_at, attempts) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), 0)")) {
            for (String pool : pools()) {
                String id = UUID.randomUUID().toString();
                Values.of(insert).add(id, pool, run.id(), message(id, news));
                insert.executeUpdate();
            }
        }
    }

    private List<String> pools() throws SQLException {
        List<String> pools = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT pool FROM notice_sites WHERE site = ?")) {
            Values.of(select).add(run.site());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    pools.add(row.getString(1));
                }
            }
        }
        return pools;
    }

    private String message(String id, News news) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode message = mapper.createObjectNode();
        message.put("type", "notice").put("id", id).put("site", run.site());
        message.putObject("run")
                .put("id", run.runId())
                .put("command", run.command())
                .put("operator", run.operator())
                .put("startedAt", run.startedAt().toString());
        message.put("newCount", news.found().size());
        message.put("resolvedCount", news.resolved().size());
        list(message.putArray("new"), news.found());
        list(message.putArray("resolved"), news.resolved());
        try {
            return mapper.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values", e);
        }
    }

    private static void list(ArrayNode list, List<Row> rows) {
        rows.stream().limit(MOST).forEach(row -> {
            ObjectNode one = list.addObject()
                    .put("host", row.host())
                    .put("kind", row.subject().kind().word())
                    .put("play", row.subject().play())
                    .put("step", row.subject().step())
                    .put("firstSeen", row.episode().first().at().toString());
            row.episode()
                    .resolved()
                    .ifPresent(end -> one.put("resolvedAt", end.at().toString()));
        });
    }
}
