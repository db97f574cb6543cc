package dev.muster.health.app;

import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.ProbeState;
import dev.muster.plan.ProbeTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be there: a vantage that reaches none of it is blind. Everything here happens on
 * the vantage's own thread, which {@link Loop} leads to.
 */
final class Controls {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(900);
    private static final int THRESHOLD = 1;

    /** The vantage's own thread. */
    interface Loop {
        void in(Duration pause, Runnable task);
    }

    /** Asks one control; the answer may come on any thread. */
    interface Asker {
        CompletionStage<Observation> ask(ProbeTarget.Tcp control, Duration timeout);
    }

    private final List<ProbeTarget.Tcp> targets;
    private final Asker asker;
    private final Loop loop;
    private final Consumer<Runnable> around;
    private final InstantSource clock;
    private final Map<ProbeTarget.Tcp, ProbeState> states = new HashMap<>();
    private List<Runnable> waiting = new ArrayList<>();
    private boolean confirming;

    /**
     * Controls that nobody has asked yet.
     *
     * @param around is given every change of what is known here, to look before and after it
     */
    Controls(
            List<ProbeTarget.Tcp> targets,
            Asker asker,
            Loop loop,
            Consumer<Runnable> around,
            InstantSource clock) {
        this.targets = List.copyOf(targets);
        this.asker = asker;
        this.loop = loop;
        this.around = around;
        this.clock = clock;
    }

    /** Whether any of them answers, or there are none. */
    boolean reached() {
        return targets.isEmpty()
                || states.values().stream().anyMatch(s -> s.status() == ProbeStatus.UP);
    }

    /** Asks each of them from now on. */
    void start() {
        targets.forEach(control -> loop.in(Duration.ZERO, () -> askAgainAndAgain(control)));
    }

    private void askAgainAndAgain(ProbeTarget.Tcp control) {
        ask(control, _ -> loop.in(EVERY, () -> askAgainAndAgain(control)));
    }

    /**
     * Asks all of them once more, and goes on as soon as one has answered, or when none did; at
     * once without controls. Whoever wants to know meanwhile waits for the next time all are asked,
     * so that many at once ask no more than one.
     */
    void confirm(Runnable then) {
        if (targets.isEmpty()) {
            then.run();
            return;
        }
        waiting.add(then);
        if (!confirming) {
            confirmNext();
        }
    }

    private void confirmNext() {
        confirming = true;
        var mine = waiting;
        waiting = new ArrayList<>();
        var open = new AtomicInteger(targets.size());
        for (var control : targets) {
            ask(
                    control,
                    up -> {
                        if (settles(open, up)) {
                            confirming = false;
                            mine.forEach(Runnable::run);
                            if (!confirming && !waiting.isEmpty()) {
                                confirmNext();
                            }
                        }
                    });
        }
    }

    /** The first good answer does, or the last one when all were bad. */
    private static boolean settles(AtomicInteger open, boolean up) {
        if (open.get() == 0) {
            return false;
        }
        return (up ? open.updateAndGet(_ -> 0) : open.decrementAndGet()) == 0;
    }

    private void ask(ProbeTarget.Tcp control, Consumer<Boolean> then) {
        asker.ask(control, TIMEOUT)
                .whenComplete(
                        (answer, _) ->
                                loop.in(
                                        Duration.ZERO,
                                        () -> {
                                            around.accept(() -> note(control, answer));
                                            then.accept(answer != null && answer.up());
                                        }));
    }

    private void note(ProbeTarget.Tcp control, @Nullable Observation answer) {
        var before = states.getOrDefault(control, ProbeState.unasked(clock.instant()));
        var seen = answer == null ? Observation.down("no answer", Duration.ZERO) : answer;
        states.put(control, before.after(seen, THRESHOLD, THRESHOLD, clock.instant()));
    }
}
