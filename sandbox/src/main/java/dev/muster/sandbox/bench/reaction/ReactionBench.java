package dev.muster.sandbox.bench.reaction;

import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.wire.Topics;
import dev.muster.sandbox.bench.measure.Finding;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Pairs;
import dev.muster.sandbox.bench.measure.Report;
import dev.muster.sandbox.bench.measure.Scale;
import dev.muster.sandbox.process.Deadline;
import dev.muster.stream.LogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** B3: from the last thing that had to be seen, through Kafka, to the first effect. */
public final class ReactionBench implements AutoCloseable {

    private static final double RATIO_GOAL = 0.25;
    private static final int WAVE = 10;
    private static final int COLD = 2;
    private static final int FLAPS_EACH = 3;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration AFTER_FLAP = Duration.ofSeconds(7);
    private static final int SHORTEST_FLAP = 200;
    private static final int LONGEST_FLAP = 2_000;

    private final Report report;
    private final Scale scale;
    private final Stage stage;
    private final Optional<Chain.Programs> programs;
    private final Map<Integer, Sequence> sequences = new ConcurrentHashMap<>();
    private final LogReader reader;
    private int declared;
    private int discarded;
    private boolean correct = true;

    private ReactionBench(Path home, Report report, Scale scale) {
        this.report = report;
        this.scale = scale;
        this.programs = Chain.Programs.find();
        this.stage = new Stage(home);
        this.reader =
                new LogReader(
                                "bench",
                                stage.ground().bootstrap(),
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(
                                        Topics.OBSERVATIONS,
                                        Topics.HEALTH,
                                        Topics.FAILOVER_LOG,
                                        Topics.STEP_COMMANDS),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, at) -> take(event, at))
                        .start();
    }

    /**
     * Measures and tells.
     *
     * @return whether every fault led to one move, and nothing else to any
     */
    public static boolean run(Path home, Report report, Scale scale) {
        report.progress("B3: starting a broker, three vantages and a decider");
        try (var bench = new ReactionBench(home, report, scale)) {
            bench.run();
            return bench.correct;
        }
    }

    private void take(DrEvent event, Instant at) {
        var key = event instanceof SiteObserved seen ? seen.site().value() : event.key();
        var number = key.substring(key.lastIndexOf('-') + 1);
        if (!number.isEmpty() && Character.isDigit(number.charAt(0))) {
            var sequence = sequences.get(Integer.parseInt(number));
            if (sequence != null) {
                sequence.take(event, at);
            }
        }
    }

    private void run() {
        report.heading(
                "B3  From the last look to the first effect, through Kafka, exactly once",
                List.of(
                        Machine.description() + ", load average " + Machine.loadAverage(),
                        "health-monitor at three vantages in three failure domains, failover-service ("
                                + String.join(" ", Stage.SERVICE_FLAGS)
                                + "), one broker; first effect: the PUT that stops the workload at"
                                + " the lost site, at a mock of its Kubernetes API",
                        programs.map(Chain.Programs::versions)
                                .orElse(
                                        "no "
                                                + ReactionFindings.PEER
                                                + ": apt-get install prometheus prometheus-alertmanager"
                                                + " prometheus-blackbox-exporter; the ratio is not"
                                                + " measured"),
                        "Each fault has a plan and two sites of its own, all of them seen by both at"
                                + " once, at random phase. A plan's tolerance is at least the"
                                + " interval, which its rules demand; "
                                + Pace.OBSERVATIONS
                                + " failures in a row at every vantage."));
        report.columns(ReactionFindings.PEER);
        if (scale.faults() > Scale.TINY.faults()) {
            faults(Pace.FIVE_SECONDS, Optional.of(RATIO_GOAL));
            flapping(Pace.FIVE_SECONDS);
        }
        faults(Pace.ONE_SECOND, Optional.empty());
        report.note(
                "Tolerance apart: what is left of last look to first effect when the plan's tolerance"
                        + " is taken off. Load average after: "
                        + Machine.loadAverage()
                        + ".");
    }

    private void faults(Pace pace, Optional<Double> ratioGoal) {
        var cold = next(COLD);
        var numbers = next(scale.faults());
        try (var chain = chain(pace, cold, numbers)) {
            report.progress("B3: " + pace.name() + ", the first moves after the start");
            var first = wave(cold, pace);
            var all = new ArrayList<Fault>();
            var before = Machine.used(processes(chain));
            var start = System.nanoTime();
            for (var from = 0; from < numbers.size(); from += WAVE) {
                report.progress(
                        "B3: %s, fault %d of %d".formatted(pace.name(), from, numbers.size()));
                all.addAll(
                        wave(numbers.subList(from, Math.min(numbers.size(), from + WAVE)), pace));
            }
            var seconds = (System.nanoTime() - start) / 1e9;
            var used = Machine.used(processes(chain));
            used.replaceAll((name, after) -> after.minus(before.get(name)));
            tell(
                    new ReactionFindings(programs, discarded)
                            .faults(pace, ratioGoal, first, all, perSecond(used, seconds)));
        }
    }

    private Map<String, Long> processes(Peers chain) {
        var all = new LinkedHashMap<String, Long>(chain.pids());
        all.putAll(stage.processes());
        return all;
    }

    /** The chain, or nothing where it is not installed. */
    private record Peers(Optional<Chain> chain) implements AutoCloseable {
        Map<String, Long> pids() {
            return chain.map(Chain::pids).orElse(Map.of());
        }

        @Override
        public void close() {
            chain.ifPresent(Chain::close);
        }
    }

    private Peers chain(Pace pace, List<Integer> cold, List<Integer> numbers) {
        var targets =
                IntStream.concat(cold.stream().mapToInt(i -> i), numbers.stream().mapToInt(i -> i))
                        .boxed()
                        .toList();
        // Until a target is declared it fails for nobody: what is not open yet would be an alert.
        targets.forEach(stage.targets()::open);
        return new Peers(
                programs.map(
                        found ->
                                Chain.start(
                                        found,
                                        stage.ground().table(),
                                        stage.ground().neighbourhood(),
                                        pace,
                                        targets.stream().map(stage.targets()::address).toList(),
                                        stage.webhook())));
    }

    private List<Integer> next(int count) {
        var numbers = IntStream.range(declared, declared + count).boxed().toList();
        declared += count;
        return numbers;
    }

    private void settle(List<Integer> numbers, Pace pace) {
        numbers.forEach(number -> sequences.put(number, new Sequence(number)));
        stage.declare(numbers, pace);
        Deadline.in(SETTLE)
                .until(
                        "every site to be seen well",
                        () -> {
                            stage.requireAlive();
                            return numbers.stream()
                                    .allMatch(
                                            n ->
                                                    Optional.ofNullable(sequences.get(n))
                                                            .filter(Sequence::calm)
                                                            .isPresent());
                        });
        // And by the chain, which may begin a scrape later.
        pause(pace.every().plus(LOOK));
        while (Machine.foreignLoad(stage.ground().all().values(), LOOK) > Pairs.FOREIGN_LOAD) {
            discarded++;
            pause(Duration.ofSeconds(2));
            if (discarded > scale.faults()) {
                throw new IllegalStateException("others keep this machine busy: try again later");
            }
        }
    }

    private List<Fault> wave(List<Integer> numbers, Pace pace) {
        settle(numbers, pace);
        var failedAt = new ConcurrentHashMap<Integer, Instant>();
        var spread = pace.every().multipliedBy(2).toMillis();
        var threads = new ArrayList<Thread>();
        for (var number : numbers) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        pause(random(0, spread));
                                        failedAt.put(number, stage.targets().fail(number));
                                    }));
        }
        threads.forEach(ReactionBench::join);
        var deadline = Deadline.in(pace.every().multipliedBy(5).plusSeconds(15));
        while (!deadline.passed() && !numbers.stream().allMatch(this::isOver)) {
            pause(LOOK);
        }
        var faults = new ArrayList<Fault>();
        for (var number : numbers) {
            var sequence = sequences.get(number);
            var at = failedAt.get(number);
            if (sequence != null && at != null) {
                faults.add(
                        new Fault(
                                number,
                                at,
                                sequence,
                                stage.west().changed(Stage.plan(number)),
                                alerted(number)));
            }
            stage.targets().open(number);
        }
        return faults;
    }

    private boolean isOver(int number) {
        var sequence = sequences.get(number);
        return sequence != null
                && sequence.completed()
                && (programs.isEmpty() || alerted(number).isPresent());
    }

    private Optional<Instant> alerted(int number) {
        return stage.west().alerted(Chain.text(stage.targets().address(number)));
    }

    /** Away for a moment, again and again: nobody may move anything for that. */
    private void flapping(Pace pace) {
        var numbers = next(scale.flaps());
        try (var _ = chain(pace, List.of(), numbers)) {
            report.progress("B3: flapping targets");
            settle(numbers, pace);
            for (var i = 0; i < FLAPS_EACH; i++) {
                var threads = new ArrayList<Thread>();
                for (var number : numbers) {
                    threads.add(
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                pause(random(0, pace.every().toMillis()));
                                                stage.targets().fail(number);
                                                pause(random(SHORTEST_FLAP, LONGEST_FLAP));
                                                stage.targets().open(number);
                                            }));
                }
                threads.forEach(ReactionBench::join);
                pause(AFTER_FLAP);
            }
            pause(pace.every().multipliedBy(2));
            var peer = numbers.stream().filter(n -> alerted(n).isPresent()).count();
            var ours =
                    numbers.stream()
                            .map(sequences::get)
                            .mapToInt(s -> s == null ? 0 : s.moves())
                            .sum();
            tell(
                    new ReactionFindings(programs, discarded)
                            .flaps(
                                    "%s, %d outages of %.1f to %d s"
                                            .formatted(
                                                    pace.name(),
                                                    numbers.size() * FLAPS_EACH,
                                                    SHORTEST_FLAP / 1000.0,
                                                    LONGEST_FLAP / 1000),
                                    numbers.size() * FLAPS_EACH,
                                    peer,
                                    ours));
        }
    }

    private static Map<String, Double> perSecond(Map<String, Duration> used, double seconds) {
        var perSecond = new LinkedHashMap<String, Double>();
        used.forEach((name, time) -> perSecond.put(name, time.toMillis() / seconds));
        return perSecond;
    }

    private void tell(Finding finding) {
        correct &= finding.faults().isEmpty();
        report.finding(finding);
    }

    private static Duration random(long fromMillis, long toMillis) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(fromMillis, toMillis));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    @Override
    public void close() {
        reader.close();
        stage.close();
    }
}
