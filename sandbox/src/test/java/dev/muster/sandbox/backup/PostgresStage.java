package dev.muster.sandbox.backup;

import dev.muster.backup.adapter.postgresql.PostgresBase;
import dev.muster.backup.adapter.postgresql.PostgresRestore;
import dev.muster.backup.adapter.postgresql.PostgresRestoreStep;
import dev.muster.backup.adapter.postgresql.PostgresShipping;
import dev.muster.backup.adapter.postgresql.PostgresVerification;
import dev.muster.backup.adapter.s3.S3Buckets;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Known;
import dev.muster.backup.app.LogShipping;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.catalog.Catalogue;
import dev.muster.events.BackupAction;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupResult;
import dev.muster.events.Epoch;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.events.StepAction;
import dev.muster.events.StepResult;
import dev.muster.plan.Assurance;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.PlanParser;
import dev.muster.plan.PlanReading;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.postgres.PostgresTools;
import dev.muster.sandbox.postgres.StrayServers;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.service.step.StepContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A primary with orders, a bucket, and the parts of backup-service that work on them. */
final class PostgresStage implements AutoCloseable {

    static final PlanId PLAN = new PlanId("shop");
    static final SiteId WEST = new SiteId("west");
    static final String PROTECTION = "orders-pitr";
    static final String BUCKET = "muster-dr";

    final Neighbourhood neighbourhood = Neighbourhood.claim();
    final ProcessTable table = ProcessTable.open("postgres-backup-it");
    final ObjectStore objects;
    final PostgresServer west;
    final PostgresEndpoint endpoint;
    final Assurance.ObjectStore store;
    final AtomicReference<Optional<LogShipped>> shipped = new AtomicReference<>(Optional.empty());
    final AtomicReference<List<Finding>> observed = new AtomicReference<>(List.of());
    private final Credential login;
    final BackupConfig config;
    private int runs;

