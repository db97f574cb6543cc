package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.ObjectsRestore;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.LabelSelector;
import dev.muster.plan.LabelSelector.Operator;
import dev.muster.plan.LabelSelector.Requirement;
import dev.muster.plan.Schedule;
import dev.muster.plan.VeleroOptions;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecTest {

    @Test
    void a_schedule_always_names_its_zone() {
        assertThat(Spec.cron(new Schedule("15 2 * * *", ZoneOffset.UTC)))
                .isEqualTo("CRON_TZ=UTC 15 2 * * *");
        assertThat(Spec.cron(new Schedule("15 2 * * *", ZoneId.of("Europe/Berlin"))))
                .isEqualTo("CRON_TZ=Europe/Berlin 15 2 * * *");
    }

    @ParameterizedTest
    @CsvSource({"PT720H, 720h0m0s", "PT90S, 1m30s", "PT30S, 30s", "PT2M, 2m0s"})
    void durations_are_written_as_velero_writes_them_back(Duration duration, String text) {
        assertThat(Spec.duration(duration)).isEqualTo(text);
    }

    @Test
    void one_selector_and_several_stand_in_different_fields() {
        var web = new LabelSelector(List.of(new Requirement("tier", Operator.IN, Set.of("web"))));
        var old = new LabelSelector(List.of(new Requirement("old", Operator.EXISTS, Set.of())));

        assertThat(Spec.backup(velero(List.of(web))))
                .containsKey("labelSelector")
                .doesNotContainKey("orLabelSelectors");
        assertThat(Spec.backup(velero(List.of(web, old))))
                .doesNotContainKey("labelSelector")
                .containsEntry(
                        "orLabelSelectors",
                        List.of(
                                Map.of(
                                        "matchExpressions",
                                        List.of(
                                                Map.of(
                                                        "key",
                                                        "tier",
                                                        "operator",
                                                        "In",
                                                        "values",
                                                        List.of("web")))),
                                Map.of(
                                        "matchExpressions",
                                        List.of(Map.of("key", "old", "operator", "Exists")))));
    }

    @Test
    void a_schedule_owns_none_of_its_backups() {
        var spec =
                Spec.schedule(
                        velero(List.of()),
                        new Schedule("* * * * *", ZoneOffset.UTC),
                        true,
                        Map.of("a", "b"));

        assertThat(spec)
                .containsEntry("useOwnerReferencesInBackup", false)
                .containsEntry("paused", true);
    }

    @Test
    void a_restore_leaves_what_is_there_unless_told_otherwise() {
        var keep = new ObjectsRestore(Map.of("a", "b"), Set.of(), Set.of(), false, false);
        var change = new ObjectsRestore(Map.of(), Set.of(), Set.of(), true, true);

        assertThat(Spec.restore("x", keep))
                .containsEntry("existingResourcePolicy", "none")
                .containsEntry("namespaceMapping", Map.of("a", "b"))
                .containsEntry("restorePVs", false);
        assertThat(Spec.restore("x", change)).containsEntry("existingResourcePolicy", "update");
    }

    @Test
    void what_others_added_is_theirs_and_what_they_changed_is_not() {
        var wanted = Map.of("paused", false, "template", Map.of("names", List.of("a")));

        assertThat(
                        Spec.holds(
                                Map.of(
                                        "paused",
                                        false,
                                        "skipImmediately",
                                        false,
                                        "template",
                                        Map.of("names", List.of("a"), "ttl", "1h")),
                                wanted))
                .isTrue();
        assertThat(
                        Spec.holds(
                                Map.of("paused", true, "template", Map.of("names", List.of("a"))),
                                wanted))
                .isFalse();
        assertThat(
                        Spec.holds(
                                Map.of(
                                        "paused",
                                        false,
                                        "template",
                                        Map.of("names", List.of("a", "b"))),
                                wanted))
                .isFalse();
    }

    private static Velero velero(List<LabelSelector> selectors) {
        var none = VeleroOptions.NONE;
        return new Velero(
                Set.of("shop"),
                Duration.ofDays(30),
                true,
                Optional.of(
                        new VeleroOptions(
                                none.includedResources(),
                                none.excludedResources(),
                                selectors,
                                none.hooks(),
                                none.snapshotMoveData(),
                                none.storageLocation(),
                                none.volumeSnapshotLocations(),
                                none.namespace())));
    }
}
