package dev.muster.sandbox.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EtcdIT {

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("etcd-it");
    private EtcdServer etcd;

    @BeforeEach
    void start_one_with_two_keys() {
        assumeTrue(
                Stream.of("etcd", "etcdctl", "etcdutl")
                        .allMatch(each -> Programs.find(each).isPresent()),
                "no etcd with its tools: " + Programs.HOW_TO_GET);
        etcd = EtcdServer.start(table, "west", neighbourhood.address(1, 1));
        etcd.control("put", "/orders/1", "apples");
        etcd.control("put", "/orders/2", "pears");
    }

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void its_keys_outlive_kill_9() {
        etcd.kill9();
        assertThat(etcd.isAlive()).isFalse();
        etcd.start();

        assertThat(orders(etcd)).isEqualTo("/orders/1\napples\n/orders/2\npears\n");
    }

    @Test
    void a_new_member_from_a_snapshot_holds_what_was_there_then_at_a_higher_revision() {
        Path snapshot = etcd.snapshot("monday.db");
        etcd.control("put", "/orders/3", "plums");
        long before = revision(etcd);

        EtcdServer restored =
                EtcdServer.restored(table, "east", neighbourhood.address(2, 1), snapshot);

        assertThat(orders(restored)).isEqualTo("/orders/1\napples\n/orders/2\npears\n");
        assertThat(revision(restored)).isGreaterThan(before);
        assertThat(orders(etcd)).contains("plums");
    }

    @Test
    void a_damaged_snapshot_is_refused() throws IOException {
        Path snapshot = etcd.snapshot("monday.db");
        try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 4096);
        }

        assertThatThrownBy(
                        () ->
                                EtcdServer.restored(
                                        table, "east", neighbourhood.address(2, 1), snapshot))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected sha256");
    }

    private static String orders(EtcdServer server) {
        return server.control("get", "/orders/", "--prefix");
    }

    private static long revision(EtcdServer server) {
        return Long.parseLong(
                server.control("get", "/orders/1", "--write-out=json")
                        .replaceFirst("(?s).*\"revision\":(\\d+).*", "$1"));
    }
}
