package dev.muster.sandbox.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one measurement.
 *
 * @param bench such as {@code B1}
 * @param peer what it was measured beside
 * @param lines what a person reads
 * @param facts what a program reads besides the lines
 * @param faults why it is void: what was lost, repeated, reordered or altered; empty when correct
 */
public record Finding(
        String bench,
        String name,
        String peer,
        List<Line> lines,
        Map<String, Object> facts,
        List<String> faults) {

    /** What was to be reached, and whether it was. */
    public record Goal(String text, boolean met, String by) {

        public static Goal atLeast(double wanted, double reached) {
            return new Goal(
                    "≥ " + Numbers.plain(wanted),
                    reached >= wanted,
                    shortOf(wanted - reached, wanted));
        }

        public static Goal atMost(double wanted, double reached, String unit) {
            return new Goal(
                    "≤ " + Numbers.plain(wanted) + unit,
                    reached <= wanted,
                    shortOf(reached - wanted, wanted));
        }

        private static String shortOf(double by, double of) {
            if (Double.isNaN(by)) {
                return "not measured";
            }
            return by <= 0 ? "" : Math.max(1, Math.round(100 * by / of)) + " % off";
        }
    }

    /**
     * One quantity.
     *
     * @param peer the peer's value, as text; empty when it has none
     * @param ratio ours divided by the peer's; empty when there is none
     */
    public record Line(String what, String peer, String ours, Spread ratio, Optional<Goal> goal) {

        public static Line of(String what, String peer, String ours) {
            return new Line(what, peer, ours, new Spread(List.of()), Optional.empty());
        }

        public Line ratio(Spread spread) {
            return new Line(what, peer, ours, spread, goal);
        }

        public Line goal(Goal wanted) {
            return new Line(what, peer, ours, ratio, Optional.of(wanted));
        }
    }

    public Finding {
        lines = List.copyOf(lines);
        faults = List.copyOf(faults);
    }

    public boolean correct() {
        return faults.isEmpty();
    }

    /** The whole of it, for one line of JSON. */
    public Map<String, Object> asMap() {
        var map = new LinkedHashMap<String, Object>();
        map.put("bench", bench);
        map.put("name", name);
        map.put("peer", peer);
        map.put("correct", correct());
        map.put("faults", faults);
        var quantities = new ArrayList<Map<String, Object>>();
        for (var line : lines) {
            var quantity = new LinkedHashMap<String, Object>();
            quantity.put("what", line.what());
            quantity.put("peer", line.peer());
            quantity.put("ours", line.ours());
            if (!line.ratio().isEmpty()) {
                quantity.put("ratio", Numbers.rounded(line.ratio().median()));
                quantity.put("ratioMin", Numbers.rounded(line.ratio().min()));
                quantity.put("ratioMax", Numbers.rounded(line.ratio().max()));
            }
            line.goal()
                    .ifPresent(
                            goal -> {
                                quantity.put("goal", goal.text());
                                quantity.put("met", goal.met());
                            });
            quantities.add(quantity);
        }
        map.put("quantities", quantities);
        map.putAll(facts);
        return map;
    }
}
