package dev.muster.sandbox.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the download where it cannot succeed; in a test it never has to. */
class KubernetesDownloadIT {

    @TempDir Path home;

    @Test
    void a_place_that_is_not_reached_is_given_up_at_once() {
        try (ProcessTable table = ProcessTable.open("test")) {
            KubernetesDownload.attempt(
                    table,
                    home,
                    InetSocketAddress.createUnresolved("nowhere.invalid", 443),
                    Duration.ofMinutes(1));

            assertThat(table.running()).isEmpty();
            assertThat(home).isEmptyDirectory();
        }
    }

    @Test
    void a_download_that_does_not_come_is_ended_and_leaves_nothing() throws IOException {
        try (ProcessTable table = ProcessTable.open("test");
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KubernetesDownload.attempt(
                    table,
                    home,
                    InetSocketAddress.createUnresolved("127.0.0.1", silent.getLocalPort()),
                    Duration.ofMillis(200));

            assertThat(table.running()).isEmpty();
            assertThat(home).isEmptyDirectory();
        }
    }
}
