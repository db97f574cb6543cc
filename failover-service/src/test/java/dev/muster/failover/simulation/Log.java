package dev.muster.failover.simulation;

import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.PermitEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.failover.decision.PlanState;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.health.detection.AssessorState;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The topics: in order per topic and key, at least once from the world, exactly once between
 * machines; unreachable as a whole or from single places.
 */
final class Log {

    private static final int KEYS = 5;
    private static final int PLACES = 3;
    private static final long DELIVERY_TIMEOUT = 9_000;
    private static final long RETRY = 200;

    /** Each has its own order per key. */
    private enum Topic {
        PLANS(0),
        SITES(1),
        OBSERVATIONS(2),
        ALERTS(3),
        HEALTH(4),
        CONTROL(5),
        LEASE_REQUESTS(6),
        LEASES(7),
        PERMIT_REQUESTS(8),
        PERMITS(9),
        REQUESTED(10),
        COMMANDS(11),
        RESULTS(12),
        HEARD(13);

        static final int COUNT = 14;

        final int first;

        Topic(int number) {
            first = number * KEYS;
        }
    }

    private record Unsent(DrEvent event, long giveUpAt) {}

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final int slowPercent;
    private final int duplicatePercent;
    private final long[] lastAt = new long[Topic.COUNT * KEYS];

    private final List<ArrayDeque<Unsent>> outboxes = new ArrayList<>();
    private final List<ArrayDeque<Runnable>> inboxes = new ArrayList<>();

    private final boolean[] flushing = new boolean[PLACES];
    private final boolean[] reading = new boolean[PLACES];
    private @Nullable Parts parts;
    private long outageUntil;

    /** Whoever reads the log. */
    record Parts(
            Host<AssessorState> assessor,
            Host<PlanState> failover,
            Host<PermitState> permits,
            List<Guard> guards,
            Executors executors,
            Consumer<FailoverEvent> onlookers) {}

    Log(World world, Chance chance) {
        this.world = world;
        this.time = world.time;
        this.chance = chance;
        slowPercent = chance.onceIn(4) ? 10 : 1;
        duplicatePercent = chance.onceIn(3) ? 8 : 1;
        for (var place = 0; place < PLACES; place++) {
            outboxes.add(new ArrayDeque<>());
            inboxes.add(new ArrayDeque<>());
        }
    }

    void readBy(Parts readers) {
        parts = readers;
    }

    private Parts parts() {
        return Objects.requireNonNull(parts);
    }

    boolean out() {
        return time.now() < outageUntil;
    }

    /** Nothing can be written or read, by nobody. */
    void fail(long length) {
        world.oracle.tally.outages++;
        outageUntil = Math.max(outageUntil, time.now() + length);
    }

    void recover() {
        outageUntil = 0;
    }

    /** What a machine said, in its transaction. */
    void published(DrEvent event) {
        append(event, delay());
    }

    /** What a part of the world wants to say, from its place; in order, or not at all. */
    void send(int place, DrEvent event) {
        if (outboxes.get(place).isEmpty() && writable(place)) {
            appendMaybeTwice(event);
        } else {
            outboxes.get(place).add(new Unsent(event, time.now() + DELIVERY_TIMEOUT));
            flushLater(place);
        }
    }

    private boolean writable(int place) {
        return !out() && world.network.open(place, Network.LOG);
    }

    private void flushLater(int place) {
        if (!flushing[place]) {
            flushing[place] = true;
            time.in(
                    RETRY,
                    () -> {
                        flushing[place] = false;
                        flush(place);
                    });
        }
    }

    private void flush(int place) {
        var outbox = outboxes.get(place);
        while (!outbox.isEmpty()) {
            if (outbox.getFirst().giveUpAt() < time.now()) {
                outbox.removeFirst();
            } else if (writable(place)) {
                appendMaybeTwice(outbox.removeFirst().event());
            } else {
                flushLater(place);
                return;
            }
        }
    }

    /** What dies with its place is never sent. */
    void forget(int place) {
        outboxes.get(place).clear();
    }

    private void appendMaybeTwice(DrEvent event) {
        append(event, delay());
        if (chance.percent(duplicatePercent)) {
            world.oracle.tally.duplicates++;
            var late = chance.onceIn(3) ? chance.between(100, 9_000) : delay();
            time.in(late, () -> append(event, delay()));
        }
    }

    private long delay() {
        if (chance.percent(slowPercent)) {
            return chance.onceIn(4) ? chance.between(150, 900) : chance.between(15, 150);
        }
        return chance.between(1, 12);
    }

