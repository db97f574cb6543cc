package dev.muster.sandbox.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a customer lived through a time.
 *
 * @param attempts orders placed; some may still be under way
 * @param failures orders that were not acknowledged, whatever became of them
 * @param longestGap the longest time without an acknowledgement, the last up to {@code until}
 * @param longestGapFrom when it began
 */
public record Score(
        String customer,
        Instant from,
        Instant until,
        long attempts,
        long failures,
        Duration longestGap,
        Instant longestGapFrom,
        List<Acknowledgement> acknowledgements) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .build();

    /** An order that the shop said it has: its number, when the answer came, who answered. */
    public record Acknowledgement(long id, Instant at, String site) {}

    public Score {
        acknowledgements = List.copyOf(acknowledgements);
    }

    static Score of(
            String customer,
            Instant from,
            Instant until,
            long attempts,
            long failures,
            List<Acknowledgement> acknowledgements) {
        Instant last = from;
        Instant gapFrom = from;
        Duration gap = Duration.ZERO;
        List<Instant> marks = new ArrayList<>();
        acknowledgements.forEach(each -> marks.add(each.at()));
        marks.add(until);
        for (Instant each : marks) {
            Duration since = Duration.between(last, each);
            if (since.compareTo(gap) > 0) {
                gap = since;
                gapFrom = last;
            }
            last = each;
        }
        return new Score(customer, from, until, attempts, failures, gap, gapFrom, acknowledgements);
    }

    /** How many orders each site acknowledged. */
    public Map<String, Long> acknowledgedBySite() {
        Map<String, Long> counts = new TreeMap<>();
        acknowledgements.forEach(each -> counts.merge(each.site(), 1L, Long::sum));
        return counts;
    }

    /** The acknowledged orders that are not among those found in a database: lost data. */
    public List<Acknowledgement> missingFrom(Set<Long> found) {
        return acknowledgements.stream().filter(each -> !found.contains(each.id())).toList();
    }

    /** The whole score as one JSON object. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A score that {@link #toJson()} wrote. */
    public static Score fromJson(String json) {
        try {
            return JSON.readValue(json, Score.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a score: " + e.getMessage(), e);
        }
    }
}
