package dev.muster.failover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

/** What a thousand histories contain at least, so that the workload stays worth its time. */
final class Coverage {

    private Coverage() {}

    static void enough(Tally t) {
        atLeast(t, t.automaticStarts, 250, "moves begun by themselves");
        atLeast(t, t.switchovers, 15, "switchovers");
        atLeast(t, t.requestedStarts, 10, "failovers that a person asked for");
        atLeast(t, t.pointsOfNoReturn, 200, "points of no return");
        atLeast(t, t.completed, 150, "completed moves");
        atLeast(t, t.aborted, 5, "undone moves");
        atLeast(t, t.held, 70, "moves that stood still");
        atLeast(t, t.resumed, 20, "moves that went on again");
        atLeast(t, t.timeFenced, 200, "time fences");
        atLeast(t, t.confirmedFences, 60, "confirmed fences");
        atLeast(t, t.confirmedByPerson, 1, "fences that a person vouched for");
        atLeast(t, t.crashesDuringMove, 40, "hosts that died during a move");
        atLeast(t, t.completedAfterCrash, 10, "moves completed after that");
        atLeast(t, t.jumps, 150, "clocks that jumped");
        atLeast(t, t.outages, 50, "outages of the log");
        atLeast(t, t.zombies, 50, "executors that woke up late");
        atLeast(t, t.refusedByEpoch, 2, "orders refused at the resource");
        atLeast(t, t.guardCrashes, 20, "guards that died");
        atLeast(t, t.selfFences, 500, "guards that stopped their site");
        atLeast(t, t.siteReturns, 70, "sites that came back");
        atLeast(t, t.permitsDeferred, 30, "plans that had to wait for others");
        atLeast(t, t.approvals, 30, "moves that waited for people");
        atLeast(t, t.questions, 40, "questions to people");
        atLeast(t, t.answers, 20, "answers that a move went on with");
        atLeast(t, t.answersTwice, 3, "answers that came twice");
        atLeast(t, t.answersTooSoon, 3, "answers that came before the question");
        atLeast(t, t.refused, 20, "requests refused");
        atLeast(t, t.pauses, 10, "pauses of automation");
        atLeast(t, t.alerts, 30, "alert storms");
        atLeast(t, t.blindVantages, 50, "blind vantages");
        atLeast(t, t.decidedAfterHealing, 50, "losses decided in time after everything healed");
    }

    private static void atLeast(Tally t, long count, long perThousand, String what) {
        assertThat(count)
                .as(what + " in " + t.histories + " histories")
                .isGreaterThanOrEqualTo(t.histories * perThousand / 1_000);
    }
}
