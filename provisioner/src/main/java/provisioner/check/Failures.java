package provisioner.check;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Describes network failures for people. */
final class Failures {
    private static final String FOREIGN = "no authority that is trusted here has issued it";

    private Failures() {}

    static String describe(IOException e) {
        return switch (e) {
            case ConnectException ignored -> "connection refused";
            case NoRouteToHostException ignored -> "no route to the host";
            case UnknownHostException ignored -> "cannot resolve the name " + e.getMessage();
            case InterruptedIOException ignored -> "no answer in time";
            // The first line names the host, the others the certificate.
            case SSLPeerUnverifiedException ignored ->
                String.join(";", message(e).lines().map(String::strip).toList());
            default ->
                untrusted(e)
                        .map(why -> "its certificate is not trusted: " + why)
                        .orElse(message(e));
        };
    }

    /** Why a certificate is not trusted, from the causes: what is around them names classes of Java. */
    static Optional<String> untrusted(Throwable e) {
        Optional<String> why = Optional.empty();
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            why = switch (cause) {
                case CertPathBuilderException ignored -> Optional.of(FOREIGN);
                case CertPathValidatorException path
                when path.getReason() == PKIXReason.NO_TRUST_ANCHOR -> Optional.of(FOREIGN);
                case CertPathValidatorException path -> Optional.of(String.valueOf(path.getMessage()));
                case CertificateExpiredException ignored -> Optional.of("it has expired");
                default -> why;
            };
        }
        return why;
    }

    private static String message(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
