package dev.muster.health.adapter.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.probe.Observation;
import dev.muster.health.probe.Observation.Answer;
import dev.muster.plan.ProbeTarget.Http;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HttpProberTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Vertx VERTX = Vertx.vertx();

    private final HttpProber prober = new HttpProber(VERTX);

    @AfterAll
    static void end() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_expected_status_is_up() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")) {
            var seen = ask(http(peer, Set.of(200, 204), Optional.empty()));

            assertThat(seen.answer()).isEqualTo(Answer.UP);
            assertThat(seen.detail()).isEqualTo("answers 204");
        }
    }

    @Test
    void any_other_status_is_down() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 503 Sorry\r\nContent-Length: 0\r\n\r\n")) {
            assertDown(peer, "answers 503");
        }
    }

    @Test
    void a_redirect_is_not_followed() throws IOException {
        var there =
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        try (var peer = Peer.saying(there)) {
            assertDown(peer, "answers 302");
        }
    }

    @Test
    void a_text_that_is_expected_must_be_there() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nshop")) {
            assertThat(ask(http(peer, Set.of(200), Optional.of("shop"))).up()).isTrue();
            assertThat(ask(http(peer, Set.of(200), Optional.of("Shop"))).detail())
                    .isEqualTo("answers without the text that is expected");
        }
    }

    @Test
    void a_text_beyond_the_beginning_is_not_looked_for() throws IOException {
        var body = "x".repeat(BoundedBody.BEGINNING) + "shop";
        var answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (var peer = Peer.saying(answer)) {
            assertThat(ask(http(peer, Set.of(200), Optional.of("shop"))).up()).isFalse();
        }
    }

    @Test
    void an_endless_answer_is_read_no_further_than_its_beginning() throws IOException {
        var sent = new AtomicLong();
        try (var peer = Peer.endless(sent)) {
            assertThat(ask(http(peer, Set.of(200), Optional.of("abcdef01"))).up()).isTrue();
        }
        // what fits into the buffers of two sockets, and no more
        assertThat(sent.get()).isLessThan(16L << 20);
    }

    @Test
    void nobody_listening_is_refused() throws IOException {
        int port;
        try (var peer = Peer.silent()) {
            port = peer.port();
        }
        var seen = ask(new Http(url(port), Set.of(200), Optional.empty()));

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("connection refused");
    }

    @Test
    void a_server_that_says_nothing_is_down_at_the_deadline() throws IOException {
        try (var peer = Peer.silent()) {
            assertDown(peer, "no answer in time");
        }
    }

    @Test
    void a_server_that_never_finishes_is_down_at_the_deadline() throws IOException {
        try (var peer = Peer.dripping()) {
            assertDown(peer, "no answer in time");
        }
    }

    @Test
    void a_server_that_stops_in_the_middle_of_its_headers_is_down_at_the_deadline()
            throws IOException {
        try (var peer = Peer.stuckAfter("HTTP/1.1 200 OK\r\nContent-Le")) {
            assertDown(peer, "no answer in time");
        }
    }

    @Test
    void a_server_that_cuts_the_connection_is_down_at_once() throws IOException {
        try (var peer = Peer.resetting()) {
            var seen = ask(http(peer, Set.of(200), Optional.empty()));

            assertThat(seen.answer()).isEqualTo(Answer.DOWN);
            assertThat(seen.detail()).startsWith("the connection was ");
            assertThat(seen.took()).isLessThan(TIMEOUT);
        }
    }

    @Test
    void an_answer_that_ends_before_its_end_is_no_answer() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")) {
            assertDown(peer, "the connection was closed before the answer was complete");
        }
    }

    @Test
    void a_server_that_speaks_something_else_is_down() throws IOException {
        try (var peer = Peer.saying("SSH-2.0-OpenSSH_9.9\r\n")) {
            assertThat(ask(http(peer, Set.of(200), Optional.empty())).answer())
                    .isEqualTo(Answer.DOWN);
        }
    }

    @Test
    void a_name_that_nobody_knows_is_down() {
        var seen =
                ask(new Http(URI.create("http://nowhere.invalid/"), Set.of(200), Optional.empty()));

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
    }

    @Test
    void the_place_where_clouds_keep_credentials_is_never_asked() {
        // Nothing answers there on most machines; what matters is that nobody ever gets a request.
        var seen =
                ask(
                        new Http(
                                URI.create("http://169.254.169.254/latest/meta-data/"),
                                Set.of(200),
                                Optional.empty()));

        assertThat(seen.up()).isFalse();
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not_trusted() {
        var certificates = Certificates.valid(Duration.ofDays(-1), Duration.ofDays(90));

        var seen = askTls(certificates, prober);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("no trusted TLS connection");
    }

    @Test
    void an_expired_certificate_is_named_as_such() {
        var certificates = Certificates.valid(Duration.ofDays(-90), Duration.ofDays(-1));

        var seen = askTls(certificates, trusting(certificates));

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("the TLS certificate has expired");
    }

    @Test
    void a_certificate_that_expires_soon_is_told_while_there_is_time() {
        var certificates =
                Certificates.valid(Duration.ofDays(-80), Duration.ofDays(10).plusHours(1));

        var seen = askTls(certificates, trusting(certificates));

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.detail()).isEqualTo("answers 200; its TLS certificate expires in 10 days");
    }

    @Test
    void a_certificate_that_lasts_is_not_spoken_of() {
        var certificates = Certificates.valid(Duration.ofDays(-1), Duration.ofDays(90));

        var seen = askTls(certificates, trusting(certificates));

        assertThat(seen.detail()).isEqualTo("answers 200");
    }

    private void assertDown(Peer peer, String detail) {
        var seen = ask(http(peer, Set.of(200), Optional.empty()));

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo(detail);
        assertThat(seen.took()).isLessThan(TIMEOUT.multipliedBy(2));
    }

    private static HttpProber trusting(Certificates certificates) {
        var options = new HttpClientOptions();
        options.setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(certificates.authority())));
        return new HttpProber(VERTX, options);
    }

    private static Observation askTls(Certificates certificates, HttpProber prober) {
        var options = new HttpServerOptions().setSsl(true).setHost("127.0.0.1").setPort(0);
        options.setKeyCertOptions(certificates.options());
        var server =
                get(
                        VERTX.createHttpServer(options)
                                .requestHandler(request -> request.response().end("ok"))
                                .listen()
                                .toCompletionStage());
        try {
            var url = URI.create("https://127.0.0.1:" + server.actualPort() + "/");
            // a first handshake loads many classes
            return get(
                    prober.ask(
                            new Http(url, Set.of(200), Optional.empty()), Duration.ofSeconds(5)));
        } finally {
            var _ = server.close();
        }
    }

    private Observation ask(Http target) {
        return get(prober.ask(target, TIMEOUT));
    }

    private static Http http(Peer peer, Set<Integer> status, Optional<String> contains) {
        return new Http(url(peer.port()), status, contains);
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/healthz?deep=1");
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
        return Answers.within(Duration.ofSeconds(10), stage);
    }
}
