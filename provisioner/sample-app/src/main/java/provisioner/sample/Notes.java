package provisioner.sample;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The notes in the database: written on its source, read from one replica after the other. */
final class Notes implements AutoCloseable {
    private static final int POOL = 8;
    private static final long CONNECT_MS = 1_500;
    private static final long LIFETIME_MS = 300_000;
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS notes (
              id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
              text TEXT NOT NULL,
              request VARCHAR(64) UNIQUE,
              written_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
            ) CHARACTER SET utf8mb4""";

    private final HikariDataSource source;
    private final List<HikariDataSource> replicas;
    private final Repeating repeating;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean tableIsThere;

    Notes(Config config) {
        repeating = new Repeating(config.retry());
        source = pool("source", config.writeUrl(), config);
        replicas = IntStream.range(0, config.readUrls().size())
                .mapToObj(i -> pool("replica-" + (i + 1), config.readUrls().get(i), config))
                .toList();
    }

    private static HikariDataSource pool(String name, String url, Config config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setJdbcUrl(url);
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(POOL);
        pool.setConnectionTimeout(CONNECT_MS);
        pool.setValidationTimeout(CONNECT_MS);
        pool.setMaxLifetime(LIFETIME_MS);
        // The database may come later than this process, and come back.
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_MS));
        pool.addDataSourceProperty("socketTimeout", "10000");
        return new HikariDataSource(pool);
    }

    /** @param database the host that has answered, by its own name */
    record Answer<T>(T value, String database) {}

    record Note(long id, String text) {}

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Returns once the note is committed on the source. A request that a proxy repeats, because the server that had it in hand
     * died, adds nothing. So the same is done here, if the connection is lost while the note is written.
     *
     * @param request what is the same whenever the request is repeated; at most 64 characters
     * @return the note's number
     */
    Answer<Long> add(String text, Optional<String> request) throws SQLException {
        return repeating.run(
                request.isPresent(),
                () -> run(source, connection -> {
                    createTable(connection);
                    try (PreparedStatement insert =
                                    connection.prepareStatement("INSERT INTO notes (text, request) VALUES (?, ?)"
                                            + " ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)");
                            Statement select = connection.createStatement()) {
                        insert.setString(1, text);
                        insert.setString(2, request.orElse(null));
                        insert.executeUpdate();
                        try (ResultSet rows = select.executeQuery("SELECT LAST_INSERT_ID()")) {
                            rows.next();
                            return rows.getLong(1);
                        }
                    }
                }));
    }

    private void createTable(Connection connection) throws SQLException {
        if (!tableIsThere) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
            tableIsThere = true;
        }
    }

    /** A note that was written a moment ago may not have reached the replica. */
    Answer<Optional<Note>> find(long id) throws SQLException {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT text FROM notes WHERE id = ?")) {
                select.setLong(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(new Note(id, rows.getString(1))) : Optional.empty();
                }
            }
        });
    }

    Answer<Long> count() throws SQLException {
        return read(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery("SELECT COUNT(*) FROM notes")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** The host on which is written; empty while it is away. */
    Optional<String> sourceHost() {
        return host(source);
    }

    /** The hosts that are read from, without those that are away. */
    List<String> replicaHosts() {
        return replicas.stream().flatMap(replica -> host(replica).stream()).toList();
    }

    private static Optional<String> host(HikariDataSource database) {
        try {
            return Optional.of(run(database, connection -> "").database());
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private <T> Answer<T> read(Work<T> work) throws SQLException {
        return repeating.run(true, () -> readOnce(work));
    }

    /** From the next replica, or from another one where that is away. */
    private <T> Answer<T> readOnce(Work<T> work) throws SQLException {
        int first = Math.floorMod(turn.getAndIncrement(), replicas.size());
        SQLException failure = new SQLException("there is no replica");
        for (int i = 0; i < replicas.size(); i++) {
            try {
                return run(replicas.get((first + i) % replicas.size()), work);
            } catch (SQLException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static <T> Answer<T> run(HikariDataSource database, Work<T> work) throws SQLException {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement()) {
            T value = work.on(connection);
            try (ResultSet rows = statement.executeQuery("SELECT @@hostname")) {
                rows.next();
                return new Answer<>(value, rows.getString(1));
            }
        }
    }

    private static Connection connection(HikariDataSource database) throws SQLException {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new Repeating.NotBegunException(e);
        }
    }

    @Override
    public void close() {
        source.close();
        replicas.forEach(HikariDataSource::close);
    }
}
