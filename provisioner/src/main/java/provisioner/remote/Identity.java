package provisioner.remote;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.userauth.keyprovider.BaseFileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A private key file, shared by all connections of a run: its passphrase is asked for once, and only when a host has
 * accepted the public half.
 */
final class Identity implements KeyProvider {
    private static final int ATTEMPTS = 3;
    private static final String OPENSSH = "-----BEGIN %s-----".formatted("OPENSSH PRIVATE KEY");
    private static final byte[] OPENSSH_MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final String text;
    private final PassphrasePrompt prompt;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PublicKey publicKey;
    private @Nullable PrivateKey privateKey;
    private @Nullable IOException unusable;

    private Identity(Path file, String text, PassphrasePrompt prompt) {
        this.file = file;
        this.text = text;
        this.prompt = prompt;
    }

    /** @throws IOException with a message for the operator */
    static Identity load(Path file, PassphrasePrompt prompt) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.stripLeading().startsWith("-----BEGIN ")) {
            throw new IOException("is not a private key in OpenSSH's or PEM form");
        }
        Identity identity = new Identity(file, text, prompt);
        identity.readPublic();
        return identity;
    }

    Path file() {
        return file;
    }

    String fingerprint() throws IOException {
        return HostKeyCheck.fingerprint(HostKeyCheck.wire(getPublic()));
    }

    /** Why the private half cannot be had, once that is known. */
    Optional<String> unusable() {
        lock.lock();
        try {
            return Optional.ofNullable(unusable).map(IOException::getMessage);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PublicKey getPublic() throws IOException {
        lock.lock();
        try {
            if (publicKey == null) {
                decrypt();
            }
            return Objects.requireNonNull(publicKey);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PrivateKey getPrivate() throws IOException {
        lock.lock();
        try {
            if (privateKey == null) {
                decrypt();
            }
            return Objects.requireNonNull(privateKey);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public KeyType getType() throws IOException {
        return KeyType.fromKey(getPublic());
    }

    /** OpenSSH's own format has the public half in clear; with PEM it may stand beside, in a .pub file. */
    private void readPublic() throws IOException {
        try {
            Path beside = Path.of(file + ".pub");
            if (openssh()) {
                publicKey = read(clearPublic());
            } else if (Files.isReadable(beside)) {
                String[] fields =
                        Files.readString(beside, StandardCharsets.ISO_8859_1).split("\\s+", 3);
                publicKey = fields.length > 1 ? read(Base64.getDecoder().decode(fields[1])) : null;
            }
        } catch (IllegalArgumentException | Buffer.BufferException | SSHRuntimeException e) {
            throw new IOException("is damaged", e);
        }
    }

    private byte[] clearPublic() throws Buffer.BufferException {
        String body = text.replaceAll("-----[^\n]*-----", "").replaceAll("\\s", "");
        Buffer.PlainBuffer buffer = new Buffer.PlainBuffer(Base64.getDecoder().decode(body));
        buffer.readRawBytes(new byte[OPENSSH_MAGIC.length]);
        buffer.readString(); // cipher
        buffer.readString(); // key derivation
        buffer.readBytes(); // and its options
        buffer.readUInt32(); // number of keys
        return buffer.readBytes();
    }

    private static PublicKey read(byte[] wire) throws Buffer.BufferException {
        if (KnownHost.typeOf(wire).orElse("").startsWith("ecdsa")) {
            BouncyCastle.require();
        }
        return new Buffer.PlainBuffer(wire).readPublicKey();
    }

    private void decrypt() throws IOException {
        if (unusable != null) {
            throw unusable;
        }
        if (!openssh()) {
            BouncyCastle.require();
        }
        Asking asking = new Asking();
        for (int attempt = 1; privateKey == null; attempt++) {
            asking.begin(attempt);
            try {
                BaseFileKeyProvider keys = openssh() ? new OpenSSHKeyV1KeyFile() : new PKCS8KeyFile();
                keys.init(text, null, asking);
                privateKey = keys.getPrivate();
                publicKey = publicKey == null ? keys.getPublic() : publicKey;
            } catch (IOException | RuntimeException e) {
                if (!asking.asked || asking.declined || attempt == ATTEMPTS) {
                    unusable = new IOException(reason(asking), e);
                    throw unusable;
                }
            }
        }
    }

    private boolean openssh() {
        return text.stripLeading().startsWith(OPENSSH);
    }

    private static String reason(Asking asking) {
        if (asking.declined) {
            return "is encrypted, and no passphrase was given";
        }
        return asking.asked ? "is encrypted, and the passphrase was wrong" : "cannot be read";
    }

    /** Puts the prompt's question where sshj asks for a password. */
    private final class Asking implements PasswordFinder {
        private int attempt;
        private boolean asked;
        private boolean declined;

        void begin(int number) {
            attempt = number;
            asked = false;
        }

        @Override
        public char[] reqPassword(@Nullable Resource<?> resource) {
            asked = true;
            return prompt.ask(file, attempt).orElseGet(() -> {
                declined = true;
                return new char[0];
            });
        }

        @Override
        public boolean shouldRetry(@Nullable Resource<?> resource) {
            return false;
        }
    }
}
