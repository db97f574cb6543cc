package dev.muster.health.adapter.postgresql;

import dev.muster.events.HealthEvent.Replication;
import dev.muster.health.probe.Observation;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a PostgreSQL server says of itself, in one row. */
final class ServerAnswer {

    /**
     * The receiver is read before the position of replay, so that "everything replayed" holds for
     * the message that is spoken of. That the primary's own end of log was reached, and not only
     * what has arrived here, is told by latest_end_lsn. A receiver that has just connected shows
     * the standby's own clock in both times of a message that never came: these are equal, and not
     * used.
     */
    static final String QUESTION =
            """
            select pg_is_in_recovery() as standby,
                   coalesce((select reset_val from pg_settings
                             where name = 'default_transaction_read_only'), 'off') = 'on'
                       as read_only,
                   case when pg_is_in_recovery()
                        then coalesce(pg_last_wal_replay_lsn()::text, '0/0')
                        else pg_current_wal_lsn()::text end as position,
                   (extract(epoch from pg_last_xact_replay_timestamp()) * 1000000)::bigint
                       as last_commit,
                   case when pg_is_in_recovery() and r.status = 'streaming'
                             and r.last_msg_send_time <> r.last_msg_receipt_time
                             and pg_last_wal_replay_lsn() >= r.latest_end_lsn
                        then (extract(epoch from r.last_msg_send_time) * 1000000)::bigint
                        end as complete_as_of,
                   case when r.status = 'streaming'
                        then (extract(epoch from clock_timestamp() - r.last_msg_receipt_time)
                              * 1000)::bigint
                        end as silence,
                   r.pid is not null and r.status is null as hidden
              from (select 1) as one
              left join pg_stat_wal_receiver as r on true
            """;

    private ServerAnswer() {}

    static Observation read(Row row, Duration took) {
        boolean standby = row.getBoolean("standby");
        boolean readOnly = row.getBoolean("read_only");
        var current =
                latest(instant(row.getLong("last_commit")), instant(row.getLong("complete_as_of")));
        var silence = Optional.ofNullable(row.getLong("silence")).map(Duration::ofMillis);
        var replication =
                new Replication(
                        standby,
                        readOnly,
                        row.getString("position"),
                        standby ? current : Optional.empty(),
                        standby ? silence : Optional.empty());
        return Observation.up(
                words(standby, readOnly, row.getBoolean("hidden")), took, replication);
    }

    private static String words(boolean standby, boolean readOnly, boolean hidden) {
        if (!standby) {
            return readOnly ? "primary, read-only" : "primary";
        }
        return hidden
                ? "standby; grant pg_monitor to the role, or how current it is stays unknown"
                : "standby";
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return one.filter(a -> other.map(a::isAfter).orElse(true)).or(() -> other);
    }

    private static Optional<Instant> instant(@Nullable Long micros) {
        return Optional.ofNullable(micros).map(given -> Instant.EPOCH.plusNanos(given * 1_000));
    }
}
