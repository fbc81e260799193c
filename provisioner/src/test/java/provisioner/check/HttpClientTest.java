package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.Vantage;

/** Both ways to send a request, from here and by curl in a host's shell, answer alike. */
@Timeout(60)
class HttpClientTest {
    private static final HeldCertificate ROOT =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate OTHER_ROOT =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    private static LocalConnections hosts;

    @BeforeAll
    static void open() throws Exception {
        hosts = new LocalConnections("here");
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    static Stream<HttpClient> clients() {
        return Stream.of(new ControlClient(), new HostClient(hosts, "here"));
    }

    private static HttpRoute route(String resolveTo, HeldCertificate... trusted) {
        // Files of authorities often say in between whose they are, in any words.
        String ca = Stream.of(trusted)
                .map(one -> "it's \"$(id)\" `id` \\\nEND_OF_CA\n" + one.certificatePem())
                .collect(Collectors.joining("\n"));
        return new HttpRoute(
                Vantage.CONTROL,
                Optional.of(resolveTo).filter(to -> !to.isEmpty()),
                Optional.of(ca).filter(pem -> !pem.isEmpty()));
    }

    private static HeldCertificate certificate(String name) {
        return new HeldCertificate.Builder()
                .addSubjectAlternativeName(name)
                .signedBy(ROOT)
                .build();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void sendMethodHeadersAndBody(HttpClient client) throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (TestServer server = TestServer.http(exchange -> {
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Odd") + " "
                    + exchange.getRequestHeaders().get("Content-Type") + " " + TestServer.body(exchange));
            exchange.getResponseHeaders().add("X-Served-By", "web-1");
            exchange.getResponseHeaders().add("X-Served-By", "web-2");
            TestServer.answer(exchange, 201, "grüße\r\n\r\n42 {}");
        })) {
            String odd = "a \"quoted\" \\ 'one' $HOME `id`";
            String body = "{\"text\": \"it's\\\\ ü\"}\n\tsecond line; $(id)\n";
            Answer answer = client.send(new Request(
                    "POST",
                    server.url("/x/../y?q=[1]&r=%20"),
                    List.of(new HttpHeader("X-Odd", odd), new HttpHeader("Content-Type", "application/json")),
                    body,
                    route("")));
            assertThat(seen.get())
                    .endsWith(" " + odd + " [application/json] " + body)
                    .startsWith("POST /");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("grüße\r\n\r\n42 {}");
            assertThat(answer.values("x-served-by")).containsExactly("web-1", "web-2");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void doNotFollowRedirectsAndReadAnswersWithoutABody(HttpClient client) throws Exception {
        try (TestServer server = TestServer.http(exchange -> {
            exchange.getResponseHeaders().add("Location", "https://www.example.com/");
            TestServer.answer(exchange, 301, "");
        })) {
            Answer answer = client.send(Request.get(server.url("/"), route("")));
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.header("location")).contains("https://www.example.com/");
            assertThat(client.send(new Request("HEAD", server.url("/"), List.of(), "", route("")))
                            .status())
                    .isEqualTo(301);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void keepTheNameWhereTheAddressIsAnother(HttpClient client) throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        try (TestServer server = TestServer.https(certificate("www.example.com"), exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("Host"));
            TestServer.answer(exchange, 200, "hello");
        })) {
            String url = "https://www.example.com:" + server.port() + "/";
            Answer answer = client.send(Request.get(url, route("127.0.0.1", ROOT, OTHER_ROOT)));
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(asked.get()).isEqualTo("www.example.com:" + server.port());
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void trustNothingButTheGivenCa(HttpClient client) throws Exception {
        try (TestServer server = TestServer.https(certificate("localhost"), e -> TestServer.answer(e, 200, "x"))) {
            String url = "https://localhost:" + server.port() + "/";
            assertThat(client.send(Request.get(url, route("127.0.0.1", ROOT))).status())
                    .isEqualTo(200);
            for (HttpRoute untrusting : List.of(route("127.0.0.1", OTHER_ROOT), route("127.0.0.1"))) {
                assertThatThrownBy(() -> client.send(Request.get(url, untrusting)))
                        .isInstanceOf(NoAnswer.class)
                        .hasMessageContaining("certificate");
            }
        }
    }

    @Test
    void anUntrustedCertificateIsExplainedWithoutNamesOfClasses() throws Exception {
        HeldCertificate expired = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .validityInterval(0, 1000)
                .signedBy(ROOT)
                .build();
        assertThat(refusal(certificate("localhost"), OTHER_ROOT))
                .isEqualTo("its certificate is not trusted: no authority that is trusted here has issued it");
        assertThat(refusal(expired, ROOT)).isEqualTo("its certificate is not trusted: it has expired");
    }

    private static String refusal(HeldCertificate certificate, HeldCertificate trusted) throws Exception {
        try (TestServer server = TestServer.https(certificate, e -> TestServer.answer(e, 200, "x"))) {
            String url = "https://localhost:" + server.port() + "/";
            return String.valueOf(catchThrowable(
                            () -> new ControlClient().send(Request.get(url, route("127.0.0.1", trusted))))
                    .getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void refuseACertificateForAnotherName(HttpClient client) throws Exception {
        try (TestServer server =
                TestServer.https(certificate("www.example.org"), e -> TestServer.answer(e, 200, "x"))) {
            String url = "https://www.example.com:" + server.port() + "/";
            assertThatThrownBy(() -> client.send(Request.get(url, route("127.0.0.1", ROOT))))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessageContaining("www.example.com");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void sayWhyThereIsNoAnswer(HttpClient client) throws Exception {
        int free;
        try (TestServer server = TestServer.http(e -> TestServer.answer(e, 200, ""))) {
            free = server.port();
        }
        assertThatThrownBy(() -> client.send(Request.get("http://127.0.0.1:" + free + "/", route(""))))
                .isInstanceOf(NoAnswer.class)
                .hasMessageMatching("(?s).*(connection refused|onnect to server).*");
        assertThatThrownBy(() -> client.send(Request.get("http://name.invalid/", route(""))))
                .isInstanceOf(NoAnswer.class)
                .hasMessageContaining("name.invalid");
    }
}
