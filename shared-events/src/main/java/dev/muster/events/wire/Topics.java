package dev.muster.events.wire;

import java.time.Duration;
import java.util.Map;

/** The topics of the log, by their short names; a configurable prefix stands in front of each. */
public enum Topics {
    PLANS("plans", Cleanup.COMPACT, Duration.ZERO, false),
    SITES("sites", Cleanup.COMPACT, Duration.ZERO, false),
    CONTROL("control", Cleanup.DELETE, Duration.ofDays(3650), true),
    ALERTS("alerts", Cleanup.DELETE, Duration.ofDays(7), false),
    OBSERVATIONS("observations", Cleanup.DELETE, Duration.ofDays(3), false),
    HEALTH("health", Cleanup.DELETE, Duration.ofDays(30), false),
    LEASE_REQUESTS("lease-requests", Cleanup.DELETE, Duration.ofHours(1), false),
    LEASES("leases", Cleanup.DELETE, Duration.ofHours(1), false),
    PERMIT_REQUESTS("permit-requests", Cleanup.DELETE, Duration.ofDays(90), false),
    PERMITS("permits", Cleanup.DELETE, Duration.ofDays(90), false),
    FAILOVER_REQUESTED("failover-requested", Cleanup.DELETE, Duration.ofDays(90), true),
    FAILOVER_LOG("failover-log", Cleanup.DELETE, Duration.ofDays(3650), true),
    BACKUP_REQUESTED("backup-requested", Cleanup.DELETE, Duration.ofDays(14), true),
    BACKUP_COMMANDS("backup-commands", Cleanup.DELETE, Duration.ofDays(7), false),
    BACKUP_REPORTS("backup-reports", Cleanup.DELETE, Duration.ofDays(7), false),
    BACKUP_COMPLETED("backup-completed", Cleanup.DELETE, Duration.ofDays(90), false),
    STEP_COMMANDS("step-commands", Cleanup.DELETE, Duration.ofDays(7), true),
    STEP_RESULTS("step-results", Cleanup.DELETE, Duration.ofDays(7), true),
    PARKED("parked", Cleanup.DELETE, Duration.ofDays(90), false);

    /** The name of the default prefix. */
    public static final String DEFAULT_PREFIX = "muster.";

    /** Same key, same partition: never changed once a topic exists. */
    public static final int PARTITIONS = 12;

    private enum Cleanup {
        COMPACT,
        DELETE
    }

    private final String shortName;
    private final Cleanup cleanup;
    private final Duration retention;
    private final boolean ordered;

    Topics(String shortName, Cleanup cleanup, Duration retention, boolean ordered) {
        this.shortName = shortName;
        this.cleanup = cleanup;
        this.retention = retention;
        this.ordered = ordered;
    }

    public String name(String prefix) {
        return prefix + shortName;
    }

    public String shortName() {
        return shortName;
    }

    /**
     * Whether later records of a key make no sense without the earlier ones. After an unreadable
     * record the key of an ordered topic waits for a person; elsewhere the next record replaces
     * what was lost, or it is asked for again.
     */
    public boolean ordered() {
        return ordered;
    }

    /** Kafka's topic configuration, replication apart. */
    public Map<String, String> settings() {
        return cleanup == Cleanup.COMPACT
                ? Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime")
                : Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(retention.toMillis()),
                        "message.timestamp.type",
                        "LogAppendTime");
    }
}
