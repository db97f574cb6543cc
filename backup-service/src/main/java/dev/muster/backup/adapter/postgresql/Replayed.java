package dev.muster.backup.adapter.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a restored server is.
 *
 * @param lastCommit the time of the last transaction it took in
 * @param asksForMore whether it waits for log that it was not given
 */
record Replayed(
        boolean inRecovery, Lsn position, Optional<Instant> lastCommit, boolean asksForMore) {
    static Replayed of(Connection session) throws SQLException {
        try (var statement = session.createStatement();
                var row =
                        statement.executeQuery(
                                "select pg_is_in_recovery(),"
                                        + " coalesce(pg_last_wal_replay_lsn(), '0/0')::text,"
                                        + " (extract(epoch from"
                                        + " pg_last_xact_replay_timestamp()) *"
                                        + " 1000000)::bigint, exists(select from"
                                        + " pg_stat_activity where backend_type = 'startup' and"
                                        + " wait_event = 'RecoveryRetrieveRetryInterval')")) {
            row.next();
            var micros = row.getLong(3);
            var commit =
                    row.wasNull()
                            ? Optional.<Instant>empty()
                            : Optional.of(Instant.EPOCH.plusNanos(micros * 1_000));
            return new Replayed(
                    row.getBoolean(1), Lsn.of(row.getString(2)), commit, row.getBoolean(4));
        }
    }
}
