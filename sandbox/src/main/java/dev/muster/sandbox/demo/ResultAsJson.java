package dev.muster.sandbox.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The result as programs read it. */
final class ResultAsJson {

    private ResultAsJson() {}

    static String of(Result result) {
        var body = new LinkedHashMap<String, Object>();
        body.put("scenario", result.scenario().label());
        body.put("good", result.good());
        body.put("faults", result.faults());
        var inSeconds = new LinkedHashMap<String, Object>();
        result.phases().forEach((name, time) -> inSeconds.put(name, time.toMillis() / 1000.0));
        body.put("phasesSeconds", inSeconds);
        body.put(
                "recoveryTimeSeconds",
                measured(
                        result.gapOfCustomer(),
                        result.recoveryReported().map(r -> r.toMillis() / 1000.0),
                        Result.RTO));
        body.put(
                "dataLossSeconds",
                measured(
                        result.lossOfCustomers(),
                        result.lossReported().map(r -> r.toMillis() / 1000.0),
                        Result.RPO));
        body.put(
                "orders",
                Map.of(
                        "acknowledged",
                        result.acknowledged(),
                        "found",
                        result.found(),
                        "lost",
                        result.lost()));
        body.put("servedFromEast", result.servedFromEast());
        body.put("twoSitesAccepted", result.twoSitesAccepted());
        result.falseAlarmMovedNothing()
                .ifPresent(nothing -> body.put("falseAlarmMovedNothing", nothing));
        body.put("returnedPassive", result.returnedPassive());
        body.put("told", result.told());
        try {
            return JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build()
                    .writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> measured(
            Duration customer, Optional<Double> muster, Duration objective) {
        var values = new LinkedHashMap<String, Object>();
        values.put("customer", customer.toMillis() / 1000.0);
        values.put("muster", muster.orElse(null));
        values.put("objective", objective.toMillis() / 1000.0);
        return values;
    }
}
