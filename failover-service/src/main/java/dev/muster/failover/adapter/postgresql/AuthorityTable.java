package dev.muster.failover.adapter.postgresql;

import dev.muster.events.Epoch;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The table {@code muster.authority} of the plan's database, so that authority is replicated with
 * the data: a server refuses whatever carries an older epoch than it has seen. An advisory lock
 * makes check and effect one; a session that stopped in between loses the lock, and with it its
 * connection, to a newer one.
 */
final class AuthorityTable {

    private final Connection connection;
    private boolean mayHoldLocks;

    AuthorityTable(Connection connection) {
        this.connection = connection;
    }

    boolean mayHoldLocks() {
        return mayHoldLocks;
    }

    /** Takes the plan's authority lock; whoever holds it with an older epoch is cut off. */
    boolean lock(PlanId plan, Epoch epoch) throws SQLException {
        mayHoldLocks = true;
        Sql.run(connection, "set application_name = 'muster epoch=" + epoch + "'");
        if (tryLock(plan)) {
            return true;
        }
        try (var statement =
                connection.prepareStatement(
                        "select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a"
                                + " using (pid) where l.locktype = 'advisory' and l.granted and"
                                + " l.classid = (hashtextextended(?, 0) >> 32 & 4294967295)::oid"
                                + " and l.objid = (hashtextextended(?, 0) & 4294967295)::oid and"
                                + " coalesce(substring(a.application_name from"
                                + " 'epoch=([0-9]+)')::bigint, 0) < ?")) {
            statement.setString(1, "muster/" + plan);
            statement.setString(2, "muster/" + plan);
            statement.setLong(3, epoch.value());
            statement.executeQuery().close();
        }
        return tryLock(plan);
    }

    private boolean tryLock(PlanId plan) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "muster/" + plan);
            return "t".equals(Sql.single(statement));
        }
    }

    /** The authority as this server has seen it. */
    record Authority(Epoch epoch, SiteId site) {}

    Optional<Authority> of(PlanId plan) throws SQLException {
        if (Sql.one(connection, "select to_regclass('muster.authority')::text") == null) {
            return Optional.empty();
        }
        try (var statement =
                connection.prepareStatement(
                        "select epoch, site from muster.authority where plan = ?")) {
            statement.setString(1, plan.value());
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Authority(
                                        new Epoch(row.getLong(1)), new SiteId(row.getString(2))))
                        : Optional.empty();
            }
        }
    }

    /**
     * Writes the authority down unless a newer one is there.
     *
     * @return false when a newer epoch is there
     */
    boolean record(PlanId plan, Epoch epoch, SiteId site) throws SQLException {
        Sql.run(connection, "create schema if not exists muster");
        Sql.run(
                connection,
                "create table if not exists muster.authority (plan text primary key, epoch bigint"
                        + " not null, site text not null, at timestamptz not null default now())");
        try (var statement =
                connection.prepareStatement(
                        "insert into muster.authority (plan, epoch, site) values (?, ?, ?) on"
                                + " conflict (plan) do update set epoch = excluded.epoch, site ="
                                + " excluded.site, at = now() where muster.authority.epoch <="
                                + " excluded.epoch")) {
            statement.setString(1, plan.value());
            statement.setLong(2, epoch.value());
            statement.setString(3, site.value());
            return statement.executeUpdate() == 1;
        }
    }
}
