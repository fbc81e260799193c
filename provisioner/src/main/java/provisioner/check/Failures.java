package provisioner.check;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Describes network failures for people. */
final class Failures {
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
            default -> untrusted(e) ? "its certificate is not trusted: " + message(e) : message(e);
        };
    }

    private static boolean untrusted(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException
                    || cause instanceof CertificateExpiredException
                    || cause instanceof java.security.cert.CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    private static String message(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
