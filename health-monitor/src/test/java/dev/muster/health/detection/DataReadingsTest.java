package dev.muster.health.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataReadingsTest {

    private static final Instant NOW = WatchedSite.START;
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final String ORDERS = "shop/orders";
    private static final String STOCK = "shop/stock";

    @Test
    void of_one_data_set_the_best_that_any_vantage_knows_counts() {
        var east = seen("east-1", current(ORDERS, NOW.minusSeconds(9)));
        var witness = seen("witness-1", current(ORDERS, NOW.minusSeconds(2)));

        assertThat(DataReadings.currentAsOf(List.of(east, witness), List.of(ORDERS)))
                .contains(NOW.minusSeconds(2));
    }

    @Test
    void of_several_data_sets_the_oldest_counts() {
        var east =
                seen(
                        "east-1",
                        current(ORDERS, NOW.minusSeconds(2)),
                        current(STOCK, NOW.minusSeconds(7)));

        assertThat(DataReadings.currentAsOf(List.of(east), List.of(ORDERS, STOCK)))
                .contains(NOW.minusSeconds(7));
    }

    @Test
    void one_data_set_that_cannot_tell_makes_the_whole_unknown() {
        var east = seen("east-1", current(ORDERS, NOW), silent(STOCK));

        assertThat(DataReadings.currentAsOf(List.of(east), List.of(ORDERS, STOCK))).isEmpty();
    }

    @Test
    void one_data_set_that_nobody_has_read_makes_the_whole_unknown() {
        var east = seen("east-1", current(ORDERS, NOW));

        assertThat(DataReadings.currentAsOf(List.of(east), List.of(ORDERS, STOCK))).isEmpty();
    }

    @Test
    void without_data_there_is_nothing_to_be_current() {
        assertThat(DataReadings.currentAsOf(List.of(seen("east-1")), List.of())).isEmpty();
    }

    @Test
    void how_current_a_standby_was_stays_true_when_nobody_reaches_it_any_more() {
        var stale =
                new VantageEvidence(
                        new VantageId("east-1"),
                        "east",
                        Vote.STALE,
                        Optional.of(NOW.minusSeconds(60)),
                        List.of(current(ORDERS, NOW.minusSeconds(61))));

        assertThat(DataReadings.currentAsOf(List.of(stale), List.of(ORDERS)))
                .contains(NOW.minusSeconds(61));
    }

    @Test
    void a_standby_that_has_just_heard_its_primary_still_receives() {
        assertThat(receiving(heard(NOW, Duration.ofMillis(2_999)))).isTrue();
        assertThat(receiving(heard(NOW, Duration.ofSeconds(3)))).isFalse();
    }

    @Test
    void the_age_of_the_report_counts_with_the_silence_it_tells_of() {
        assertThat(receiving(heard(NOW.minusSeconds(1), Duration.ofMillis(1_999)))).isTrue();
        assertThat(receiving(heard(NOW.minusSeconds(1), Duration.ofSeconds(2)))).isFalse();
    }

    @Test
    void a_standby_that_is_not_connected_does_not_receive() {
        assertThat(receiving(seen("east-1", silent(ORDERS)))).isFalse();
    }

    @Test
    void one_vantage_that_sees_it_receive_is_enough() {
        var broken = seen("east-1", silent(ORDERS));
        var whole = heard(NOW, Duration.ofMillis(20));

        assertThat(DataReadings.receiving(List.of(broken, whole), List.of(ORDERS), LIMIT, NOW))
                .isTrue();
    }

    @Test
    void what_was_never_heard_does_not_receive() {
        var unheard =
                new VantageEvidence(
                        new VantageId("east-1"), "", Vote.UNHEARD, Optional.empty(), List.of());

        assertThat(receiving(unheard)).isFalse();
    }

    @Test
    void the_data_of_another_plan_say_nothing() {
        var other = heard(NOW, Duration.ofMillis(20));

        assertThat(DataReadings.receiving(List.of(other), List.of(STOCK), LIMIT, NOW)).isFalse();
        assertThat(DataReadings.currentAsOf(List.of(other), List.of(STOCK))).isEmpty();
    }

    private static boolean receiving(VantageEvidence evidence) {
        return DataReadings.receiving(List.of(evidence), List.of(ORDERS), LIMIT, NOW);
    }

    private static VantageEvidence heard(Instant at, Duration silence) {
        return new VantageEvidence(
                new VantageId("witness-1"),
                "witness",
                Vote.UP,
                Optional.of(at),
                List.of(reading(ORDERS, Optional.of(at), Optional.of(silence))));
    }

    private static VantageEvidence seen(String vantage, ProbeReading... readings) {
        return new VantageEvidence(
                new VantageId(vantage), vantage, Vote.UP, Optional.of(NOW), List.of(readings));
    }

    private static ProbeReading current(String probe, Instant asOf) {
        return reading(probe, Optional.of(asOf), Optional.of(Duration.ofMillis(20)));
    }

    private static ProbeReading silent(String probe) {
        return reading(probe, Optional.empty(), Optional.empty());
    }

    private static ProbeReading reading(
            String probe, Optional<Instant> currentAsOf, Optional<Duration> sinceLastMessage) {
        return new ProbeReading(
                probe,
                ProbeStatus.UP,
                "replays",
                NOW,
                Optional.of(
                        new Replication(true, true, "0/3000148", currentAsOf, sinceLastMessage)));
    }
}
