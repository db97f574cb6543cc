package dev.muster.sandbox.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {

    @Test
    void runs_at_the_same_time_never_share_an_address() {
        List<Neighbourhood> all = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                all.add(Neighbourhood.claim());
            }

            assertThat(all.stream().map(each -> each.address(1, 1))).doesNotHaveDuplicates();
        } finally {
            all.forEach(Neighbourhood::close);
        }
    }

    @Test
    void two_hosts_of_a_site_listen_on_the_same_port() throws IOException {
        try (Neighbourhood run = Neighbourhood.claim();
                ServerSocket one = new ServerSocket(5432, 1, run.address(1, 1));
                ServerSocket two = new ServerSocket(5432, 1, run.address(1, 2))) {
            assertThat(one.getLocalPort()).isEqualTo(two.getLocalPort());
            assertThat(one.getInetAddress().getHostAddress())
                    .isEqualTo("127.%d.1.1".formatted(run.run()));
        }
    }

    @Test
    void a_site_outside_the_block_is_refused() {
        try (Neighbourhood run = Neighbourhood.claim()) {
            assertThatThrownBy(() -> run.address(0, 1)).hasMessageContaining("site must be 1 to");
            assertThatThrownBy(() -> run.address(1, 255)).hasMessageContaining("host must be 1 to");
        }
    }
}
