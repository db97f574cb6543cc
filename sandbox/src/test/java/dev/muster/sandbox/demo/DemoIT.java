package dev.muster.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's scenarios, run as a user runs them: services, databases and all. */
class DemoIT {

    private static final long LIMIT_MINUTES = 5;

    @TempDir Path temporary;

    @Test
    void after_the_loss_of_a_region_the_shop_is_served_from_the_other_one() throws Exception {
        var result = demo("disaster");
        assertThat(result.path("servedFromEast").asBoolean()).isTrue();
        assertThat(result.path("falseAlarmMovedNothing").asBoolean()).isTrue();
        assertThat(result.path("returnedPassive").asBoolean()).isTrue();
        assertThat(result.at("/recoveryTimeSeconds/customer").asDouble()).isPositive();
        assertThat(result.path("told"))
                .extracting(JsonNode::asText)
                .filteredOn(told -> told.contains("has begun") || told.contains("serves from"))
                .satisfiesExactly(
                        begun -> assertThat(begun).contains("failover from west to east has begun"),
                        done -> assertThat(done).contains("serves from east"));
    }

    @Test
    void a_site_that_is_cut_off_stops_itself_before_the_other_one_is_promoted() throws Exception {
        var result = demo("partition");
        assertThat(result.path("twoSitesAccepted").asBoolean()).isFalse();
        assertThat(result.path("servedFromEast").asBoolean()).isTrue();
        assertThat(result.path("returnedPassive").asBoolean()).isTrue();
    }

    @Test
    void a_false_alarm_moves_nothing() throws Exception {
        var result = demo("false-alarm");
        assertThat(result.path("falseAlarmMovedNothing").asBoolean()).isTrue();
        assertThat(result.at("/orders/lost").asLong(-1)).isZero();
    }

    @Test
    void a_planned_move_loses_nothing() throws Exception {
        var result = demo("switchover");
        assertThat(result.path("servedFromEast").asBoolean()).isTrue();
        assertThat(result.at("/orders/lost").asLong(-1)).isZero();
    }

    @Test
    void without_a_standby_the_newest_proven_point_is_restored_and_serves() throws Exception {
        var result = demo("backup-restore");
        assertThat(result.path("servedFromEast").asBoolean()).isTrue();
        assertThat(result.path("returnedPassive").asBoolean()).isTrue();
        assertThat(result.at("/phasesSeconds/restore").asDouble()).isPositive();
        assertThat(result.at("/dataLossSeconds/muster").asDouble())
                .isGreaterThanOrEqualTo(result.at("/dataLossSeconds/customer").asDouble());
    }

    @Test
    void what_was_deleted_comes_back_beside_the_shop_that_runs() throws Exception {
        var result = demo("corruption");
        assertThat(result.path("ordersBefore").asLong()).isPositive();
        assertThat(result.path("foundRestored").asLong())
                .isEqualTo(result.path("ordersBefore").asLong());
        assertThat(result.path("foundRunning").asLong())
                .isLessThan(result.path("ordersBefore").asLong());
    }

    /** Runs the demo to its end and reads its one line; nothing of it may be left. */
    private JsonNode demo(String scenario) throws IOException, InterruptedException {
        var out = temporary.resolve(scenario + ".json");
        var log = temporary.resolve(scenario + ".log");
        var process = DemoCommand.start(temporary, log, out, "--json", "--scenario", scenario);
        try {
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroy();
        }
        var said = Files.readString(out) + Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        try (var left = Files.list(temporary)) {
            assertThat(left.map(f -> f.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .noneMatch(name -> name.startsWith("muster-"));
        }
        return new ObjectMapper().readTree(Files.readString(out, StandardCharsets.UTF_8));
    }
}
