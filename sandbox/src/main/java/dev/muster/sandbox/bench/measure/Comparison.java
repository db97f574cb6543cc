package dev.muster.sandbox.bench.measure;

import dev.muster.sandbox.bench.measure.Finding.Goal;
import dev.muster.sandbox.bench.measure.Finding.Line;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Turns pairs into lines: processor time first, since the clock on the wall is noisy. */
public final class Comparison {

    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;

    private Comparison() {}

    /** Of sustained work. */
    public static List<Line> rate(Pairs pairs, String of, Optional<Double> goal) {
        var lines = processor(pairs, of);
        var ratio = pairs.ratio(Run::perSecond);
        var line = line(of + "s per second", pairs, Run::perSecond).ratio(ratio);
        lines.add(goal.map(w -> line.goal(Goal.atLeast(w, ratio.median()))).orElse(line));
        lines.add(line("ms at the median", pairs, run -> run.latencyMillis(MEDIAN)));
        lines.add(line("ms at 99 %", pairs, run -> run.latencyMillis(TAIL)));
        return lines;
    }

    /** Of one piece of work. */
    public static List<Line> time(Pairs pairs, String of, double ratioGoal, double millisGoal) {
        var lines = processor(pairs, of);
        var ratio = pairs.ratio(Run::millis);
        lines.add(
                line("ms until all are in", pairs, Run::millis)
                        .ratio(ratio)
                        .goal(Goal.atMost(ratioGoal, ratio.median(), "")));
        var ours = pairs.ours(Run::millis);
        lines.add(
                Line.of("range", Numbers.range(pairs.peer(Run::millis)), Numbers.range(ours))
                        .goal(Goal.atMost(millisGoal, ours.median(), " ms")));
        return lines;
    }

    private static List<Line> processor(Pairs pairs, String of) {
        var lines = new ArrayList<Line>();
        lines.add(line("CPU µs per " + of, pairs, Run::micros).ratio(pairs.ratio(Run::micros)));
        for (var process : processes(pairs)) {
            lines.add(
                    Line.of(
                            "  " + process,
                            share(pairs.peer(micros(process))),
                            share(pairs.ours(micros(process)))));
        }
        return lines;
    }

    private static Set<String> processes(Pairs pairs) {
        var names = new LinkedHashSet<String>();
        for (var pair : pairs.pairs()) {
            names.addAll(pair.ours().processor().keySet());
            names.addAll(pair.peer().processor().keySet());
        }
        return names;
    }

    private static Line line(String what, Pairs pairs, ToDoubleFunction<Run> measure) {
        return Line.of(
                what,
                Numbers.plain(pairs.peer(measure).median()),
                Numbers.plain(pairs.ours(measure).median()));
    }

    private static ToDoubleFunction<Run> micros(String process) {
        return run -> run.microsPerOperation().getOrDefault(process, 0.0);
    }

    private static String share(Spread micros) {
        return micros.max() == 0 ? "" : Numbers.plain(micros.median());
    }
}
