package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.DrEvent;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.plan.Assurance.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds every decision against the invariants, knowing what was really read in the world. */
final class Oracle {

    final Tally tally;
    final Timeline time;
    final Books books = new Books();

    /** What executors and engines read back, never what a call returned. */
    final Set<RecoveryPoint> read = new HashSet<>();

    final Set<RecoveryPointId> foundGone = new HashSet<>();
    final Set<Reading> readings = new HashSet<>();
    private final List<Invariant> invariants = Invariants.all();
    private final @Nullable Story story;

    /** What a trial really found. */
    record Reading(RunId run, RecoveryPointId point, Level rung, boolean passed) {}

    Oracle(Timeline time, Tally tally, @Nullable Story story) {
        this.time = time;
        this.tally = tally;
        this.story = story;
    }

    void truth(Object... parts) {
        if (story != null) {
            var text = new StringBuilder("world: ");
            for (var part : parts) {
                text.append(part);
            }
            story.add(time.now(), text.toString());
        }
    }

    void read(RecoveryPoint point) {
        read.add(point);
    }

    void foundGone(RecoveryPointId point) {
        foundGone.add(point);
    }

    void tried(RunId run, RecoveryPointId point, Level rung, boolean passed) {
        readings.add(new Reading(run, point, rung, passed));
    }

    void judge(Decision decision, Machine<PlanProtection> machine) {
        tally.decisions++;
        heard(decision.input());
        books.hear(decision.input(), decision.now());
        for (var event : decision.outcome().events()) {
            said(event);
            for (var invariant : invariants) {
                invariant.said(event, decision, this);
            }
            books.read(event, decision, time.now());
        }
        books.end(decision);
        for (var invariant : invariants) {
            invariant.decided(decision, this);
        }
        StateInvariants.Repeatable.check(decision, machine, tally.decisions);
    }

    private void heard(Input input) {
        tally.see(
                "heard "
                        + switch (input) {
                            case Input.Happened happened -> name(happened.event());
                            default -> input.getClass().getSimpleName();
                        });
        if (story != null && !(input instanceof Input.Woken)) {
            story.add(
                    time.now(),
                    "hears: "
                            + (input instanceof Input.Happened happened
                                    ? happened.event()
                                    : input));
        }
    }

    private static String name(DrEvent event) {
        var name = event.getClass().getSimpleName();
        return switch (event) {
            case RunReported report -> name + " " + report.result().getClass().getSimpleName();
            case EngineReported report -> name + " " + report.result().getClass().getSimpleName();
            default -> name;
        };
    }

    private void said(DrEvent event) {
        var name = event.getClass().getSimpleName();
        tally.see(
                "said "
                        + switch (event) {
                            case RunCommanded command ->
                                    name + " " + command.action().getClass().getSimpleName();
                            case RecoveryPointVerified trial -> name + " " + trial.outcome();
                            case FindingOpened opened -> name + " " + opened.finding().code();
                            default -> name;
                        });
        if (story != null) {
            story.add(time.now(), "log: " + event);
        }
    }
}
