package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsencesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Absences absences = new Absences();

    @Test
    void a_point_that_velero_has_not_found_yet_is_not_gone() {
        assertThat(look(NOON, Set.of(), true)).isEmpty();
        assertThat(look(NOON, Set.of(), true)).isEmpty();
        assertThat(look(NOON.plusSeconds(60), Set.of(), true)).isEmpty();
    }

    @Test
    void a_point_that_two_whole_looks_did_not_find_is_gone() {
        look(NOON, Set.of(), true);
        look(NOON.plusSeconds(60), Set.of(), true);

        assertThat(look(NOON.plusSeconds(120), Set.of(), true)).containsExactly(point());
    }

    @Test
    void a_point_that_came_back_in_between_begins_anew() {
        look(NOON, Set.of(), true);
        look(NOON.plusSeconds(60), Set.of(), true);
        look(NOON.plusSeconds(90), Set.of(point().id()), true);

        assertThat(look(NOON.plusSeconds(120), Set.of(), true)).isEmpty();
    }

    @Test
    void nothing_is_gone_while_the_store_cannot_be_seen() {
        look(NOON, Set.of(), true);
        look(NOON.plusSeconds(60), Set.of(), true);

        assertThat(look(NOON.plusSeconds(120), Set.of(), false)).isEmpty();
    }

    @Test
    void a_point_in_another_store_is_not_missed_here() {
        var elsewhere = IdentityTest.location("default", "other", "");

        assertThat(
                        absences.gone(
                                List.of(point()),
                                Set.of(),
                                elsewhere,
                                NOON.plus(Duration.ofDays(60))))
                .isEmpty();
    }

    @Test
    void a_point_whose_time_is_long_over_is_gone_when_it_is_not_there() {
        assertThat(
                        absences.gone(
                                List.of(point()),
                                Set.of(),
                                location(NOON, true),
                                NOON.plus(Duration.ofDays(31))))
                .containsExactly(point());
        assertThat(
                        absences.gone(
                                List.of(point()),
                                Set.of(point().id()),
                                location(NOON, true),
                                NOON.plus(Duration.ofDays(31))))
                .isEmpty();
    }

    private List<RecoveryPoint> look(
            Instant synced, Set<RecoveryPointId> listed, boolean available) {
        return absences.gone(List.of(point()), listed, location(synced, available), NOON);
    }

    private static Location location(Instant synced, boolean available) {
        return new Location(
                "default",
                true,
                "dr",
                "",
                false,
                available ? "Available" : "Unavailable",
                "",
                Optional.of(synced),
                Optional.empty());
    }

    private static RecoveryPoint point() {
        var location = IdentityTest.location("default", "dr", "");
        return new RecoveryPoint(
                Identity.point("shop-1", location),
                "nightly",
                "velero",
                new SiteId("west"),
                Optional.empty(),
                NOON,
                NOON,
                Optional.of(NOON.plus(Duration.ofDays(30))),
                1,
                1,
                Identity.place("shop-1", location),
                Optional.empty());
    }
}
