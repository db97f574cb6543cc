package dev.muster.failover.simulation;

import dev.muster.events.Epoch;

/** What the adapters make sure of where an effect happens; a mutation replaces one of them. */
class Resources {

    /** The resource refuses whatever carries an older epoch than it has seen. */
    boolean accepts(Epoch carried, long seen) {
        return carried.value() >= seen;
    }

    /** The fence writes its epoch down, so that nothing older lifts it. */
    boolean fenceRecordsEpoch() {
        return true;
    }

    /** The name server holds the update against the epoch record that was read. */
    boolean nameIsAsRead(long read, long present) {
        return read == present;
    }

    /** The API server holds the update against the version that was read. */
    boolean workloadIsAsRead(long read, long present) {
        return read == present;
    }

    /** Asked immediately before an effect. */
    boolean allowed(boolean notPaused) {
        return notPaused;
    }

    /** The result is what was read back, not what a call returned. */
    boolean readsBack() {
        return true;
    }
}
