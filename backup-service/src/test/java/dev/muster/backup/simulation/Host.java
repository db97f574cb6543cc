package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.events.wire.StateCodec;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Where the machine lives: decides one input at a time, keeps state and outputs together, and dies
 * or gets another clock between any two decisions.
 */
final class Host {

    static final StateCodec<PlanProtection> CODEC = new StateCodec<>(PlanProtection.class);
    private static final int TICK = 100;

    private final Machine<PlanProtection> machine;
    private final World world;
    private final Log log;
    private final Oracle oracle;
    private final ArrayDeque<Input> backlog = new ArrayDeque<>();
    private final long spread;
    private Optional<PlanProtection> state = Optional.empty();
    private boolean up = true;
    private long alarm;
    private long ahead;
    private long last;

    Host(Machine<PlanProtection> machine, World world, Log log) {
        this.machine = machine;
        this.world = world;
        this.log = log;
        this.oracle = world.oracle;
        spread = world.chance.onceIn(3) ? 60_000 : world.chance.onceIn(2) ? 2_000 : 0;
    }

    Optional<PlanProtection> state() {
        return state;
    }

    /** No two decisions of one host are made at the very same moment. */
    private Instant clock() {
        last = Math.max(last + 1, world.time.now() + ahead);
        return World.EPOCH.plusMillis(last);
    }

    void deliver(Input input) {
        if (up) {
            decide(input);
        } else {
            backlog.add(input);
        }
    }

    private void decide(Input input) {
        if (state.isEmpty() && !(input instanceof Input.Happened)) {
            return;
        }
        var now = clock();
        var outcome = machine.decide(state, input, now);
        oracle.judge(new Decision(state, input, now, outcome), machine);
        state = Optional.of(outcome.state());
        outcome.events().forEach(log::said);
        var mine = ++alarm;
        outcome.wakeAt()
                .ifPresent(
                        at ->
                                world.time.in(
                                        Duration.between(now, at).toMillis()
                                                + world.chance.below(TICK),
                                        () -> wake(mine)));
    }

    private void wake(long asked) {
        if (up && asked == alarm) {
            decide(new Input.Woken());
        }
    }

    /**
     * Another host takes over with another clock and nothing but what was committed; a decision
     * that was on its way is made again.
     */
    void crash(long downFor) {
        if (!up) {
            return;
        }
        oracle.tally.see("host killed");
        oracle.truth("the host of the machine dies");
        up = false;
        alarm++;
        world.time.in(
                downFor,
                () -> {
                    up = true;
                    last = Long.MIN_VALUE;
                    ahead = world.healed ? 0 : world.chance.between(-spread, spread);
                    state = state.map(known -> CODEC.read(CODEC.write(known)));
                    decide(new Input.Resumed());
                    while (!backlog.isEmpty()) {
                        decide(backlog.remove());
                    }
                });
    }

    void jump(long by) {
        if (up) {
            ahead += by;
            oracle.truth("the clock of the host jumps by ", Duration.ofMillis(by));
            decide(new Input.ClockJumped(Duration.ofMillis(by)));
        }
    }
}