    PostgresStage() {
        objects = ObjectStore.start(table, "s3", neighbourhood.socket(3, 10, 7070));
        objects.createBucket(BUCKET);
        login = secret("login", PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        west = PostgresServer.primary(table, "west", neighbourhood.socket(1, 10, 5432));
        west.createRole("shop", "shop");
        west.createDatabase("orders", "shop");
        west.execute("orders", "create table orders(id bigint primary key)");
        endpoint = endpoint(west);
        store = store(BUCKET, secret("s3", ObjectStore.ACCESS_KEY + ":" + ObjectStore.SECRET_KEY));
        config = config(0);
    }

    PostgresEndpoint endpoint(PostgresServer server) {
        return new PostgresEndpoint(
                server.address().getAddress().getHostAddress(),
                server.address().getPort(),
                "orders",
                login);
    }

    Assurance.ObjectStore store(String bucket, Credential credentials) {
        return new Assurance.ObjectStore(
                bucket,
                ObjectStore.REGION,
                Optional.of(URI.create(objects.endpoint().toString())),
                credentials);
    }

    Credential secret(String name, String text) {
        try {
            var file = table.directory("secrets").resolve(name);
            Files.writeString(file, text);
            return new Credential.File(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that is not there yet. */
    Path folder(String name) {
        return table.directory("restored").resolve(name);
    }

    RunContext context(String run) {
        return new RunContext(PLAN, new RunId(run), _ -> {});
    }

    BackupResult base() throws InterruptedException {
        return base("base-" + ++runs);
    }

    BackupResult base(String run) throws InterruptedException {
        return base(run, store);
    }

    BackupResult base(String run, PostgresEndpoint source) throws InterruptedException {
        return base(run, source, store);
    }

    BackupResult base(String run, Assurance.ObjectStore to) throws InterruptedException {
        return base(run, endpoint, to);
    }

    /** One that takes its time. */
    BackupResult slowBase(String run, long bytesPerSecond) throws InterruptedException {
        return base(run, endpoint, store, config(bytesPerSecond));
    }

    private BackupResult base(String run, PostgresEndpoint source, Assurance.ObjectStore to)
            throws InterruptedException {
        return base(run, source, to, config);
    }

    private BackupResult base(
            String run, PostgresEndpoint source, Assurance.ObjectStore to, BackupConfig settings)
            throws InterruptedException {
        return new PostgresBase(new S3Buckets(), settings)
                .carryOut(
                        new BackupAction.TakePostgresBase(
                                PROTECTION, "orders", source, to, Duration.ofDays(14), true),
                        context(run));
    }

    RecoveryPoint point() throws InterruptedException {
        var result = base();
        if (result instanceof BackupResult.Taken taken) {
            return taken.point();
        }
        throw new AssertionError("no base was taken: " + result);
    }

    BackupResult verify(RecoveryPoint point, Level level, BackupAction.Query... queries)
            throws InterruptedException {
        return new PostgresVerification(config, new S3Buckets(), known())
                .carryOut(
                        new BackupAction.VerifyPostgres(
                                point, store, level, "orders", List.of(queries)),
                        context("trial-" + ++runs));
    }

    BackupResult restore(Optional<Instant> upTo, Path folder, int port)
            throws InterruptedException {
        return new PostgresRestore(config, new S3Buckets(), known())
                .carryOut(
                        new BackupAction.RestorePostgres(
                                PROTECTION, store, upTo, folder.toString(), port),
                        context("restore-" + ++runs));
    }

    /** The restore of a move, as its executor would carry it out, to its end. */
    StepResult restoreStep(long epoch, Path folder, int port) throws InterruptedException {
        var step = new PostgresRestoreStep(config, new S3Buckets(), known());
        return step.handle(
                new StepAction.RestorePostgres(
                        new SiteId("east"),
                        new PostgresEndpoint("127.0.0.1", port, "orders", login),
                        PROTECTION,
                        store,
                        folder.toString()),
                new StepContext(
                        PLAN,
                        new Epoch(epoch),
                        StepContext.Deadline.in(Duration.ofMinutes(1)),
                        () -> true,
                        _ -> {}));
    }

    int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result, which has to be of that kind; whatever else it is, is said. */
    static <T> T as(Class<T> kind, Object result) {
        if (!kind.isInstance(result)) {
            throw new AssertionError("no " + kind.getSimpleName() + ": " + result);
        }
        return kind.cast(result);
    }

    AutoCloseable ship() {
        return ship(endpoint);
    }

    AutoCloseable ship(PostgresEndpoint source) {
        return ship(source, WEST);
    }

    AutoCloseable ship(PostgresEndpoint source, SiteId site) {
        return new PostgresShipping(new S3Buckets()).ship(order(source, site), this::hear);
    }

    /** Whether the server answered, and holds back nothing for the order. */
    boolean release() {
        return new PostgresShipping(new S3Buckets()).release(order(endpoint, WEST));
    }

    private LogShipping.Order order(PostgresEndpoint source, SiteId site) {
        return new LogShipping.Order(
                PLAN,
                PROTECTION,
                site,
                source,
                new PostgresqlBackup(
                        "orders",
                        Duration.ofHours(24),
                        true,
                        Duration.ofDays(14),
                        store,
                        Optional.empty()));
    }

    private void hear(BackupEvent news) {
        switch (news) {
            case LogShipped far -> shipped.set(Optional.of(far));
            case EngineObserved seen -> observed.set(seen.findings());
            default -> throw new AssertionError("a shipper says no such thing: " + news);
        }
    }

    /** What a plan would say; only the data set and its protection matter here. */
    private Known known() {
        return new Known() {
            @Override
            public Catalogue catalogue(PlanId plan) {
                return Catalogue.EMPTY;
            }

            @Override
            public Optional<PlanDeclared> plan(PlanId plan) {
                return Optional.of(declared());
            }
        };
    }

    private PlanDeclared declared() {
        var text =
                """
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: west}
                spec: {failureDomain: west, probes: [{name: edge, tcp: {host: h, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: east}
                spec: {failureDomain: east, probes: [{name: edge, tcp: {host: i, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: RecoveryPlan
                metadata: {name: shop}
                spec:
                  objectives: {rto: 8h, rpo: 1m}
                  strategy: pilotLight
                  sites: {primary: west, standbys: [east]}
                  data:
                    - name: orders
                      postgresql:
                        west: {host: %1$s, port: %2$d, database: orders, credentials: {file: %3$s}}
                        east: {host: i, port: %2$d, database: orders, credentials: {file: %3$s}}
                  detection: {vantages: [office], quorum: 1}
                  protection:
                    - name: orders-pitr
                      postgresqlBackup:
                        of: orders
                        baseEvery: 24h
                        retention: 14d
                        to: {s3: {bucket: muster-dr, region: us-east-1, credentials: {file: %3$s}}}
                """
                        .formatted(
                                endpoint.host(), endpoint.port(), ((Credential.File) login).path());
        var reading = PlanParser.parse(text);
        var declared =
                switch (reading) {
                    case PlanReading.Accepted accepted -> accepted.declarations();
                    case PlanReading.Refused refused -> refused.sound();
                };
        RecoveryPlan plan =
                declared.plan(PLAN)
                        .orElseThrow(() -> new IllegalStateException("refused: " + reading));
        return new PlanDeclared("r", plan, List.of());
    }

    /** How PostgreSQL is run on this machine. */
    private BackupConfig config(long bytesPerSecond) {
        return Settings.of(
                Map.of(
                        "muster.site",
                        "west",
                        "muster.backup.max-bytes-per-second",
                        Long.toString(bytesPerSecond),
                        "muster.backup.scratch-dir",
                        table.directory("scratch").toString(),
                        "muster.backup.postgres.bin",
                        PostgresServer.programs()
                                + PostgresTools.find().map(tools -> "," + tools.bin()).orElse(""),
                        "muster.backup.postgres.launcher",
                        String.join(",", PostgresServer.launcher())));
    }

    @Override
    public void close() {
        StrayServers.end(table.directory());
        table.close();
        neighbourhood.close();
    }
}