    private void append(DrEvent event, long delay) {
        switch (event) {
            case SiteObserved e -> toAssessor(Topic.OBSERVATIONS, e.site(), e, delay);
            case AlertReceived e -> toAssessor(Topic.ALERTS, e.site(), e, delay);
            case SiteDeclared e -> toAssessor(Topic.SITES, e.site().name(), e, delay);
            case PlanDeclared e -> toFailover(Topic.PLANS, e.plan().name(), e, delay);
            case PlanRetired e -> toFailover(Topic.PLANS, e.plan(), e, delay);
            case HealthAssessed e -> toFailover(Topic.HEALTH, e.plan(), e, delay);
            case LeaseRequested e -> toFailover(Topic.LEASE_REQUESTS, e.plan(), e, delay);
            case LeaseGranted e -> toGuard(e.plan(), e.site(), e, delay);
            case LeaseRefused e -> toGuard(e.plan(), e.site(), e, delay);
            case PermitEvent.PermitRequested e -> toPermits(e.from(), e, delay);
            case PermitEvent.PermitReturned e -> toPermits(e.from(), e, delay);
            case PermitEvent.PermitGranted e -> toFailover(Topic.PERMITS, e.plan(), e, delay);
            case PermitEvent.PermitDeferred e -> toFailover(Topic.PERMITS, e.plan(), e, delay);
            case FailoverRequested e -> toFailover(Topic.REQUESTED, e.plan(), e, delay);
            case StepReported e -> toFailover(Topic.RESULTS, e.plan(), e, delay);
            case StepCommanded e ->
                    time.at(
                            inOrder(Topic.COMMANDS, Setup.planOf(e.plan()), delay),
                            () -> parts().executors().take(e));
            case ControlEvent e -> control(e, delay);
            case FailoverEvent e -> parts().onlookers().accept(e);
            default -> {}
        }
    }

    private void control(ControlEvent event, long delay) {
        if (event.key().equals(ControlEvent.EVERYTHING)) {
            for (var plan = 0; plan < world.setup.plans(); plan++) {
                failoverInput(Topic.CONTROL, plan, event, delay);
            }
        } else {
            failoverInput(Topic.CONTROL, planOf(event.key()), event, delay);
        }
        for (var place = 0; place < PLACES; place++) {
            var reader = place;
            time.at(
                    inOrder(Topic.HEARD, place, delay()),
                    () -> arrive(reader, () -> parts().executors().hear(reader, event)));
        }
    }

    /** A reader that was cut off goes on where it stopped, in order. */
    private void arrive(int place, Runnable heard) {
        inboxes.get(place).add(heard);
        read(place);
    }

    private void read(int place) {
        var inbox = inboxes.get(place);
        while (!inbox.isEmpty()) {
            if (out() || !world.network.open(Network.LOG, place)) {
                if (!reading[place]) {
                    reading[place] = true;
                    time.in(
                            RETRY,
                            () -> {
                                reading[place] = false;
                                read(place);
                            });
                }
                return;
            }
            inbox.removeFirst().run();
        }
    }

    private static int planOf(String key) {
        for (var plan = 0; plan < Setup.PLAN_IDS.size(); plan++) {
            if (Setup.PLAN_IDS.get(plan).value().equals(key)) {
                return plan;
            }
        }
        throw new IllegalArgumentException(key);
    }

    private void toAssessor(Topic topic, SiteId site, DrEvent event, long delay) {
        var key = Setup.siteOf(site);
        time.at(
                inOrder(topic, key, delay),
                () -> parts().assessor().deliver(key, new Input.Happened("", event)));
    }

    private void toFailover(Topic topic, PlanId plan, DrEvent event, long delay) {
        failoverInput(topic, Setup.planOf(plan), event, delay);
    }

    private void failoverInput(Topic topic, int key, DrEvent event, long delay) {
        time.at(
                inOrder(topic, key, delay),
                () -> parts().failover().deliver(key, new Input.Happened("", event)));
    }

    private void toPermits(SiteId site, DrEvent event, long delay) {
        var key = Setup.siteOf(site);
        time.at(
                inOrder(Topic.PERMIT_REQUESTS, key, delay),
                () -> parts().permits().deliver(key, new Input.Happened("", event)));
    }

    private void toGuard(PlanId plan, SiteId site, DrEvent event, long delay) {
        var key = Setup.planOf(plan);
        var at = Setup.siteOf(site);
        time.at(
                inOrder(Topic.LEASES, key, delay),
                () -> arrive(at, () -> parts().guards().get(at).hear(key, event)));
    }

    private long inOrder(Topic topic, int key, long delay) {
        var channel = topic.first + key;
        lastAt[channel] = Math.max(lastAt[channel], Math.max(time.now(), outageUntil) + delay);
        return lastAt[channel];
    }
}
