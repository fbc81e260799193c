package provisioner.remote.ssh.hostkey;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.signature.Signature;
import provisioner.remote.ssh.crypto.BouncyCastle;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.target.Printable;

/** A certificate that a host shows instead of its key: OpenSSH's PROTOCOL.certkeys. */
record HostCertificate(Certificate<?> certificate) {
    private static final int HOST = 2;

    static Optional<HostCertificate> of(PublicKey key) {
        return key instanceof Certificate<?> certificate
                ? Optional.of(new HostCertificate(certificate))
                : Optional.empty();
    }

    /** The host's own key, in wire format. */
    byte[] key() {
        return HostKeyCheck.wire(certificate.getKey());
    }

    /** The authority's key, in wire format. */
    byte[] authority() {
        return certificate.getSignatureKey();
    }

    /** Why the certificate is not valid for a host, as in {@code sshkey_cert_check_host}; empty if it is. */
    Optional<String> objection(String name, Instant now) {
        if (certificate.getType() != HOST) {
            return Optional.of("is for users, not for hosts");
        }
        if (!certificate.getCritOptions().isEmpty()) {
            return Optional.of("has critical options, which are not supported");
        }
        if (now.isBefore(certificate.getValidAfter().toInstant())) {
            return Optional.of(
                    "is not valid before " + certificate.getValidAfter().toInstant());
        }
        if (!now.isBefore(certificate.getValidBefore().toInstant())) {
            return Optional.of("expired at " + certificate.getValidBefore().toInstant());
        }
        // Exact matches, as in Debian 12's ssh. That ssh accepts a certificate without names for any host; later ones
        // do not.
        String lower = name.toLowerCase(Locale.ROOT);
        List<String> principals = certificate.getValidPrincipals();
        if (!principals.contains(lower)) {
            String names = principals.isEmpty() ? "nobody" : Printable.line(String.join(", ", principals));
            return Optional.of("is for " + names + ", not for " + lower);
        }
        return signed() ? Optional.empty() : Optional.of("has no valid signature of a supported kind");
    }

    private boolean signed() {
        try {
            String algorithm = new Buffer.PlainBuffer(certificate.getSignature()).readString();
            Optional<Signature> signature = SshAlgorithms.signature(algorithm);
            if (signature.isEmpty()) {
                return false;
            }
            if (algorithm.startsWith("ecdsa")) {
                BouncyCastle.require();
            }
            byte[] all = HostKeyCheck.wire(certificate);
            byte[] covered = Arrays.copyOf(all, all.length - Integer.BYTES - certificate.getSignature().length);
            Signature verifying = signature.get();
            verifying.initVerify(new Buffer.PlainBuffer(certificate.getSignatureKey()).readPublicKey());
            verifying.update(covered);
            return verifying.verify(certificate.getSignature());
        } catch (Buffer.BufferException | SSHRuntimeException e) {
            // What cannot be read counts as not signed.
            return false;
        }
    }
}
