package dev.muster.plan;

import dev.muster.plan.Assurance.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * A backup that an operator inside the cluster takes when an object asks it to.
 *
 * @param namespace where that object is made
 * @param deadline what has not ended by then has failed, whatever the operator still tries
 */
public record ResourceBackup(
        What what, String namespace, Duration every, Duration retention, Duration deadline)
        implements OwnEngine {

    /** Whether its data can be read is known to the operator only: a drill shows it. */
    @Override
    public Level highest() {
        return Level.RECORDED;
    }

    /** What carries it out, in the one lower-case word that its points carry. */
    public String engine() {
        return switch (what) {
            case What.K8up _ -> "k8up";
            case What.CsiSnapshot _ -> "csi";
            case What.Longhorn _ -> "longhorn";
            case What.CloudNativePg _ -> "cloudnative-pg";
            case What.FromCronJob _ -> "job";
        };
    }

    /** What is asked for, and of whom. */
    public sealed interface What {

        /**
         * All volumes of the namespace, with K8up.
         *
         * @param backend where to; K8up's own default when absent
         */
        record K8up(Optional<ResticBackend> backend) implements What {}

        /**
         * A snapshot of one volume, by its CSI driver.
         *
         * @param claim the PersistentVolumeClaim
         * @param snapshotClass the cluster's default when absent
         */
        record CsiSnapshot(String claim, Optional<String> snapshotClass) implements What {}

        /**
         * A snapshot of one volume and its copy in Longhorn's backup target.
         *
         * @param full all blocks, and not only those that changed
         */
        record Longhorn(String volume, boolean full) implements What {}

        /** A base backup of a Cluster of CloudNativePG. */
        record CloudNativePg(String cluster, Method method, boolean preferStandby)
                implements What {}

        /** A run of a CronJob now, such as one with mongodump. */
        record FromCronJob(String cronJob) implements What {}
    }

    /** How CloudNativePG takes a base backup. */
    public enum Method {
        /** With the plugin barman-cloud. */
        PLUGIN,
        /** With snapshots of the volumes. */
        VOLUME_SNAPSHOT,
        /** As before there were plugins. */
        BARMAN_OBJECT_STORE
    }

    /** A restic repository in a bucket; the secrets are those of the namespace. */
    public record ResticBackend(
            String endpoint,
            String bucket,
            SecretKey accessKey,
            SecretKey secretKey,
            SecretKey password) {}

    /** A key of a Secret in the namespace of the object that names it. */
    public record SecretKey(String name, String key) {}
}
