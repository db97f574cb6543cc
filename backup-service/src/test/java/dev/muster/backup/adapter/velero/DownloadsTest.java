package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DownloadsTest {

    @Test
    void errors_are_told_with_where_they_happened_and_warnings_are_not_errors() throws IOException {
        var results =
                """
                {"errors": {"velero": ["no plugin"], "cluster": ["pv-1 is lost"],
                            "namespaces": {"shop": ["configmap refused"]}},
                 "warnings": {"namespaces": {"shop": ["it was there"]}}}
                """;

        assertThat(Downloads.errorsIn(results.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        "velero: no plugin", "cluster: pv-1 is lost", "shop: configmap refused");
    }

    @Test
    void of_very_many_errors_the_first_are_told_and_the_rest_are_counted() throws IOException {
        var many =
                IntStream.range(0, 25)
                        .mapToObj(number -> "\"" + number + "\"")
                        .collect(Collectors.joining(","));

        assertThat(
                        Downloads.errorsIn(
                                ("{\"errors\":{\"velero\":[" + many + "]}}")
                                        .getBytes(StandardCharsets.UTF_8)))
                .hasSize(21)
                .last()
                .isEqualTo("and 5 more");
    }
}
