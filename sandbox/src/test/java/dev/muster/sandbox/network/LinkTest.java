package dev.muster.sandbox.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LinkTest {

    private static final int PATIENCE = 400;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final InetSocketAddress near = neighbourhood.socket(1, 1, 7000);
    private final InetSocketAddress far = neighbourhood.socket(2, 1, 7000);
    private final List<Socket> clients = new ArrayList<>();
    private ServerSocket echo;
    private Link link;

    @BeforeEach
    void open_a_link_to_an_echo_server() throws IOException {
        echo = new ServerSocket(far.getPort(), 50, far.getAddress());
        Thread.ofVirtual().start(this::serve);
        link = Link.open("test", near, far);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        link.close();
        echo.close();
        neighbourhood.close();
    }

    @Test
    void an_open_link_carries_bytes_both_ways() throws IOException {
        Socket client = connect();

        say(client, "hello");

        assertThat(hear(client, 5)).isEqualTo("hello");
    }

    @Test
    void a_connect_to_a_cut_link_times_out_each_time_it_is_tried() {
        link.cut();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::connect).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_connect_that_hangs_succeeds_after_the_link_is_healed() throws Exception {
        link.cut();
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                Socket client = new Socket();
                                clients.add(client);
                                client.connect(near, 20_000);
                                say(client, "late");
                                return hear(client, 4);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThatThrownBy(() -> answer.get(PATIENCE, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        link.heal();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void an_established_connection_stalls_while_cut_and_flows_on_without_losing_a_byte()
            throws IOException {
        Socket client = connect();
        say(client, "before");
        assertThat(hear(client, 6)).isEqualTo("before");

        link.cut();
        say(client, "during");
        client.setSoTimeout(PATIENCE);
        assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketTimeoutException.class);
        link.heal();

        client.setSoTimeout(10_000);
        assertThat(hear(client, 6)).isEqualTo("during");
    }

    @Test
    void a_cut_link_can_be_cut_again_after_it_was_healed() throws IOException {
        for (int i = 0; i < 5; i++) {
            link.cut();
            assertThatThrownBy(this::connect).isInstanceOf(SocketTimeoutException.class);
            link.heal();
            Socket client = connect();
            say(client, "again");
            assertThat(hear(client, 5)).isEqualTo("again");
        }
    }

    @Test
    void a_broken_link_resets_connections_and_refuses_new_ones_until_it_is_healed()
            throws IOException {
        Socket client = connect();
        say(client, "x");
        assertThat(hear(client, 1)).isEqualTo("x");

        link.breakOff();

        assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        link.heal();
        Socket next = connect();
        say(next, "y");
        assertThat(hear(next, 1)).isEqualTo("y");
    }

    @Test
    void a_cut_link_that_is_broken_off_resets_what_hung_on_it() throws IOException {
        Socket client = connect();
        say(client, "x");
        assertThat(hear(client, 1)).isEqualTo("x");

        link.cut();
        link.breakOff();

        assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void the_end_of_one_side_is_seen_by_the_other() throws IOException {
        Socket client = connect();
        say(client, "bye");
        client.shutdownOutput();

        assertThat(hear(client, 3)).isEqualTo("bye");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void a_target_that_is_not_there_shows_as_a_reset() throws IOException {
        echo.close();

        assertThatThrownBy(() -> hear(connect(), 1)).isInstanceOf(SocketException.class);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket peer = echo.accept();
                Thread.ofVirtual().start(() -> echo(peer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(Socket peer) {
        try (peer) {
            peer.getInputStream().transferTo(peer.getOutputStream());
        } catch (IOException e) {
            return;
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.connect(near, PATIENCE);
        client.setSoTimeout(10_000);
        return client;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String hear(Socket client, int bytes) throws IOException {
        InputStream in = client.getInputStream();
        byte[] heard = in.readNBytes(bytes);
        if (heard.length < bytes) {
            throw new SocketException("connection ended");
        }
        return new String(heard, UTF_8);
    }
}
