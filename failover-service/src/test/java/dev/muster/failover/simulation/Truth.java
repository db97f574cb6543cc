package dev.muster.failover.simulation;

/** What could really be seen, and when it could be seen last. */
final class Truth {

    private static final int VANTAGES = 3;
    private static final int MOST = Setup.PLAN_IDS.size() * World.SITES;

    private final long[][] lostAt = never(VANTAGES, MOST);
    private final long[][] seenAt = never(VANTAGES, MOST);
    private final boolean[] ever = new boolean[MOST];
    private final long[] lastWriteAt;
    private final boolean[] wrote;
    private final boolean[] streamed;
    private final long[] brokenAt;
    private final long[] brokenSince;
    private final long[] fencedEpoch;

    Truth(int plans) {
        lastWriteAt = new long[plans * World.SITES];
        wrote = new boolean[plans * World.SITES];
        streamed = new boolean[plans];
        java.util.Arrays.fill(streamed, true);
        brokenAt = new long[plans];
        brokenSince = new long[plans];
        fencedEpoch = new long[plans * World.SITES];
        java.util.Arrays.fill(brokenAt, Ledger.NEVER);
    }

    private static long[][] never(int rows, int columns) {
        var all = new long[rows][columns];
        for (var row : all) {
            java.util.Arrays.fill(row, Ledger.NEVER);
        }
        return all;
    }

    /** A vantage looked at all that there is of a plan at a site; whether anything answered. */
    void looked(int vantage, int site, boolean up, boolean sees, long now) {
        if (up) {
            seenAt[vantage][site] = now;
        } else if (sees) {
            lostAt[vantage][site] = now;
            ever[site] = true;
        }
    }

    /** Where a plan at a site is kept. */
    static int at(int plan, int site) {
        return plan * World.SITES + site;
    }

    /** How many independent vantages saw nothing of the site lately. */
    int lostTo(int plan, int site, long since) {
        return count(lostAt, at(plan, site), since);
    }

    int seenBy(int plan, int site, long since) {
        return count(seenAt, at(plan, site), since);
    }

    boolean everLost(int plan, int site) {
        return ever[at(plan, site)];
    }

    private static int count(long[][] at, int site, long since) {
        var count = 0;
        for (var row : at) {
            if (row[site] >= since) {
                count++;
            }
        }
        return count;
    }

    /** Keeps when a server last took a write, and when replication was last whole or broken. */
    void note(World present, long now) {
        for (var plan = 0; plan < streamed.length; plan++) {
            var streams = false;
            for (var site = 0; site < World.SITES; site++) {
                var i = plan * World.SITES + site;
                if (wrote[i]) {
                    lastWriteAt[i] = now;
                }
                wrote[i] = present.takesWrites(plan, site);
                streams |= present.databases[plan][site].streams();
            }
            if (!streams && streamed[plan]) {
                brokenSince[plan] = now;
            }
            if (!streams || !streamed[plan]) {
                brokenAt[plan] = now;
            }
            streamed[plan] = streams;
        }
    }

    long lastWriteAt(int plan, int site, long now) {
        var i = plan * World.SITES + site;
        return wrote[i] ? now : lastWriteAt[i];
    }

    /** Since when the replication is broken; now, if it is whole. */
    long brokenSince(int plan, long now) {
        return streamed[plan] ? now : brokenSince[plan];
    }

    /** When the replication was last broken; now, if it is. */
    long brokenAt(int plan, long now) {
        return streamed[plan] ? brokenAt[plan] : now;
    }

    void fenced(int plan, int site, long epoch) {
        var i = plan * World.SITES + site;
        fencedEpoch[i] = Math.max(fencedEpoch[i], epoch);
    }

    boolean wasFenced(int plan, int site, long epoch) {
        return fencedEpoch[plan * World.SITES + site] >= epoch;
    }
}
