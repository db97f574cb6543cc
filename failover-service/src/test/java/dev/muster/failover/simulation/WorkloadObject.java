package dev.muster.failover.simulation;

/** One scalable object of one plan at one site, as the site's Kubernetes API keeps it. */
final class WorkloadObject {

    int replicas;
    long epoch;
    boolean stoppedByGuard;

    /** Changes with every update, as {@code resourceVersion} does. */
    long version;

    /** When the replicas that are wanted are ready. */
    long readyAt;

    void update(int wanted, long carriedEpoch, boolean byGuard, long ready) {
        if (wanted > replicas) {
            readyAt = ready;
        }
        replicas = wanted;
        epoch = carriedEpoch;
        stoppedByGuard = byGuard;
        version++;
    }
}
