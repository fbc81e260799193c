package provisioner.remote.ssh.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHRuntimeException;
import provisioner.remote.ssh.crypto.BouncyCastle;
import provisioner.remote.ssh.hostkey.KnownHost;

/** Public keys and certificates as {@code ssh-keygen} writes them: {@code TYPE BASE64 COMMENT}. */
final class PublicKeyFile {
    private static final String SECURITY_KEY = "sk-";

    private PublicKeyFile() {}

    /** The key in wire format. */
    static byte[] read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    static byte[] parse(String text) throws IOException {
        String[] fields = text.strip().split("\\s+", 3);
        if (fields.length < 2) {
            throw new IOException("is not a public key");
        }
        try {
            byte[] blob = Base64.getDecoder().decode(fields[1]);
            if (KnownHost.typeOf(blob).filter(fields[0]::equals).isEmpty()) {
                throw new IOException("is damaged");
            }
            return blob;
        } catch (IllegalArgumentException e) {
            throw new IOException("is damaged", e);
        }
    }

    static PublicKey key(byte[] blob) throws IOException {
        String type = KnownHost.typeOf(blob).orElse("");
        refuseSecurityKey(type);
        if (type.startsWith("ecdsa")) {
            BouncyCastle.require();
        }
        try {
            return new Buffer.PlainBuffer(blob).readPublicKey();
        } catch (Buffer.BufferException | SSHRuntimeException e) {
            throw new IOException("is damaged", e);
        }
    }

    static boolean isSecurityKey(byte[] blob) {
        return KnownHost.typeOf(blob).orElse("").startsWith(SECURITY_KEY);
    }

    /** Refuses security keys, because each login would wait for somebody to touch the token. */
    static void refuseSecurityKey(String type) throws IOException {
        if (type.startsWith(SECURITY_KEY)) {
            throw new IOException("is a security key (" + type + "), which is not supported");
        }
    }
}
