package provisioner.mysql;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** As much of MySQL's protocol as a session needs, so that a test can cut it, or let it hang, at a chosen statement. */
final class FakeServer implements AutoCloseable {
    private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
    private static final byte[] END = {(byte) 0xfe, 0, 0, 2, 0};

    /** Protocol 4.1, several statements and results, authentication by plugins, TLS. */
    private static final int CAPABILITIES = 0x000b_aa09;

    /** How long the packet is with which a client asks for TLS. */
    private static final int TLS_REQUEST = 32;

    private static final int QUIT = 1;
    private static final int QUERY = 3;
    private static final Pattern COLUMN = Pattern.compile("@@(?:session\\.|GLOBAL\\.)?(\\w+) AS (\\w+)");
    private static final Map<String, String> VARIABLES = Map.of(
            "max_allowed_packet", "67108864",
            "collation_server", "utf8mb4_0900_ai_ci",
            "collation_connection", "utf8mb4_0900_ai_ci",
            "transaction_isolation", "REPEATABLE-READ",
            "sql_mode", "",
            "init_connect", "",
            "time_zone", "UTC",
            "system_time_zone", "UTC");

    private final ServerSocket listener = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Socket> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private volatile String fatal = "";
    private volatile boolean forGood;
    private volatile boolean freezing;
    private volatile boolean frozen;
    private volatile boolean mute;
    private volatile String slow = "";
    private volatile Duration delay = Duration.ZERO;
    private volatile Duration login = Duration.ZERO;
    private volatile boolean gone;

    FakeServer() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What clients have sent, but for what the driver asks by itself. */
    List<String> statements() {
        return List.copyOf(statements);
    }

    int sessions() {
        return opened.get();
    }

    /** The logins that a real server counts against the address of their client. */
    int brokenOff() {
        return brokenOff.get();
    }

    /** The next time that it gets this statement, it cuts the session instead of an answer. */
    void dieAt(String statement) {
        fatal = statement;
    }

    /** Likewise, and from then on nobody listens. */
    void closeAt(String statement) {
        forGood = true;
        fatal = statement;
    }

    /** From now on it accepts connections, as its kernel does, and says nothing. */
    void freeze() {
        frozen = true;
    }

    /** Likewise, instead of an answer to this statement. */
    void freezeAt(String statement) {
        freezing = true;
        fatal = statement;
    }

    void thaw() {
        frozen = false;
    }

    /** From now on it greets, and says nothing more. */
    void onlyGreet() {
        mute = true;
    }

    /** From now on it lets clients in so late. */
    void delayLogin(Duration time) {
        login = time;
    }

    /** It answers this statement with an error. */
    void refuse(String statement, String sqlState) {
        refused.put(statement, sqlState);
    }

    /** It answers what contains this so late. */
    void delay(String statement, Duration time) {
        slow = statement;
        delay = time;
    }

    /** As a restart does. */
    void cutSessions() throws IOException {
        for (Socket session : sessions) {
            session.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                Socket session = listener.accept();
                // Who was on its way when the listener closed may still come in.
                if (gone) {
                    session.close();
                    return;
                }
                sessions.add(session);
                opened.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(session));
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private void converse(Socket session) {
        try (session) {
            DataInputStream in = new DataInputStream(session.getInputStream());
            OutputStream out = session.getOutputStream();
            awaitThaw();
            send(out, 0, greeting());
            byte[] response = loginOf(in);
            if (response.length == TLS_REQUEST) {
                SSLSocket tls = (SSLSocket) TestTls.CONTEXT.getSocketFactory().createSocket(session, null, true);
                tls.setUseClientMode(false);
                in = new DataInputStream(tls.getInputStream());
                out = tls.getOutputStream();
                loginOf(in);
            }
            while (mute) {
                receive(in);
            }
            Thread.sleep(login);
            send(out, response.length == TLS_REQUEST ? 3 : 2, OK);
            while (true) {
                byte[] request = receive(in);
                awaitThaw();
                String text = new String(request, 1, request.length - 1, StandardCharsets.UTF_8);
                if (request[0] == QUIT || isFatal(request[0], text)) {
                    return;
                }
                answer(out, request[0], text);
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone, or the test has cut the session.
        }
    }

    private byte[] loginOf(DataInputStream in) throws IOException {
        try {
            return receive(in);
        } catch (IOException e) {
            brokenOff.incrementAndGet();
            throw e;
        }
    }

    private void awaitThaw() throws InterruptedException {
        while (frozen) {
            Thread.sleep(20);
        }
    }

    private boolean isFatal(int command, String text) throws IOException, InterruptedException {
        if (command == QUERY && text.contains(slow)) {
            Thread.sleep(delay);
        }
        if (command != QUERY || !text.equals(fatal)) {
            return false;
        }
        statements.add(text);
        fatal = "";
        if (freezing) {
            frozen = true;
            awaitThaw();
        }
        if (forGood) {
            gone = true;
            listener.close();
        }
        return true;
    }

    private void answer(OutputStream out, int command, String text) throws IOException {
        String state = refused.get(text);
        if (state != null) {
            send(out, 1, ("\u00ff\u0001\u0001#" + state + "refused").getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        if (command == QUERY && text.contains("SELECT") && text.contains("@@")) {
            row(out, text);
            return;
        }
        boolean driver = text.startsWith("SET character_set_results")
                || text.startsWith("SET NAMES")
                || text.contains("autocommit")
                || text.contains("sql_mode");
        if (command == QUERY && !driver) {
            statements.add(text);
        }
        send(out, 1, OK);
    }

    /** The variables that are asked for. */
    private static void row(OutputStream out, String text) throws IOException {
        Matcher matcher = COLUMN.matcher(text);
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(2));
            String name = matcher.group(1);
            string(row, VARIABLES.getOrDefault(name, name.startsWith("character_set") ? "utf8mb4" : "1"));
        }
        send(out, 1, new byte[] {(byte) names.size()});
        int number = 2;
        for (String name : names) {
            send(out, number++, column(name));
        }
        send(out, number++, END);
        send(out, number++, row.toByteArray());
        send(out, number, END);
    }

    private static byte[] column(String name) throws IOException {
        ByteArrayOutputStream column = new ByteArrayOutputStream();
        for (String part : List.of("def", "", "", "", name, "")) {
            string(column, part);
        }
        // utf8mb4, 1024 bytes, VAR_STRING
        column.write(new byte[] {12, (byte) 255, 0, 0, 4, 0, 0, (byte) 253, 0, 0, 0, 0, 0});
        return column.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.write(bytes);
    }

    private static byte[] greeting() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(10);
        out.write("9.7.0\0".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {1, 0, 0, 0});
        out.write("saltsalt\0".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {(byte) CAPABILITIES, (byte) (CAPABILITIES >> 8), (byte) 255, 2, 0});
        out.write(new byte[] {(byte) (CAPABILITIES >> 16), (byte) (CAPABILITIES >> 24), 21});
        out.write(new byte[10]);
        out.write("saltsaltsalt\0caching_sha2_password\0".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] receive(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        in.readUnsignedByte();
        byte[] packet = in.readNBytes(length);
        if (packet.length < length) {
            throw new EOFException();
        }
        return packet;
    }

    private static void send(OutputStream out, int number, byte[] packet) throws IOException {
        int length = packet.length;
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) number});
        whole.write(packet);
        out.write(whole.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutSessions();
    }
}
