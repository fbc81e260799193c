package provisioner.remote.ssh.login;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import provisioner.remote.target.Printable;

/** A client of the SSH agent (draft-ietf-sshm-ssh-agent). Uses one connection per request. */
record Agent(Path socket) {
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;

    /** OpenSSH's limit for a message. */
    private static final int LARGEST = 256 << 10;

    /** As long as sshd waits for a login by default, because somebody may have to confirm a signature. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The agent's keys in its order, those of security tokens included. */
    List<Key> keys() throws IOException {
        Buffer.PlainBuffer answer = exchange(new Buffer.PlainBuffer().putByte(REQUEST_IDENTITIES), IDENTITIES_ANSWER);
        try {
            List<Key> keys = new ArrayList<>();
            for (long left = answer.readUInt32(); left > 0; left--) {
                keys.add(new Key(this, answer.readBytes(), answer.readString()));
            }
            return keys;
        } catch (Buffer.BufferException e) {
            throw new IOException("sends an invalid reply", e);
        }
    }

    /** A key of the agent. */
    record Key(Agent agent, byte[] blob, String comment) implements LoginKey {
        @Override
        public byte[] sign(String algorithm, byte[] data) throws IOException {
            int flags = algorithm.startsWith("rsa-sha2-512")
                    ? RSA_SHA2_512
                    : algorithm.startsWith("rsa-sha2-256") ? RSA_SHA2_256 : 0;
            Buffer.PlainBuffer request = new Buffer.PlainBuffer()
                    .putByte(SIGN_REQUEST)
                    .putBytes(blob)
                    .putBytes(data)
                    .putUInt32(flags);
            try {
                return agent.exchange(request, SIGN_RESPONSE).readBytes();
            } catch (Buffer.BufferException e) {
                throw new IOException("sends an invalid reply", e);
            }
        }

        /** False, because an agent may ask for a confirmation and does not tell. */
        @Override
        public boolean signsUnasked() {
            return false;
        }

        @Override
        public String name() {
            return "'" + Printable.line(comment) + "' in the agent";
        }

        @Override
        public Optional<String> unusable() {
            return Optional.empty();
        }
    }

    private Buffer.PlainBuffer exchange(Buffer.PlainBuffer request, byte expected) throws IOException {
        byte[] body = request.getCompactData();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Thread guard = Thread.ofVirtual().start(() -> closeLate(channel));
            try {
                write(
                        channel,
                        ByteBuffer.allocate(Integer.BYTES + body.length)
                                .putInt(body.length)
                                .put(body)
                                .flip());
                int length = read(channel, Integer.BYTES).getInt();
                if (length < 1 || length > LARGEST) {
                    throw new IOException("sends an invalid reply");
                }
                Buffer.PlainBuffer answer =
                        new Buffer.PlainBuffer(read(channel, length).array());
                if (answer.readByte() != expected) {
                    throw new IOException("refuses");
                }
                return answer;
            } finally {
                guard.interrupt();
            }
        }
    }

    private static void closeLate(SocketChannel channel) {
        try {
            Thread.sleep(PATIENCE);
            channel.close();
        } catch (InterruptedException e) {
            // The reply came in time.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("closes the connection");
            }
        }
        return bytes.flip();
    }
}
