package provisioner.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;

/** Sends requests from the control machine. */
final class ControlClient implements HttpClient {

    /** Prepares the first request of a run, which loads hundreds of classes and perhaps the trusted authorities. */
    static void warmUp(Request request) throws NoAnswer {
        client(request, new ConnectionPool(0, 1, TimeUnit.SECONDS)).newCall(outgoing(request));
    }

    @Override
    public Answer send(Request request) throws NoAnswer, InterruptedException {
        // A new pool, so that every request is a new connection, like that of a new visitor.
        ConnectionPool connections = new ConnectionPool(0, 1, TimeUnit.SECONDS);
        try (Response response =
                client(request, connections).newCall(outgoing(request)).execute()) {
            List<HttpHeader> headers = new ArrayList<>();
            response.headers().forEach(h -> headers.add(new HttpHeader(h.getFirst(), h.getSecond())));
            return new Answer(
                    response.code(), headers, response.peekBody(MOST_BODY).string());
        } catch (IOException e) {
            if (e instanceof InterruptedIOException && Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new NoAnswer(Failures.describe(e), e);
        } finally {
            connections.evictAll();
        }
    }

    private static OkHttpClient client(Request request, ConnectionPool connections) throws NoAnswer {
        HttpRoute route = request.route();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(connections)
                .connectTimeout(CONNECT_TIMEOUT)
                .callTimeout(TIMEOUT)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .proxy(Proxy.NO_PROXY);
        route.resolveTo().ifPresent(to -> builder.dns(name -> Dns.SYSTEM.lookup(to)));
        if (!request.url().regionMatches(true, 0, "https:", 0, 6)) {
            // Without TLS, because reading the trusted authorities takes longer than the request.
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        } else if (route.ca().isPresent()) {
            trust(builder, route.ca().get());
        }
        return builder.build();
    }

    private static okhttp3.Request outgoing(Request request) {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(request.url());
        builder.header("User-Agent", "provisioner");
        request.headers().forEach(h -> builder.addHeader(h.name(), h.value()));
        return builder.method(request.method(), body(request)).build();
    }

    private static @Nullable RequestBody body(Request request) {
        if (!List.of("POST", "PUT", "PATCH", "DELETE").contains(request.method())) {
            return null;
        }
        MediaType type =
                request.header("Content-Type").map(MediaType.Companion::parse).orElse(null);
        return RequestBody.create(request.body().getBytes(StandardCharsets.UTF_8), type);
    }

    /** Trusts only these certificates. */
    private static void trust(OkHttpClient.Builder builder, String pem) throws NoAnswer {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry(String.valueOf(trusted.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    SSLContext context = SSLContext.getInstance("TLS");
                    context.init(null, new TrustManager[] {x509}, null);
                    builder.sslSocketFactory(context.getSocketFactory(), x509);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new NoAnswer("cannot use the CA: " + e.getMessage(), e);
        }
    }
}
