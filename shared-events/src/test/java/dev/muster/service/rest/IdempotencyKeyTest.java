package dev.muster.service.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.WebApplicationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One key begins one thing. */
class IdempotencyKeyTest {

    @Test
    void theSameKeyMeansTheSameThingAtEveryInstance() {
        var id = IdempotencyKey.of("deploy-7", "move").id("FAILOVER/shop");

        assertThat(id).isEqualTo("780a4f635c2f78d8");
    }

    @Test
    void theSameKeyElsewhereMeansSomethingElse() {
        var key = IdempotencyKey.of("deploy-7", "move");

        assertThat(key.id("FAILOVER/shop")).isNotEqualTo(key.id("FAILOVER/bank"));
    }

    @Test
    void theLongestKeyIsTaken() {
        var key = IdempotencyKey.of("k".repeat(255), "move");

        assertThat(key.value()).hasSize(255);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void withoutAKeyNothingBegins(@Nullable String header) {
        assertThat(refused(header)).isEqualTo(400);
    }

    @Test
    void aKeyThatIsTooLongBeginsNothing() {
        assertThat(refused("k".repeat(256))).isEqualTo(400);
    }

    private static int refused(@Nullable String header) {
        return catchThrowableOfType(
                        WebApplicationException.class, () -> IdempotencyKey.of(header, "move"))
                .getResponse()
                .getStatus();
    }
}
