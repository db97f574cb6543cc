package dev.muster.plan;

import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Level;
import java.time.Duration;

/** What takes backups only because Muster tells it to: Muster keeps the time and lets points go. */
public sealed interface OwnEngine extends Engine
        permits Engine.PostgresqlBackup, PostgresqlDump, EtcdSnapshot, GitMirror, ResourceBackup {

    /** The time between two recovery points. */
    Duration every();

    /** How long a recovery point is kept. */
    Duration retention();

    /** How far up a point of it can be proven without a drill. */
    @Override
    Level highest();
}
