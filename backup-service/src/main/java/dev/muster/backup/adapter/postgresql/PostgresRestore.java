package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.Known;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.catalog.Selection;
import dev.muster.events.BackupAction.RestorePostgres;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Brings data of the past back beside what runs, to the moment. */
@ApplicationScoped
public class PostgresRestore implements RunHandler<RestorePostgres> {

    private final BackupConfig config;
    private final Buckets buckets;
    private final Known known;

    @Inject
    public PostgresRestore(BackupConfig config, Buckets buckets, Known known) {
        this.config = config;
        this.buckets = buckets;
        this.known = known;
    }

    @Override
    public Class<RestorePostgres> action() {
        return RestorePostgres.class;
    }

    @Override
    public BackupResult carryOut(RestorePostgres action, RunContext context)
            throws InterruptedException {
        var begun = System.nanoTime();
        try {
            var login = login(context.plan(), action);
            var base = base(action, context.plan());
            if (login.isEmpty() || base.isEmpty()) {
                return new Failed(
                        List.of(
                                login.isEmpty()
                                        ? "the plan no longer has the data set of "
                                                + action.protection()
                                        : "no base backup in the bucket is old enough"));
            }
            var there = LaidDown.find(wanted(action, context, base.get(), 0));
            var port =
                    there.map(LaidDown.Marker::port)
                            .orElseGet(() -> action.port() == 0 ? freePort() : action.port());
            var wanted = wanted(action, context, base.get(), port);
            var restoration =
                    new Restoration(
                            config.backup(),
                            buckets,
                            wanted,
                            seen ->
                                    context.progress()
                                            .accept(new Underway(seen, Optional.empty())));
            return restore(restoration, wanted, login.get(), begun);
        } catch (IOException | SQLException e) {
            return DatabaseTrouble.here(e);
        }
    }

    private BackupResult restore(
            Restoration restoration, Wanted wanted, PostgresEndpoint login, long begun)
            throws IOException, SQLException, InterruptedException {
        restoration.layDown();
        var reach = restoration.reach();
        restoration.start();
        try (var session = restoration.connect(login)) {
            var replayed = restoration.await(session, reach);
            if (replayed.inRecovery()) {
                promote(session);
            }
            return new Restored(
                    wanted.base().id(),
                    current(wanted, reach),
                    wanted.base().bytes(),
                    config.backup().postgres().listen() + ":" + wanted.port(),
                    Duration.ofNanos(System.nanoTime() - begun));
        } finally {
            restoration.end();
        }
    }

    /** The moment that was wanted, or the last there is when that is earlier. */
    private static Optional<Instant> current(Wanted wanted, Optional<Reach> reach) {
        var last = reach.map(Reach::reachableTo).orElse(wanted.base().asOf());
        return Optional.of(wanted.upTo().filter(last::isAfter).orElse(last));
    }

    private static void promote(Connection session) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("select pg_promote(true, 60)");
        }
    }

    private Wanted wanted(
            RestorePostgres action, RunContext context, RecoveryPoint base, int port) {
        return new Wanted(
                context.plan(),
                action.protection(),
                action.from(),
                base,
                Path.of(action.directory()),
                true,
                action.upTo(),
                port,
                "run " + context.run());
    }

    /** The last base before the moment, the best proven one if the catalogue knows several. */
    private Optional<RecoveryPoint> base(RestorePostgres action, PlanId plan) throws IOException {
        var moment = action.upTo().orElse(Instant.MAX);
        try (var bucket = buckets.open(action.from())) {
            var there = Bases.all(bucket, Keys.of(plan, action.protection()));
            return Selection.upTo(known.catalogue(plan), action.protection(), moment)
                    .map(choice -> choice.from().point())
                    .filter(point -> there.stream().anyMatch(one -> one.id().equals(point.id())))
                    .or(
                            () ->
                                    there.stream()
                                            .filter(point -> !point.asOf().isAfter(moment))
                                            .reduce((_, later) -> later));
        }
    }

    /** Roles and passwords come back with the data. */
    private Optional<PostgresEndpoint> login(PlanId plan, RestorePostgres action) {
        return Logins.of(known, plan, action.protection());
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }
}
