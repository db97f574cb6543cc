package dev.muster.sandbox.bench.webhook;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds what is in the topic against what was acknowledged: everything of it once, as it was sent,
 * and what came from one source in the order in which that source sent it.
 */
final class Readback {

    private final int run;
    private final Map<Integer, Integer> acknowledged;
    private final Map<Integer, Seen> seen = new TreeMap<>();
    private long read;
    private long altered;
    private long repeated;
    private long reordered;

    private static final class Seen {
        final BitSet places = new BitSet();
        int last = -1;
    }

    /**
     * Nothing read yet.
     *
     * @param acknowledged how many alerts of each source were acknowledged: its places from 0
     */
    Readback(int run, Map<Integer, Integer> acknowledged) {
        this.run = run;
        this.acknowledged = Map.copyOf(acknowledged);
    }

    void take(ConsumerRecord<String, byte[]> record) {
        read++;
        if (EventCodec.decode(record.key(), record.headers(), record.value())
                        instanceof Decoded.Known(var id, _, AlertReceived alert)
                && isWhole(id, alert)) {
            place(Long.parseUnsignedLong(alert.labels().get("instance"), 16));
        } else {
            altered++;
        }
    }

    private static boolean isWhole(String id, AlertReceived alert) {
        var instance = alert.labels().getOrDefault("instance", "");
        return alert.firing()
                && instance.length() == Alerts.text(0).length()
                && alert.identity().equals(instance + "@" + Alerts.STARTS_AT)
                && id.equals(alert.identity() + "/firing")
                && alert.labels().size() == 4
                && alert.annotations().getOrDefault("summary", "").startsWith("not answering")
                && alert.startsAt().equals(Instant.parse(Alerts.STARTS_AT));
    }

    private void place(long number) {
        if (Alerts.run(number) != run) {
            altered++;
            return;
        }
        var of = seen.computeIfAbsent(Alerts.source(number), _ -> new Seen());
        var place = Alerts.place(number);
        if (of.places.get(place)) {
            repeated++;
        } else if (place < of.last) {
            reordered++;
        }
        of.places.set(place);
        of.last = Math.max(of.last, place);
    }

    long read() {
        return read;
    }

    /** Acknowledged, and not there. */
    long missing() {
        return acknowledged.entrySet().stream()
                .mapToLong(
                        source -> {
                            var of = seen.get(source.getKey());
                            long wanted = source.getValue();
                            return of == null
                                    ? wanted
                                    : wanted - of.places.get(0, source.getValue()).cardinality();
                        })
                .sum();
    }

    /** There, and never acknowledged: what was under way when the service was killed. */
    long unacknowledged() {
        return seen.entrySet().stream()
                .mapToLong(
                        of -> {
                            var from = acknowledged.getOrDefault(of.getKey(), 0);
                            var places = of.getValue().places;
                            return (long) places.cardinality() - places.get(0, from).cardinality();
                        })
                .sum();
    }

    /** What makes the run void; empty when there is nothing. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        tell(faults, missing(), "acknowledged but missing");
        tell(faults, repeated, "there twice");
        tell(faults, reordered, "out of order");
        tell(faults, altered, "not as they were sent");
        return faults;
    }

    private static void tell(List<String> faults, long count, String what) {
        if (count > 0) {
            faults.add(count + " alerts " + what);
        }
    }
}
