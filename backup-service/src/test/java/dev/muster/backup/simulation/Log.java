package dev.muster.backup.simulation;

import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.DrEvent;
import dev.muster.machine.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The topics: what services say may come late, twice, in another order or never. */
final class Log {

    private static final long SLOWEST = 25_000;

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final List<Consumer<RunCommanded>> executors = new ArrayList<>();
    private final List<Consumer<Input>> hosts = new ArrayList<>();
    private final int lostPercent;
    private final int twicePercent;
    private final int latePercent;
    private long lastInOrder;
    private long ids;

    Log(World world) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        lostPercent = chance.onceIn(3) ? 12 : 1;
        twicePercent = chance.onceIn(3) ? 15 : 2;
        latePercent = chance.onceIn(3) ? 20 : 2;
    }

    void readBy(Consumer<Input> host, Consumer<RunCommanded> executor) {
        hosts.add(host);
        executors.add(executor);
    }

    /** From producers that wait for the answer: once, and in order. */
    void published(DrEvent event) {
        lastInOrder = Math.max(lastInOrder + 1, time.now() + chance.between(1, 50));
        var input = new Input.Happened("p" + ids++, event);
        time.in(lastInOrder - time.now(), () -> deliver(input));
    }

    /** From services that may die meanwhile. */
    void report(DrEvent event) {
        if (!world.healed && chance.percent(lostPercent)) {
            world.oracle.tally.see(event instanceof RunReported ? "a report is lost" : "news lost");
            return;
        }
        var input = new Input.Happened("r" + ids++, event);
        time.in(delay(), () -> deliver(input));
        if (!world.healed && chance.percent(twicePercent)) {
            world.oracle.tally.see("a report comes twice");
            time.in(delay(), () -> deliver(input));
        }
    }

    private long delay() {
        return !world.healed && chance.percent(latePercent)
                ? chance.between(1_000, SLOWEST)
                : chance.between(1, 200);
    }

    private void deliver(Input input) {
        hosts.forEach(host -> host.accept(input));
    }

    /** What the machine said, in the transaction of its decision. */
    void said(DrEvent event) {
        if (event instanceof RunCommanded command) {
            var copies = !world.healed && chance.percent(twicePercent) ? 2 : 1;
            for (var copy = 0; copy < copies; copy++) {
                time.in(
                        chance.between(1, 400),
                        () -> executors.forEach(executor -> executor.accept(command)));
            }
        }
    }
}
