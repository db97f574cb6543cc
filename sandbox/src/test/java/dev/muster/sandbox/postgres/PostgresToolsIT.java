package dev.muster.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresToolsIT {

    @Test
    void a_dump_of_one_database_restored_into_another_holds_the_same_rows() {
        Optional<PostgresTools> tools = PostgresTools.find();
        assumeTrue(tools.isPresent(), "no pg_dump: " + PostgresTools.HOW_TO_GET);
        try (Neighbourhood neighbourhood = Neighbourhood.claim();
                ProcessTable table = ProcessTable.open("dump-it")) {
            PostgresServer server =
                    PostgresServer.primary(table, "west", neighbourhood.socket(1, 2, 5432));
            server.createDatabase("shop", "postgres");
            server.createDatabase("copy", "postgres");
            server.execute("shop", "CREATE TABLE orders(id bigint primary key, item text)");
            server.execute(
                    "shop",
                    "INSERT INTO orders SELECT i, 'item ' || i FROM generate_series(1, 1000) i");
            Path dump = table.directory().resolve("shop.dump");

            run(
                    tools.get().program("pg_dump"),
                    "--format=custom",
                    "--file=" + dump,
                    url(server, "shop"));
            run(
                    tools.get().program("pg_restore"),
                    "--exit-on-error",
                    "--dbname=" + url(server, "copy"),
                    dump.toString());

            String digest =
                    "SELECT count(*) || md5(string_agg(id || item, ',' ORDER BY id)) FROM orders";
            assertThat(server.query("copy", digest)).isEqualTo(server.query("shop", digest));
            assertThat(server.query("copy", "SELECT count(*) FROM orders")).containsExactly("1000");
        }
    }

    private static void run(Path program, String... arguments) {
        LocalProcess.output(
                Duration.ofSeconds(60),
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList());
    }

    private static String url(PostgresServer server, String database) {
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        PostgresServer.SUPERUSER,
                        PostgresServer.PASSWORD,
                        server.address().getAddress().getHostAddress(),
                        server.address().getPort(),
                        database);
    }
}
