package dev.muster.sandbox.bench.reaction;

import dev.muster.sandbox.bench.measure.Finding;
import dev.muster.sandbox.bench.measure.Finding.Goal;
import dev.muster.sandbox.bench.measure.Finding.Line;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Numbers;
import dev.muster.sandbox.bench.measure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads from the faults what came of them, hop by hop.
 *
 * @param programs the peer, where it is installed
 * @param discarded how often the machine was not quiet enough to begin
 */
record ReactionFindings(Optional<Chain.Programs> programs, int discarded) {

    static final String PEER = "Prometheus chain";

    private static final String NAME = "B3";
    private static final List<String> PEERS = List.of("blackbox", "prometheus", "alertmanager");
    private static final double MEDIAN_GOAL = 15;
    private static final double TAIL_GOAL = 60;

    /** What the faults of one pace say; none of it counts when one was not answered rightly. */
    Finding faults(
            Pace pace,
            Optional<Double> ratioGoal,
            List<Fault> cold,
            List<Fault> all,
            Map<String, Double> millisPerSecond) {
        var good = all.stream().filter(Fault::isMeasured).toList();
        var lines = new ArrayList<Line>();
        lines.add(processor(millisPerSecond));
        lines.addAll(whole(good, ratioGoal));
        lines.addAll(hops(good, pace));
        lines.add(hop("first moves, cold", cold, fault -> fault.reaction(pace)));
        return finding(
                "%s: %d faults%s"
                        .formatted(
                                pace.name(),
                                good.size(),
                                discarded > 0
                                        ? ", waited " + discarded + " times for a quiet machine"
                                        : ""),
                lines,
                facts(good, pace),
                all.stream().flatMap(fault -> fault.wrong().stream()).toList());
    }

    /** What outages that were over before they counted have moved. */
    Finding flaps(String name, int outages, long peer, int ours) {
        var measured = programs.isPresent();
        return finding(
                name,
                List.of(
                        Line.of(
                                        "false moves",
                                        measured ? Long.toString(peer) : "not installed",
                                        Integer.toString(ours))
                                .goal(Goal.atMost(measured ? (double) peer : 0, ours, ""))),
                Map.of("outages", outages),
                List.of());
    }

    private Line processor(Map<String, Double> millisPerSecond) {
        return Line.of(
                "CPU ms per second",
                programs.isEmpty()
                        ? "not installed"
                        : Numbers.plain(sum(millisPerSecond, PEERS::contains)),
                Numbers.plain(sum(millisPerSecond, name -> !PEERS.contains(name))));
    }

    private static double sum(
            Map<String, Double> millisPerSecond, java.util.function.Predicate<String> whose) {
        return millisPerSecond.entrySet().stream()
                .filter(entry -> whose.test(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static List<Line> whole(List<Fault> good, Optional<Double> ratioGoal) {
        var ours = spread(good, Fault::toEffect);
        var peer = spread(good, Fault::toAlert);
        var ratio =
                spread(
                        good,
                        fault ->
                                fault.toAlert()
                                        .flatMap(
                                                alert ->
                                                        fault.toEffect()
                                                                .map(effect -> effect / alert)));
        var whole = Line.of("fault to first effect, ms", median(peer), median(ours)).ratio(ratio);
        return List.of(
                ratioGoal
                        .map(goal -> whole.goal(Goal.atMost(goal, whole.ratio().median(), "")))
                        .orElse(whole),
                Line.of("  range", Numbers.range(peer), Numbers.range(ours)));
    }

    private static List<Line> hops(List<Fault> good, Pace pace) {
        var reaction = spread(good, fault -> fault.reaction(pace));
        return List.of(
                hop("fault to last look", good, Fault::toLastLook),
                Line.of("tolerance", "", Long.toString(pace.tolerance().toMillis())),
                Line.of("tolerance apart, median", "", median(reaction))
                        .goal(Goal.atMost(MEDIAN_GOAL, reaction.median(), " ms")),
                Line.of("tolerance apart, max", "", Numbers.plain(reaction.max()))
                        .goal(Goal.atMost(TAIL_GOAL, reaction.max(), " ms")),
                hop("  look to loss known", good, Fault::lookToLoss),
                hop("  timer late by", good, fault -> fault.timer(pace)),
                hop("  verdict to decision", good, Fault::verdictToDecision),
                hop("  decision to command", good, Fault::decisionToCommand),
                hop("  command to effect", good, Fault::commandToEffect));
    }

    private Map<String, Object> facts(List<Fault> good, Pace pace) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("measured", good.size());
        facts.put("discarded", discarded);
        facts.put("toleranceMillis", pace.tolerance().toMillis());
        facts.put("reactionMillis", rounded(good, fault -> fault.reaction(pace)));
        facts.put("faultToEffectMillis", rounded(good, Fault::toEffect));
        facts.put("peerFaultToWebhookMillis", rounded(good, Fault::toAlert));
        programs.ifPresent(found -> facts.put("versions", found.versions()));
        return facts;
    }

    private static Finding finding(
            String name, List<Line> lines, Map<String, Object> facts, List<String> faults) {
        var all = new LinkedHashMap<>(facts);
        all.put("loadAverage", Machine.loadAverage());
        all.put("machine", Machine.description());
        return new Finding(NAME, name, PEER, lines, all, faults);
    }

    private static Line hop(
            String what, List<Fault> faults, Function<Fault, Optional<Double>> millis) {
        return Line.of(what, "", median(spread(faults, millis))).ratio(new Spread(List.of()));
    }

    private static String median(Spread spread) {
        return Numbers.plain(spread.median());
    }

    private static List<?> rounded(List<Fault> faults, Function<Fault, Optional<Double>> millis) {
        return spread(faults, millis).values().stream().map(Numbers::rounded).toList();
    }

    private static Spread spread(List<Fault> faults, Function<Fault, Optional<Double>> millis) {
        return Spread.of(faults.stream().flatMap(fault -> millis.apply(fault).stream()).toList());
    }
}
