package dev.muster.sandbox.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed description of each REST interface is the one that the build draws from it. */
class OpenApiIT {

    @ParameterizedTest
    @ValueSource(strings = {"health-monitor", "failover-service", "backup-service"})
    void the_committed_openapi_document_is_what_the_service_offers(String service)
            throws IOException {
        var built = Path.of("..", service, "target", "openapi", "openapi.yaml");
        var committed = Path.of("..", "docs", "openapi", service + ".yaml");
        assertThat(Files.readString(committed))
                .as(
                        "after a wanted change: cp %s/target/openapi/openapi.yaml docs/openapi/%1$s.yaml",
                        service)
                .isEqualTo(Files.readString(built));
    }
}
