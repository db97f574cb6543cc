package dev.muster.failover.simulation;

/** How often what occurred, over all histories of one run: a workload must not become trivial. */
final class Tally {
    long histories;
    long decisions;
    long automaticStarts;
    long requestedStarts;
    long switchovers;
    long completed;
    long aborted;
    long held;
    long resumed;
    long failoversHeldBack;
    long refused;
    long timeFenced;
    long confirmedFences;
    long confirmedByPerson;
    long pointsOfNoReturn;
    long crashes;
    long crashesDuringMove;
    long completedAfterCrash;
    long jumps;
    long outages;
    long duplicates;
    long executorCrashes;
    long zombies;
    long refusedByEpoch;
    long guardCrashes;
    long selfFences;
    long siteLosses;
    long isolations;
    long siteReturns;
    long permitsDeferred;
    long approvals;
    long questions;
    long answers;
    long answersTwice;
    long answersTooSoon;
    long pauses;
    long alerts;
    long blindVantages;
    long healed;
    long decidedAfterHealing;

    void add(Tally other) {
        for (var field : Tally.class.getDeclaredFields()) {
            try {
                field.setLong(this, field.getLong(this) + field.getLong(other));
            } catch (IllegalAccessException e) {
                throw new LinkageError("a field of this very class", e);
            }
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var field : Tally.class.getDeclaredFields()) {
            try {
                text.append(String.format("  %-22s %,d%n", field.getName(), field.getLong(this)));
            } catch (IllegalAccessException e) {
                throw new LinkageError("a field of this very class", e);
            }
        }
        return text.toString();
    }
}
