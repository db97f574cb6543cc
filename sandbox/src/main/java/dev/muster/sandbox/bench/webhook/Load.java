package dev.muster.sandbox.bench.webhook;

import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Peer;
import dev.muster.sandbox.bench.measure.Run;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Posts alerts, and reads back what became of each. */
final class Load {

    private static final int OK = 200;

    private final Intake intake;
    private final boolean plantedLoss;
    private int runs;

    Load(Intake intake, boolean plantedLoss) {
        this.intake = intake;
        this.plantedLoss = plantedLoss;
    }

    /** A run, and what is wrong with it. */
    record Outcome(Run run, List<String> faults, long missing, long unacknowledged) {
        Run into(List<String> all) {
            all.addAll(faults);
            return run;
        }
    }

    /** One alert a request, on so many connections, for so long. */
    Outcome singles(int connections, Duration time) {
        return measured(connections, new Singles(++runs, connections, time), () -> {});
    }

    /** As {@link #singles}, with the service killed half-way; it is not started again. */
    Outcome killedInTheMiddle(int connections, Duration time) {
        var exchange = new Singles(++runs, connections, time);
        return measured(
                connections,
                exchange,
                () ->
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            pause(time.dividedBy(2));
                                            intake.kill9();
                                        }));
    }

    /** So many groups of so many alerts, spread over the connections. */
    Outcome groups(int groups, int size, int connections) {
        var run = ++runs;
        var bodies =
                IntStream.range(0, groups)
                        .mapToObj(group -> intake.request().bytes(Alerts.webhook(run, group, size)))
                        .toList();
        return measured(connections, new Groups(run, bodies, size, connections), () -> {});
    }

    /** What HTTP alone costs: the same requests, refused for want of the right token. */
    Run refused(int connections, Duration time) {
        var stranger = new HttpRequest(intake.address(), intake.request().path(), "somebody-else");
        var exchange = new Singles(++runs, connections, time, stranger);
        var processes = Map.of("service", intake.service());
        var before = Machine.used(processes);
        var done = ClosedLoop.run(intake.address(), connections, exchange);
        var used = Machine.used(processes);
        used.replaceAll((name, after) -> after.minus(before.get(name)));
        return new Run(done.latencies().count(), done.wall(), used, done.latencies());
    }

    private Outcome measured(int connections, Counting exchange, Runnable meanwhile) {
        var from = intake.end(Intake.ALERTS);
        var processes = new LinkedHashMap<>(intake.processes());
        processes.put("driver", Machine.self());
        var before = Machine.used(processes);
        meanwhile.run();
        var done = ClosedLoop.run(intake.address(), connections, exchange);
        var used = Machine.used(processes);
        used.replaceAll((name, after) -> after.minus(before.get(name)));
        if (plantedLoss) {
            intake.lose(from);
        }
        var readback = intake.read(from, new Readback(exchange.run(), exchange.acknowledged()));
        var faults = new ArrayList<>(readback.faults());
        if (exchange.refused() > 0) {
            faults.add(exchange.refused() + " requests not answered with 200");
        }
        var acknowledged = exchange.acknowledged().values().stream().mapToInt(i -> i).sum();
        return new Outcome(
                new Run(acknowledged, done.wall(), used, done.latencies()),
                faults,
                readback.missing(),
                readback.unacknowledged());
    }

    /** The same groups, into the memory of a fresh Alertmanager. */
    Run alertmanager(Peer peer, int groups, int size, int connections) {
        var run = ++runs;
        try (var alertmanager = new Alertmanager(intake, peer, run)) {
            ClosedLoop.run(
                    alertmanager.address(),
                    connections,
                    toAlertmanager(alertmanager, 0, connections, size, connections));
            var exchange = toAlertmanager(alertmanager, run, groups, size, connections);
            var processes = new LinkedHashMap<String, Long>();
            processes.put("service", alertmanager.pid());
            processes.put("driver", Machine.self());
            var received = alertmanager.received();
            var before = Machine.used(processes);
            var done = ClosedLoop.run(alertmanager.address(), connections, exchange);
            var used = Machine.used(processes);
            used.replaceAll((name, after) -> after.minus(before.get(name)));
            if (alertmanager.received() - received != (long) groups * size) {
                throw new IllegalStateException(
                        "Alertmanager took in "
                                + (alertmanager.received() - received)
                                + " alerts of "
                                + groups * size);
            }
            return new Run((long) groups * size, done.wall(), used, done.latencies());
        }
    }

    private static Groups toAlertmanager(
            Alertmanager alertmanager, int run, int groups, int size, int connections) {
        var bodies =
                IntStream.range(0, groups)
                        .mapToObj(
                                group ->
                                        alertmanager
                                                .request()
                                                .bytes(Alerts.toAlertmanager(run, group, size)))
                        .toList();
        return new Groups(run, bodies, size, connections);
    }

    /** An exchange that knows what was acknowledged. */
    private interface Counting extends ClosedLoop.Exchange {
        int run();

        /** How many alerts of each source were acknowledged. */
        Map<Integer, Integer> acknowledged();

        int refused();
    }

    /** One alert a request; every connection is a source. */
    private final class Singles implements Counting {
        private final int run;
        private final Alerts.Single[] requests;
        private final int[] asked;
        private final int[] acknowledged;
        private final long time;
        private long end;
        private int refused;

        Singles(int run, int connections, Duration time) {
            this(run, connections, time, intake.request());
        }

        Singles(int run, int connections, Duration time, HttpRequest form) {
            this.run = run;
            this.requests = new Alerts.Single[connections];
            for (var i = 0; i < connections; i++) {
                requests[i] = new Alerts.Single(form);
            }
            this.asked = new int[connections];
            this.acknowledged = new int[connections];
            this.time = time.toNanos();
        }

        @Override
        public @Nullable ByteBuffer next(int connection) {
            var now = System.nanoTime();
            if (end == 0) {
                end = now + time;
            }
            return now - end >= 0
                    ? null
                    : requests[connection].with(
                            Alerts.number(run, connection, asked[connection]++));
        }

        @Override
        public void answered(int connection, int status) {
            if (status == OK) {
                acknowledged[connection]++;
            } else {
                refused++;
            }
        }

        @Override
        public int run() {
            return run;
        }

        @Override
        public Map<Integer, Integer> acknowledged() {
            var all = new HashMap<Integer, Integer>();
            for (var i = 0; i < acknowledged.length; i++) {
                all.put(i, acknowledged[i]);
            }
            return all;
        }

        @Override
        public int refused() {
            return refused;
        }
    }

    /** Whole groups; every group is a source. */
    private static final class Groups implements Counting {
        private final int run;
        private final List<byte[]> bodies;
        private final int size;
        private final int[] underWay;
        private final Map<Integer, Integer> acknowledged = new HashMap<>();
        private int next;
        private int refused;

        Groups(int run, List<byte[]> bodies, int size, int connections) {
            this.run = run;
            this.bodies = bodies;
            this.size = size;
            this.underWay = new int[connections];
        }

        @Override
        public @Nullable ByteBuffer next(int connection) {
            if (next == bodies.size()) {
                return null;
            }
            underWay[connection] = next;
            return ByteBuffer.wrap(bodies.get(next++));
        }

        @Override
        public void answered(int connection, int status) {
            if (status == OK) {
                acknowledged.put(underWay[connection], size);
            } else {
                refused++;
            }
        }

        @Override
        public int run() {
            return run;
        }

        @Override
        public Map<Integer, Integer> acknowledged() {
            return acknowledged;
        }

        @Override
        public int refused() {
            return refused;
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
