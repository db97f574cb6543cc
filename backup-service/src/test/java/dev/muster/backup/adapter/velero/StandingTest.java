package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {

    @ParameterizedTest
    @CsvSource({
        "'',                                         WAITING",
        "New,                                        WAITING",
        "Queued,                                     WAITING",
        "ReadyToStart,                               WAITING",
        "InProgress,                                 RUNNING",
        "WaitingForPluginOperations,                 RUNNING",
        "WaitingForPluginOperationsPartiallyFailed,  RUNNING",
        "Finalizing,                                 RUNNING",
        "FinalizingPartiallyFailed,                  RUNNING",
        "Completed,                                  COMPLETED",
        "PartiallyFailed,                            FAILED",
        "Failed,                                     FAILED",
        "FailedValidation,                           FAILED",
        "Deleting,                                   GOING",
    })
    void every_phase_of_velero_has_one_meaning(String phase, Standing meaning) {
        assertThat(Standing.of(phase)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({"Succeeded", "CompletedWithWarnings", "completed", "FAILED"})
    void a_phase_that_nobody_knows_is_no_end(String phase) {
        assertThat(Standing.of(phase).ended()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Standing.class,
            names = {"COMPLETED", "FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void only_completed_and_failed_are_ends(Standing standing) {
        assertThat(standing.ended()).isFalse();
    }
}
