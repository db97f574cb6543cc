package dev.muster.backup.adapter.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "1h, PT1H",
        "1h0m0s, PT1H",
        "1h30m, PT1H30M",
        "1.5h, PT1H30M",
        "90s, PT1M30S",
        "250ms, PT0.25S",
        "1m0.5s, PT1M0.5S",
        "0, PT0S",
        "0s, PT0S",
    })
    void a_span_is_read_as_go_writes_it(String text, Duration span) {
        assertThat(GoDuration.parse(text)).contains(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "1d", "-1h", "1h ", "1 h", "1xs", "1..5h", "9999999999h"})
    void what_is_no_span_is_none(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
