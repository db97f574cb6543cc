package dev.muster.sandbox.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * What of the past came back, held against what the customer was told then.
 *
 * @param before orders that the customer had been told of before that second
 * @param running how many of them the running shop still has
 * @param restored how many of them the restored copy has
 * @param onlyRestored orders that only the copy has: what the deployment deleted
 * @param onlyRunning orders that only the shop has: what came after
 */
record CorruptionResult(
        Instant second,
        Duration took,
        long before,
        long running,
        long restored,
        long onlyRestored,
        long onlyRunning,
        Duration longestGap,
        boolean served)
        implements Outcome {

    private static final Duration NOTICEABLE = Duration.ofSeconds(2);

    @Override
    public boolean good() {
        return faults().isEmpty();
    }

    private List<String> faults() {
        var faults = new ArrayList<String>();
        if (restored < before) {
            faults.add(before - restored + " orders from before that second did not come back");
        }
        if (onlyRestored == 0) {
            faults.add("the copy holds nothing that the shop has lost");
        }
        if (!served || longestGap.compareTo(NOTICEABLE) > 0) {
            faults.add("the shop that runs was disturbed");
        }
        return faults;
    }

    @Override
    public void print(Screen screen) {
        screen.chapter("Result");
        screen.plain(row("", "orders from before", "all that differ"));
        screen.plain(row("the customer was told of", Long.toString(before), ""));
        screen.plain(
                row("the running shop has", Long.toString(running), "+ " + onlyRunning + " later"));
        screen.plain(
                row(
                        "the restored copy has",
                        Long.toString(restored),
                        "+ " + onlyRestored + " deleted"));
        screen.plain("");
        screen.plain("  brought back to the second before " + second);
        screen.plain(
                "  from asking to querying: "
                        + Story.seconds(took)
                        + "; longest gap of the shop that runs: "
                        + Story.seconds(longestGap));
        if (good()) {
            screen.good("every order from before that second is in the copy, the shop went on");
        } else {
            faults().forEach(screen::bad);
        }
    }

    private static String row(String name, String one, String other) {
        return String.format(Locale.ROOT, "  %-26s %18s   %s", name, one, other);
    }

    @Override
    public String json() {
        var body = new LinkedHashMap<String, Object>();
        body.put("scenario", "corruption");
        body.put("good", good());
        body.put("faults", faults());
        body.put("second", second.toString());
        body.put("restoreSeconds", took.toMillis() / 1000.0);
        body.put("ordersBefore", before);
        body.put("foundRunning", running);
        body.put("foundRestored", restored);
        body.put("onlyRestored", onlyRestored);
        body.put("onlyRunning", onlyRunning);
        body.put("longestGapSeconds", longestGap.toMillis() / 1000.0);
        try {
            return new ObjectMapper().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
