package dev.muster.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.sandbox.bench.Bench.Options;
import dev.muster.sandbox.bench.measure.Scale;
import dev.muster.sandbox.postgres.PostgresTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bench itself, on numbers too small to say anything about speed. */
class BenchIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void alertsAreMeasuredAndNoneIsLost() throws IOException {
        var code = run("B1", false);

        var lines = lines();
        assertThat(code).isZero();
        assertThat(lines).hasSize(6).allSatisfy(BenchIT::isAFinding);
        assertThat(lines).allSatisfy(line -> assertThat(line.path("correct").asBoolean()).isTrue());
    }

    @Test
    void anAcknowledgedAlertThatIsLostMakesTheRunVoid() throws IOException {
        var code = run("B1", true);

        assertThat(code).isEqualTo(1);
        assertThat(lines())
                .anySatisfy(
                        line ->
                                assertThat(line.path("faults").toString())
                                        .contains("1 alerts acknowledged but missing"));
    }

    @Test
    void everyFaultLeadsToOneMove() throws IOException {
        var code = run("B3", false);

        assertThat(code).isZero();
        assertThat(lines())
                .singleElement()
                .satisfies(
                        line -> {
                            isAFinding(line);
                            assertThat(line.path("faults").toString()).isEqualTo("[]");
                            assertThat(line.path("reactionMillis")).hasSize(Scale.TINY.faults());
                        });
    }

    @Test
    void a_dump_is_measured_and_everything_announced_is_there() throws IOException {
        assumeTrue(PostgresTools.find().isPresent(), "no pg_dump: " + PostgresTools.HOW_TO_GET);

        var code = run("B8", false);

        assertThat(code).isZero();
        assertThat(lines())
                .singleElement()
                .satisfies(
                        line -> {
                            isAFinding(line);
                            assertThat(line.path("faults").toString()).isEqualTo("[]");
                        });
    }

    private int run(String bench, boolean plantedLoss) {
        return Bench.run(
                new Options(HOME, List.of(bench), Scale.TINY, true, plantedLoss),
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private List<JsonNode> lines() throws IOException {
        var all = new ArrayList<JsonNode>();
        for (var line : said.toString(StandardCharsets.UTF_8).lines().toList()) {
            all.add(new ObjectMapper().readTree(line));
        }
        return all;
    }

    private static void isAFinding(JsonNode line) {
        assertThat(line.path("bench").asText()).matches("B[138]");
        assertThat(line.path("name").asText()).isNotEmpty();
        assertThat(line.path("machine").asText()).contains("Linux");
        assertThat(line.path("quantities")).isNotEmpty();
        assertThat(line.path("quantities"))
                .allSatisfy(quantity -> assertThat(quantity.path("what").asText()).isNotEmpty());
    }
}
