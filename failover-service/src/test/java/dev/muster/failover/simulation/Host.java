package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of one machine live: decides one input at a time, keeps state and outputs
 * together, and dies, stands still or gets another clock between any two decisions.
 */
final class Host<S> {

    static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00Z");
    private static final long NEVER = Long.MAX_VALUE;
    private static final int TICK = 50;
    private static final long STALL = 2_000;

    private enum Mood {
        UP,
        STANDING_STILL,
        DOWN
    }

    private record Waiting(int key, Input input) {}

    private final Machine<S> machine;
    private final Timeline time;
    private final Chance chance;
    private final Setup setup;
    private final Log log;
    private final Oracle oracle;
    private final Object[] states;
    private final long[] wakeAt;
    private final long[] alarmAt;
    private final ArrayDeque<Waiting> backlog = new ArrayDeque<>();
    private Mood mood = Mood.UP;
    private int lives;
    private long anchor;
    private long reading;
    private double rate;

    Host(
            Machine<S> machine,
            int keys,
            Timeline time,
            Chance chance,
            Setup setup,
            Log log,
            Oracle oracle) {
        this.machine = machine;
        this.time = time;
        this.chance = chance;
        this.setup = setup;
        this.log = log;
        this.oracle = oracle;
        states = new Object[keys];
        wakeAt = new long[keys];
        alarmAt = new long[keys];
        java.util.Arrays.fill(wakeAt, NEVER);
        java.util.Arrays.fill(alarmAt, NEVER);
        newClock();
    }

    @SuppressWarnings("unchecked")
    @Nullable S state(int key) {
        return (S) states[key];
    }

    boolean up() {
        return mood == Mood.UP;
    }

    private void newClock() {
        anchor = time.now();
        reading = time.now() + chance.between(-setup.clockSpread, setup.clockSpread);
        rate = 1 + chance.between(-setup.drift, setup.drift + 1e-9);
    }

    private long clock() {
        return reading + Math.round((time.now() - anchor) * rate);
    }

    void deliver(int key, Input input) {
        if (mood == Mood.UP) {
            decide(key, input);
        } else {
            backlog.add(new Waiting(key, input));
        }
    }

    @SuppressWarnings("unchecked")
    private void decide(int key, Input input) {
        if (states[key] == null && !(input instanceof Input.Happened)) {
            return;
        }
        var now = EPOCH.plusMillis(clock());
        oracle.tally.decisions++;
        oracle.heard(machine.name(), key, input);
        var outcome = machine.decide(Optional.ofNullable((S) states[key]), input, now);
        states[key] = outcome.state();
        setAlarm(key, outcome.wakeAt(), now);
        for (DrEvent event : outcome.events()) {
            oracle.said(event);
            log.published(event);
        }
    }

    private void setAlarm(int key, Optional<Instant> wanted, Instant now) {
        if (wanted.isEmpty()) {
            wakeAt[key] = NEVER;
            return;
        }
        var millis = Duration.between(now, wanted.get()).toMillis();
        wakeAt[key] = time.now() + Math.max(0, Math.round(millis / rate));
        if (alarmAt[key] > wakeAt[key]) {
            ring(key, wakeAt[key]);
        }
    }

    private void ring(int key, long at) {
        alarmAt[key] = at;
        var life = lives;
        time.at(at + chance.below(TICK), () -> rung(key, at, life));
    }

    private void rung(int key, long at, int life) {
        if (life != lives || alarmAt[key] != at) {
            return;
        }
        alarmAt[key] = NEVER;
        if (mood == Mood.UP && wakeAt[key] <= time.now()) {
            wakeAt[key] = NEVER;
            decide(key, new Input.Woken());
        } else if (wakeAt[key] != NEVER) {
            ring(key, Math.max(wakeAt[key], time.now() + TICK));
        }
    }

    /** Another host takes over after a while, with another clock and nothing but the states. */
    void crash(long downFor) {
        if (mood != Mood.UP) {
            return;
        }
        oracle.tally.crashes++;
        lives++;
        mood = Mood.DOWN;
        java.util.Arrays.fill(alarmAt, NEVER);
        time.in(
                downFor,
                () -> {
                    newClock();
                    mood = Mood.UP;
                    each(new Input.Resumed());
                    catchUp();
                });
    }

    /** Goes on where it was; what is longer than a stall is told, maybe a little late. */
    void standStill(long pause) {
        if (mood != Mood.UP) {
            return;
        }
        mood = Mood.STANDING_STILL;
        time.in(
                pause,
                () -> {
                    mood = Mood.UP;
                    if (pause > STALL) {
                        oracle.tally.jumps++;
                        each(new Input.ClockJumped(Duration.ofMillis(pause)));
                    }
                    catchUp();
                });
    }

    /** Somebody sets the clock: it jumps ahead, or only tells that it would have gone back. */
    void jump(long by) {
        if (mood == Mood.UP) {
            oracle.tally.jumps++;
            reading = clock() + Math.max(0, by);
            anchor = time.now();
            each(new Input.ClockJumped(Duration.ofMillis(Math.abs(by))));
        }
    }

    private void each(Input input) {
        for (var key = 0; key < states.length; key++) {
            if (states[key] != null && input instanceof Input.ClockJumped) {
                oracle.clockJumped(machine.name(), key);
            }
            decide(key, input);
        }
    }

    private void catchUp() {
        while (mood == Mood.UP && !backlog.isEmpty()) {
            var next = backlog.poll();
            decide(next.key(), next.input());
        }
    }
}
