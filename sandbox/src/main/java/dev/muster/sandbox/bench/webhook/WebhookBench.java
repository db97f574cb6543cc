package dev.muster.sandbox.bench.webhook;

import dev.muster.sandbox.bench.measure.Comparison;
import dev.muster.sandbox.bench.measure.Finding;
import dev.muster.sandbox.bench.measure.Finding.Goal;
import dev.muster.sandbox.bench.measure.Finding.Line;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Numbers;
import dev.muster.sandbox.bench.measure.Pairs;
import dev.muster.sandbox.bench.measure.Peer;
import dev.muster.sandbox.bench.measure.Report;
import dev.muster.sandbox.bench.measure.Run;
import dev.muster.sandbox.bench.measure.Scale;
import dev.muster.sandbox.bench.measure.Spread;
import dev.muster.stream.LogWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.AppInfoParser;

/** B1: alerts, durable in Kafka before the 200. */
public final class WebhookBench implements AutoCloseable {

    private static final String NAME = "B1";
    private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
    private static final int GOAL_FROM = 16;
    private static final double RATE_GOAL = 0.8;
    private static final double TIME_GOAL = 0.4;
    private static final double MILLIS_GOAL = 100;
    private static final int GROUP = 100;
    private static final int GROUP_CONNECTIONS = 8;
    private static final int WARM_GROUPS = 5;

    private final Report report;
    private final Scale scale;
    private final Intake intake;
    private final Load load;
    private boolean correct = true;

    private WebhookBench(Path home, Report report, Scale scale, boolean plantedLoss) {
        this.report = report;
        this.scale = scale;
        this.intake = new Intake(home);
        this.load = new Load(intake, plantedLoss);
    }

    /**
     * Measures and tells.
     *
     * @param plantedLoss loses one acknowledged alert on purpose
     * @return whether everything acknowledged was there, once, in order
     */
    public static boolean run(Path home, Report report, Scale scale, boolean plantedLoss) {
        report.progress("B1: starting a broker and a health-monitor");
        try (var bench = new WebhookBench(home, report, scale, plantedLoss)) {
            bench.run();
            return bench.correct;
        }
    }

    private void run() {
        intake.start();
        var alertmanager = Peer.find("prometheus-alertmanager", "alertmanager");
        report.heading(
                "B1  Alerts, durable in Kafka before the 200",
                List.of(
                        Machine.description() + ", load average " + Machine.loadAverage(),
                        "Kafka "
                                + AppInfoParser.getVersion()
                                + ", one broker ("
                                + String.join(" ", Intake.BROKER_FLAGS)
                                + "); topic "
                                + intake.topicSettings()
                                + "; acks=all is the page cache of one machine, not a disk",
                        "service: health-monitor ("
                                + String.join(" ", Intake.SERVICE_FLAGS)
                                + "), its producer: "
                                + settings(with(LogWriter.SETTINGS, LogWriter.GROUPED)),
                        "AckBench: one producer, as many waiting threads as connections, 1 KiB: "
                                + settings(AckBench.SETTINGS)
                                + ", else Kafka's defaults",
                        alertmanager
                                .map(peer -> "Alertmanager " + peer.version())
                                .orElse(
                                        "no Alertmanager: apt-get install prometheus-alertmanager;"
                                                + " its rows are not measured")));
        singles();
        groups(alertmanager);
        one();
        killed();
        report.note(
                "CPU is in microseconds of all processes per alert. Driver, service and broker"
                        + " share the processors; AckBench has no driver. Load average after: "
                        + Machine.loadAverage()
                        + ".");
    }

