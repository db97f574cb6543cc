package dev.muster.health.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.adapter.rest.AlertmanagerPayload.Alert;
import dev.muster.health.adapter.rest.AlertmanagerPayload.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertmanagerPayloadTest {

    private static final String GOOD =
            """
            {"status": "firing", "labels": {"cluster": "west", "alertname": "Down"},
             "annotations": {"summary": "†"}, "startsAt": "2026-01-01T00:00:00.5+01:00",
             "endsAt": {"unheard": ["of"]}, "fingerprint": "00ff"}""";

    @Test
    void aGroupIsReadWhateverElseItHolds() {
        var reading =
                read(
                        """
                        {"alerts": [%s], "more": {"a": [1, {"b": null}]}, "truncatedAlerts": 3,
                         "version": "4"}"""
                                .formatted(GOOD));

        assertThat(reading)
                .isEqualTo(
                        new Reading.Group(
                                List.of(
                                        new Alert(
                                                "00ff",
                                                true,
                                                Map.of("alertname", "Down", "cluster", "west"),
                                                Map.of("summary", "†"),
                                                Instant.parse("2025-12-31T23:00:00.5Z"))),
                                List.of(),
                                3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"text\"",
                "null",
                "[1, [2]]",
                "{\"status\": \"nonsense\", \"labels\": {\"a\": \"b\"}}",
                "{\"status\": \"firing\", \"labels\": {}, \"startsAt\": \"2026-01-01T00:00:00Z\"}",
                "{\"status\": \"firing\", \"labels\": {\"a\": 1}, \"startsAt\": \"2026-01-01T00:00:00Z\"}",
                "{\"status\": \"firing\", \"labels\": {\"a\": \"b\"}, \"startsAt\": \"yesterday\"}",
                "{\"status\": \"firing\", \"labels\": {\"a\": \"b\"}}"
            })
    void aBadAlertIsKeptAsItWasSentAndSpoilsNothing(String bad) {
        var reading =
                group("{\"version\":\"4\",\"alerts\":[%s, %s ,%s]}".formatted(GOOD, bad, GOOD));

        assertThat(reading.alerts()).hasSize(2);
        assertThat(reading.bad())
                .singleElement()
                .satisfies(
                        bytes ->
                                assertThat(new String(bytes, StandardCharsets.UTF_8))
                                        .isEqualTo(bad));
    }

    @Test
    void annotationsThatCannotBeUsedAreLeftOut() {
        var reading = group(ofOne(GOOD.replace("\"†\"", "17")));

        assertThat(reading.alerts().getFirst().annotations()).isEmpty();
    }

    @Test
    void anAlertWithTooManyLabelsIsBad() {
        var labels =
                IntStream.rangeClosed(0, AlertmanagerPayload.MAX_LABELS)
                        .mapToObj(i -> "\"l%d\": \"x\"".formatted(i))
                        .collect(Collectors.joining(","));

        var reading = group(ofOne(GOOD.replace("\"cluster\": \"west\"", labels)));

        assertThat(reading.alerts()).isEmpty();
        assertThat(reading.bad()).hasSize(1);
    }

    @Test
    void withoutAFingerprintTheLabelsAreOne() {
        var one = group(ofOne(GOOD.replace("00ff", "NOT HEX"))).alerts().getFirst();
        var other = group(ofOne(GOOD.replace("00ff", ""))).alerts().getFirst();

        assertThat(one.fingerprint()).matches("[0-9a-f]{16}").isEqualTo(other.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "not json", "[]", "7", "{\"version\":\"4\",\"alerts\":[", "{]"})
    void whatIsNotAJsonObjectIsRefused(String body) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo("not-json"));
    }

    @Test
    void whatIsNestedTooDeeplyIsRefusedEvenWhereNobodyLooks() {
        var deep = "[".repeat(20) + "]".repeat(20);

        assertThat(read("{\"version\":\"4\",\"alerts\":[],\"x\":" + deep + "}"))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void onlyVersionFourIsUnderstood() {
        assertThat(read("{\"alerts\": [], \"version\": \"3\"}"))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo("webhook-version"));
        assertThat(read("{\"alerts\": [], \"version\": 4}")).isInstanceOf(Reading.Group.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"version\":\"4\"}", "{\"version\":\"4\",\"alerts\":{}}"})
    void aGroupWithoutAlertsIsRefused(String body) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo("no-alerts"));
    }

    @Test
    void aGroupOfTooManyIsRefusedAsAWhole() {
        var many = "7,".repeat(20_000) + "7";

        assertThat(read("{\"version\":\"4\",\"alerts\":[" + many + "]}"))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo("no-alerts"));
    }

    private static String ofOne(String alert) {
        return "{\"version\":\"4\",\"alerts\":[" + alert + "]}";
    }

    private static Reading.Group group(String body) {
        return (Reading.Group) read(body);
    }

    private static Reading read(String body) {
        return AlertmanagerPayload.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
