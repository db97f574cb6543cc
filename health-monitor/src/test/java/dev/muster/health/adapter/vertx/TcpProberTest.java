package dev.muster.health.adapter.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.probe.Observation;
import dev.muster.health.probe.Observation.Answer;
import dev.muster.plan.ProbeTarget.Tcp;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TcpProberTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Vertx VERTX = Vertx.vertx();

    private final TcpProber prober = new TcpProber(VERTX);

    @AfterAll
    static void end() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void an_accepted_connection_is_up_and_hung_up_again() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var seen = ask(listener.getLocalPort());

            assertThat(seen.answer()).isEqualTo(Answer.UP);
            try (var accepted = listener.accept()) {
                accepted.setSoTimeout(5_000);
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void a_refused_connection_is_down_at_once() throws IOException {
        int port;
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }

        var seen = ask(port);

        assertThat(seen.detail()).isEqualTo("connection refused");
        assertThat(seen.took()).isLessThan(TIMEOUT);
    }

    @Test
    void a_connection_that_is_never_accepted_is_down_at_the_deadline() throws IOException {
        // A full backlog leaves further connections half open: nobody answers the handshake.
        List<Socket> callers = new ArrayList<>();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(listener, callers);

            var seen = ask(listener.getLocalPort());

            assertThat(seen.answer()).isEqualTo(Answer.DOWN);
            assertThat(seen.detail()).isEqualTo("no connection in time");
            assertThat(seen.took()).isLessThan(TIMEOUT.multipliedBy(2));
        } finally {
            for (var caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void a_hundred_that_do_not_answer_keep_nobody_waiting() throws IOException {
        List<Socket> callers = new ArrayList<>();
        try (var dead = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var alive = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            fill(dead, callers);
            List<CompletionStage<Observation>> lost = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                lost.add(prober.ask(new Tcp("127.0.0.1", dead.getLocalPort()), TIMEOUT));
            }

            assertThat(ask(alive.getLocalPort()).up()).isTrue();
            assertThat(lost)
                    .allSatisfy(
                            stage ->
                                    assertThat(Answers.within(Duration.ofSeconds(5), stage).up())
                                            .isFalse());
        } finally {
            for (var caller : callers) {
                caller.close();
            }
        }
    }

    private static void fill(ServerSocket listener, List<Socket> callers) throws IOException {
        for (int i = 0; i < 16; i++) {
            var caller = new Socket();
            callers.add(caller);
            try {
                caller.connect(listener.getLocalSocketAddress(), 50);
            } catch (java.net.SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the backlog of " + listener + " was never full");
    }

    private Observation ask(int port) {
        return Answers.within(
                Duration.ofSeconds(5), prober.ask(new Tcp("127.0.0.1", port), TIMEOUT));
    }
}
