package provisioner.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The contents of an X.509 certificate.
 *
 * @param subject a distinguished name as in RFC 2253; {@code issuer} too
 * @param serial lower-case hex without leading zeros; unique for its issuer
 * @param names DNS names and IP addresses of the subjectAltName, in lower case
 * @param publicKey SHA-256 of the SubjectPublicKeyInfo, lower-case hex
 * @param fingerprint SHA-256 of the whole certificate, lower-case hex; empty for a predicted one
 * @param signedBy the fingerprint of the certificate beside it whose key verifies its signature, its own if it is
 *     self-signed; empty if there is none
 */
public record Certificate(
        String subject,
        String issuer,
        String serial,
        SortedSet<String> names,
        Instant notBefore,
        Instant notAfter,
        String publicKey,
        String fingerprint,
        String signedBy) {
    public Certificate {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    public boolean selfSigned() {
        return subject.equals(issuer);
    }

    /** Whether less than this part of its lifetime is left, or it has expired or is not valid yet. */
    public boolean within(double part, Instant now) {
        Duration left = Duration.between(now, notAfter);
        return now.isBefore(notBefore) || left.toSeconds() < part * lifetime().toSeconds();
    }

    /** Whether it covers a name or an address. A wildcard stands for exactly one label (RFC 9525, 6.3). */
    public boolean covers(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return names.contains(wanted) || dot > 0 && names.contains("*" + wanted.substring(dot));
    }

    public Duration lifetime() {
        return Duration.between(notBefore, notAfter);
    }
}
