package provisioner.remote.ssh.login;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.userauth.keyprovider.BaseFileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;
import provisioner.remote.ssh.crypto.BouncyCastle;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.ssh.hostkey.HostKeyCheck;
import provisioner.remote.ssh.hostkey.KnownHost;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.source.OwnerOnly;

/**
 * A private key file, which all connections of a run share. Its passphrase is asked for once, and only after a host has
 * accepted the public key. If there is only a public key, it serves to find the key in the agent.
 */
final class Identity implements LoginKey {
    private static final int ATTEMPTS = 3;

    /** As it is read byte by byte. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private static final String OPENSSH = "-----BEGIN %s-----".formatted("OPENSSH PRIVATE KEY");
    private static final byte[] OPENSSH_MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final String text;
    private final PassphrasePrompt prompt;
    private final ReentrantLock lock = new ReentrantLock();
    private byte @Nullable [] blob;
    private boolean unencrypted;
    private @Nullable PrivateKey privateKey;
    private @Nullable IOException unusable;

    private Identity(Path file, String text, PassphrasePrompt prompt) {
        this.file = file;
        this.text = text;
        this.prompt = prompt;
    }

    /** @throws IOException with a message for the operator */
    static Identity load(Path file, PassphrasePrompt prompt) throws IOException {
        Path beside = Path.of(file + ".pub");
        if (Files.notExists(file) && Files.exists(beside)) {
            return publicHalf(file, PublicKeyFile.read(beside), prompt);
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            throw new IOException(
                    "begins with a byte order mark, which ssh does not read; save it as UTF-8 without one");
        }
        if (!text.stripLeading().startsWith("-----BEGIN ")) {
            return publicHalf(file, publicText(text), prompt);
        }
        Optional<String> open = OwnerOnly.readable(file);
        if (open.isPresent()) {
            throw new IOException(open.get() + "; close it: chmod 600 " + file);
        }
        Identity identity = new Identity(file, text, prompt);
        identity.readPublic(beside);
        return identity;
    }

    private static Identity publicHalf(Path file, byte[] blob, PassphrasePrompt prompt) throws IOException {
        PublicKeyFile.refuseSecurityKey(KnownHost.typeOf(blob).orElse(""));
        Identity identity = new Identity(file, "", prompt);
        identity.blob = blob;
        identity.unusable = new IOException("is a public key, but the agent does not have its private key");
        return identity;
    }

    private static byte[] publicText(String text) throws IOException {
        try {
            return PublicKeyFile.parse(text);
        } catch (IOException e) {
            throw new IOException("is not a private key in OpenSSH or PEM format", e);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Optional<String> unusable() {
        lock.lock();
        try {
            return Optional.ofNullable(unusable).map(IOException::getMessage);
        } finally {
            lock.unlock();
        }
    }

    /** The public key, if it can be read without a passphrase. */
    Optional<byte[]> clearBlob() {
        lock.lock();
        try {
            return Optional.ofNullable(blob);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] blob() throws IOException {
        lock.lock();
        try {
            if (blob == null) {
                decrypt();
            }
            return Objects.requireNonNull(blob);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] sign(String algorithm, byte[] data) throws IOException {
        Signature signature = SshAlgorithms.signature(algorithm)
                .orElseThrow(() -> new IOException("has a type that is not supported: " + algorithm));
        signature.initSign(privateKey());
        signature.update(data);
        return new Buffer.PlainBuffer()
                .putString(signature.getSignatureName())
                .putBytes(signature.encode(signature.sign()))
                .getCompactData();
    }

    @Override
    public boolean signsUnasked() {
        lock.lock();
        try {
            return unencrypted || privateKey != null;
        } finally {
            lock.unlock();
        }
    }

    private PrivateKey privateKey() throws IOException {
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

    /** Reads the public key. OpenSSH's format contains it unencrypted; for PEM it may be in a .pub file. */
    private void readPublic(Path beside) throws IOException {
        try {
            byte[] found = openssh() ? clearPublic() : Files.isReadable(beside) ? PublicKeyFile.read(beside) : null;
            if (found != null) {
                PublicKeyFile.key(found);
                blob = found;
            }
        } catch (IllegalArgumentException | Buffer.BufferException e) {
            throw new IOException("is damaged", e);
        }
    }

    private byte[] clearPublic() throws Buffer.BufferException {
        String body = text.replaceAll("-----[^\n]*-----", "").replaceAll("\\s", "");
        Buffer.PlainBuffer buffer = new Buffer.PlainBuffer(Base64.getDecoder().decode(body));
        buffer.readRawBytes(new byte[OPENSSH_MAGIC.length]);
        unencrypted = buffer.readString().equals("none"); // cipher
        buffer.readString(); // key derivation
        buffer.readBytes(); // and its options
        buffer.readUInt32(); // number of keys
        return buffer.readBytes();
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
                blob = blob == null ? HostKeyCheck.wire(keys.getPublic()) : blob;
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

    /** Answers sshj's request for a password with the prompt. */
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
