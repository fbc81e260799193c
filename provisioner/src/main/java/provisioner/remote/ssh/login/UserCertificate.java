package provisioner.remote.ssh.login;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import provisioner.remote.ssh.hostkey.HostKeyCheck;

/**
 * A certificate file that {@code ssh-keygen -s} has written.
 *
 * @param blob the certificate in wire format
 * @param key the key that it certifies, in wire format
 */
record UserCertificate(Path file, byte[] blob, byte[] key, Instant end) {

    /** @throws IOException with a message for the operator */
    static UserCertificate load(Path file) throws IOException {
        byte[] blob = PublicKeyFile.read(file);
        PublicKey key = PublicKeyFile.key(blob);
        if (key instanceof Certificate<?> certificate) {
            return new UserCertificate(
                    file,
                    blob,
                    HostKeyCheck.wire(certificate.getKey()),
                    certificate.getValidBefore().toInstant());
        }
        throw new IOException("is not a certificate");
    }

    /** The same key, offered with this certificate. */
    LoginKey with(LoginKey signer) {
        return new Certified(this, signer);
    }

    private record Certified(UserCertificate certificate, LoginKey signer) implements LoginKey {
        @Override
        public byte[] blob() {
            return certificate.blob;
        }

        @Override
        public byte[] sign(String algorithm, byte[] data) throws IOException {
            return signer.sign(algorithm, data);
        }

        @Override
        public boolean signsUnasked() {
            return signer.signsUnasked();
        }

        @Override
        public String name() {
            return certificate.file.toString();
        }

        @Override
        public Optional<String> unusable() {
            return signer.unusable()
                    .or(() -> certificate.end.isBefore(Instant.now())
                            ? Optional.of("expired at " + certificate.end)
                            : Optional.empty());
        }
    }
}