    private static Map<String, Object> with(
            Map<String, Object> settings, Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    private static String settings(Map<String, ?> settings) {
        var text = new ArrayList<String>();
        new TreeMap<>(settings).forEach((name, value) -> text.add(name + "=" + value));
        return String.join(" ", text);
    }

    private void singles() {
        try (var raw =
                new AckBench(
                        intake.ground().bootstrap(), Intake.RAW, Intake.KEY, intake.broker())) {
            report.progress("B1: warming up");
            for (var connections : CONNECTIONS) {
                raw.run(connections, scale.warmUp().dividedBy(2L * CONNECTIONS.size()));
                keep(load.singles(connections, scale.warmUp().dividedBy(CONNECTIONS.size())));
            }
            report.columns("AckBench");
            for (var connections : CONNECTIONS) {
                report.progress("B1: single alerts, " + connections + " connections");
                var faults = new ArrayList<String>();
                var pairs =
                        Pairs.measure(
                                scale.pairs(),
                                intake.ground()::all,
                                () -> raw.run(connections, scale.run()),
                                () -> load.singles(connections, scale.run()).into(faults));
                tell(
                        "single alerts of 1 KiB, " + plural(connections, "connection"),
                        "AckBench",
                        pairs,
                        rateLines(pairs, connections),
                        faults);
            }
        }
    }

    /** With a limit: who does what both do, one after the other, cannot be faster than that. */
    private List<Line> rateLines(Pairs pairs, int connections) {
        var hasGoal = connections >= GOAL_FROM;
        var lines =
                new ArrayList<>(
                        Comparison.rate(
                                pairs,
                                "alert",
                                hasGoal ? Optional.of(RATE_GOAL) : Optional.empty()));
        if (hasGoal && !pairs.pairs().isEmpty()) {
            load.refused(connections, scale.run());
            var http = load.refused(connections, scale.run()).perSecond();
            var raw = pairs.peer(Run::perSecond).median();
            var limit = 1 / (1 / http + 1 / raw);
            lines.add(Line.of("limit: HTTP alone", "", Numbers.plain(http)));
            lines.add(
                    Line.of("limit: HTTP, then AckBench", "", Numbers.plain(limit))
                            .ratio(new Spread(List.of(limit / raw))));
        }
        return lines;
    }

    private void groups(Optional<Peer> alertmanager) {
        var groups = scale.alerts() / GROUP;
        var name =
                Numbers.plain(scale.alerts())
                        + " alerts: "
                        + groups
                        + " POSTs of "
                        + GROUP
                        + ", "
                        + GROUP_CONNECTIONS
                        + " connections";
        report.progress("B1: " + name);
        for (var i = 0; i < WARM_GROUPS; i++) {
            keep(load.groups(groups, GROUP, GROUP_CONNECTIONS));
        }
        report.columns("Alertmanager");
        var faults = new ArrayList<String>();
        var ours = new ArrayList<Run>();
        if (alertmanager.isEmpty()) {
            for (var i = 0; i < scale.pairs(); i++) {
                ours.add(load.groups(groups, GROUP, GROUP_CONNECTIONS).into(faults));
            }
            var millis = Spread.of(ours.stream().map(Run::millis).toList());
            tell(
                    name,
                    "not measured",
                    new Pairs(List.of(), 0),
                    List.of(
                            Line.of(
                                            "ms until durable",
                                            "not installed",
                                            Numbers.plain(millis.median()))
                                    .goal(Goal.atMost(MILLIS_GOAL, millis.median(), " ms"))),
                    faults);
            return;
        }
        var pairs =
                Pairs.measure(
                        scale.pairs(),
                        intake.ground()::all,
                        () ->
                                load.alertmanager(
                                        alertmanager.get(), groups, GROUP, GROUP_CONNECTIONS),
                        () -> load.groups(groups, GROUP, GROUP_CONNECTIONS).into(faults));
        tell(
                name,
                "Alertmanager, in its memory",
                pairs,
                Comparison.time(pairs, "alert", TIME_GOAL, MILLIS_GOAL),
                faults);
    }

    private void one() {
        var name = "one POST of " + Numbers.plain(scale.alerts()) + " alerts";
        report.progress("B1: " + name);
        var faults = new ArrayList<String>();
        var runs = new ArrayList<Run>();
        for (var i = 0; i < scale.pairs(); i++) {
            runs.add(load.groups(1, scale.alerts(), 1).into(faults));
        }
        var millis = Spread.of(runs.stream().map(Run::millis).toList());
        var bytes = Alerts.webhook(0, 0, scale.alerts()).length;
        tell(
                name + " (" + Numbers.plain(bytes / 1e6) + " MB)",
                "",
                new Pairs(List.of(), 0),
                List.of(
                        Line.of("ms until durable", "", Numbers.plain(millis.median())),
                        Line.of("range", "", Numbers.range(millis))),
                faults);
    }

    private void killed() {
        report.progress("B1: kill -9 in the middle");
        var outcome = load.killedInTheMiddle(GOAL_FROM, scale.run().multipliedBy(2));
        var faults = new ArrayList<String>();
        var run = outcome.into(faults);
        tell(
                "kill -9 of the service in the middle, " + GOAL_FROM + " connections",
                "",
                new Pairs(List.of(), 0),
                List.of(
                        Line.of("acknowledged", "", Numbers.plain((double) run.operations())),
                        Line.of("  of these missing", "", Numbers.plain((double) outcome.missing()))
                                .goal(Goal.atMost(0, (double) outcome.missing(), "")),
                        Line.of(
                                "there, not acknowledged",
                                "",
                                Numbers.plain((double) outcome.unacknowledged()))),
                faults);
    }

    private void keep(Load.Outcome outcome) {
        correct &= outcome.faults().isEmpty();
        if (!outcome.faults().isEmpty()) {
            report.note("✗ while warming up: " + String.join(", ", outcome.faults()));
        }
    }

    private void tell(
            String name, String peer, Pairs pairs, List<Line> lines, List<String> faults) {
        correct &= faults.isEmpty();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("pairs", pairs.pairs().size());
        facts.put("discarded", pairs.discarded());
        facts.put("loadAverage", Machine.loadAverage());
        facts.put("kafka", AppInfoParser.getVersion());
        facts.put("machine", Machine.description());
        var shown = new ArrayList<>(lines);
        if (pairs.discarded() > 0) {
            shown.add(Line.of("pairs discarded", "", Integer.toString(pairs.discarded())));
        }
        report.finding(new Finding(NAME, name, peer, shown, facts, faults));
    }

    private static String plural(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    @Override
    public void close() {
        intake.close();
    }
}
