package dev.muster.failover.simulation;

/** What is really the case; nothing that decides may look at it, and everything is judged by it. */
final class World {

    static final int SITES = 2;

    final Network network = new Network();
    final Timeline time;
    final Oracle oracle;
    final Setup setup;
    final Database[][] databases;
    final WorkloadObject[][] workloads;
    final NameRecord[] names;

    private final boolean[] alive = {true, true};
    private final boolean[] apiServes = {true, true};
    private final boolean[] plugPulled = new boolean[SITES];
    private boolean slowReplication;

    World(Setup setup, Timeline time, Oracle oracle) {
        this.setup = setup;
        this.time = time;
        this.oracle = oracle;
        databases = new Database[setup.plans()][SITES];
        workloads = new WorkloadObject[setup.plans()][SITES];
        names = new NameRecord[setup.plans()];
        for (var plan = 0; plan < setup.plans(); plan++) {
            names[plan] = new NameRecord();
            for (var site = 0; site < SITES; site++) {
                databases[plan][site] = database(plan, site);
                workloads[plan][site] = new WorkloadObject();
                workloads[plan][site].replicas =
                        site == Network.WEST ? setup.replicas() : setup.passiveReplicas();
            }
        }
        stream();
    }

    private Database database(int plan, int site) {
        var database = new Database(plan, site);
        database.running = setup.hasData();
        database.primary = site == Network.WEST;
        database.startsReadOnly = setup.lease().isPresent();
        database.readOnly = site == Network.EAST && setup.lease().isPresent();
        return database;
    }

    long now() {
        return time.now();
    }

    boolean alive(int site) {
        return alive[site];
    }

    boolean plugPulled(int site) {
        return plugPulled[site];
    }

    /** Whether somebody at the place gets an answer from the site's machines. */
    boolean answers(int place, int site) {
        return alive[site] && network.answers(place, site);
    }

    boolean apiAnswers(int place, int site) {
        return apiServes[site] && answers(place, site);
    }

    boolean takesWrites(int plan, int site) {
        return databases[plan][site].takesWrites(alive[site]);
    }

    /** Whether the application answers its users at the site, given that they reach it. */
    boolean serves(int plan, int site) {
        var workload = workloads[plan][site];
        return alive[site]
                && setup.applicationRuns(plan, site)
                && workload.replicas > 0
                && now() >= workload.readyAt;
    }

    int activeReplicasReady(int plan, int site) {
        var workload = workloads[plan][site];
        return alive[site] && now() >= workload.readyAt ? workload.replicas : 0;
    }

    void kill(int site) {
        alive[site] = false;
        oracle.impaired(site);
        for (var plan = 0; plan < setup.plans(); plan++) {
            databases[plan][site].restart();
        }
        changed();
    }

    /** Every server starts with what its disk says; Kubernetes starts what it was told last. */
    void revive(int site) {
        alive[site] = true;
        for (var plan = 0; plan < setup.plans(); plan++) {
            databases[plan][site].running = setup.hasData();
            databases[plan][site].restart();
            workloads[plan][site].readyAt = now() + setup.readyAfter();
        }
        changed();
    }

    /** A person makes sure that a site stays down. */
    void pullThePlug(int site) {
        plugPulled[site] = true;
        kill(site);
    }

    void serveApi(int site, boolean serves) {
        apiServes[site] = serves;
    }

    void run(Database database, boolean running) {
        database.running = running;
        database.restart();
        changed();
    }

    void replicateSlowly(boolean slow) {
        slowReplication = slow;
        changed();
    }

    /** After anything that may matter to the replication or to the invariants. */
    void changed() {
        stream();
        oracle.worldChanged();
    }

    private void stream() {
        var lag = slowReplication ? setup.slowLag() : setup.lag();
        for (var pair : databases) {
            for (var site = 0; site < SITES; site++) {
                var standby = pair[site];
                var source = pair[1 - site];
                var possible =
                        setup.hasData()
                                && !standby.primary
                                && standby.running
                                && alive[site]
                                && source.primary
                                && source.running
                                && alive[1 - site]
                                && network.answers(site, 1 - site);
                if (possible) {
                    standby.epochSeen = Math.max(standby.epochSeen, source.epochSeen);
                }
                standby.stream(possible, lag, now());
            }
        }
    }
}
