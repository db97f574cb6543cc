package dev.muster.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir Path cache;

    @Test
    void two_that_unpack_at_once_end_with_one_whole_copy() throws IOException {
        List<CompletableFuture<PostgresBinaries>> both =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () -> PostgresBinaries.unpackedIn(cache)))
                        .limit(2)
                        .toList();

        Path home = both.get(0).join().home();
        assertThat(both.get(1).join().home()).isEqualTo(home);
        assertThat(home.resolve("bin/postgres")).isExecutable();
        assertThat(home.resolve("lib/postgresql/libpqwalreceiver.so")).exists();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(home);
        }
    }
}
