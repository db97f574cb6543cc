package dev.muster.failover.simulation;

/** Which place hears which other place; every cut counts, so that cuts may overlap. */
final class Network {

    static final int WEST = 0;
    static final int EAST = 1;
    static final int WITNESS = 2;

    /** Where the users are, and the control targets of the vantages. */
    static final int OUTSIDE = 3;

    /** The brokers, stretched over all sites: gone only as a whole. */
    static final int LOG = 4;

    private static final int PLACES = 5;

    private final int[] cuts = new int[PLACES * PLACES];

    /** Whether what is sent from the one place arrives at the other. */
    boolean open(int from, int to) {
        return from == to || cuts[from * PLACES + to] == 0;
    }

    /** Whether a question from the one place is answered by the other. */
    boolean answers(int from, int to) {
        return open(from, to) && open(to, from);
    }

    void cut(int from, int to) {
        cuts[from * PLACES + to]++;
    }

    void mend(int from, int to) {
        cuts[from * PLACES + to]--;
    }

    /** Cuts a place from everything, or mends exactly that cut. */
    void isolate(int place, boolean fromLogToo, boolean cut) {
        for (var other = 0; other < PLACES; other++) {
            if (other != place && (other != LOG || fromLogToo)) {
                var change = cut ? 1 : -1;
                cuts[place * PLACES + other] += change;
                cuts[other * PLACES + place] += change;
            }
        }
    }

    void mendEverything() {
        java.util.Arrays.fill(cuts, 0);
    }
}
