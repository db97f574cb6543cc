package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortDurationTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "2m, PT2M",
        "1h30m, PT1H30M",
        "7d, P7D",
        "0s, PT0S",
        "1d2h3m4s5ms, P1DT2H3M4.005S"
    })
    void a_span_is_read_and_written_alike(String text, Duration span) {
        assertThat(ShortDuration.parse(text)).contains(span);
        assertThat(ShortDuration.format(span)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "10 s",
                "1.5h",
                "-1s",
                "30m1h",
                "1s1s",
                "PT10S",
                "9999999999s",
                "1w",
                "１０s"
            })
    void anything_else_is_none(String text) {
        assertThat(ShortDuration.parse(text)).isEmpty();
    }
}
