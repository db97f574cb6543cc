package dev.muster.sandbox.bench.dump;

import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.wire.Topics;
import dev.muster.plan.PlanId;
import dev.muster.plan.PlanParser;
import dev.muster.plan.PlanReading;
import dev.muster.sandbox.bench.measure.Finding;
import dev.muster.sandbox.bench.measure.Finding.Goal;
import dev.muster.sandbox.bench.measure.Finding.Line;
import dev.muster.sandbox.bench.measure.Ground;
import dev.muster.sandbox.bench.measure.Latencies;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Numbers;
import dev.muster.sandbox.bench.measure.Pairs;
import dev.muster.sandbox.bench.measure.Report;
import dev.muster.sandbox.bench.measure.Run;
import dev.muster.sandbox.bench.measure.Scale;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.postgres.PostgresTools;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.stream.LogReader;
import dev.muster.stream.LogWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** B8: a dump of a database, streamed into a bucket, beside {@code pg_dump | upload}. */
public final class DumpBench implements AutoCloseable {

    private static final String NAME = "B8";
    private static final String BUCKET = "bench";
    private static final PlanId PLAN = new PlanId("bench");
    private static final double RATE_GOAL = 0.8;
    private static final int KILOBYTES = 1024;
    private static final double MEGABYTE = 1 << 20;
    private static final int PARTITIONS = 2;
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Report report;
    private final Scale scale;
    private final Ground ground;
    private final ObjectStore store;
    private final PostgresServer server;
    private final PipedDump piped;
    private final Map<String, BackupCompleted> completed = new ConcurrentHashMap<>();
    private final LogReader reader;
    private final LogWriter writer;
    private final LocalProcess service;
    private final PostgresTools tools;
    private int runs;
    private long bytes;

    private DumpBench(Path home, Report report, Scale scale) {
        this.report = report;
        this.scale = scale;
        this.tools =
                PostgresTools.find()
                        .orElseThrow(() -> new IllegalStateException(PostgresTools.HOW_TO_GET));
        ground = new Ground("bench-dump", home, PARTITIONS, List.of("-Xmx256m"));
        store = ObjectStore.start(ground.table(), "s3", ground.at(10, 7070));
        store.createBucket(BUCKET);
        server = PostgresServer.primary(ground.table(), "west", ground.at(20, 5432));
        server.createDatabase("orders", PostgresServer.SUPERUSER);
        server.execute(
                "orders",
                "create table orders as select id, md5(id::text) || md5((id * 7)::text) ||"
                        + " md5((id * 11)::text) as text from generate_series(1, "
                        + scale.rows()
                        + ") id");
        piped = new PipedDump(tools, server, store, BUCKET);
        reader =
                new LogReader(
                                "bench",
                                ground.bootstrap(),
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(Topics.BACKUP_COMPLETED),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, _) -> {
                                    if (event instanceof BackupCompleted done) {
                                        completed.put(done.run().value(), done);
                                    }
                                })
                        .start();
        writer = new LogWriter(ground.bootstrap(), Topics.DEFAULT_PREFIX, "/bench", Map.of());
        service =
                ground.start(
                        "backup-service",
                        "west-backup",
                        ground.at(82, 8082),
                        Map.of(
                                "MUSTER_SITE",
                                "west",
                                "MUSTER_BACKUP_POSTGRES_BIN",
                                tools.bin().toString()),
                        FLAGS);
    }

    /**
     * Measures and tells.
     *
     * @return whether every dump that was announced is there
     */
    public static boolean run(Path home, Report report, Scale scale) {
        report.progress("B8: starting a broker, a database, a store and a backup-service");
        try (var bench = new DumpBench(home, report, scale)) {
            return bench.run();
        }
    }

    private boolean run() {
        write(declared(), "declared");
        // The first one comes by itself; it warms both sides up.
        await("bench-dump-");
        bytes = piped.run("orders", "warm-up");
        report.heading(
                "B8  A dump into a bucket",
                List.of(
                        Machine.description() + ", load average " + Machine.loadAverage(),
                        "PostgreSQL 17, "
                                + scale.rows()
                                + " rows, "
                                + Math.round(bytes / MEGABYTE)
                                + " MB of dump; "
                                + store.kind()
                                + " on the same machine",
                        "service: backup-service ("
                                + String.join(" ", FLAGS)
                                + "): pg_dump, zstd, SHA-256, parts of 8 MB, rows of every table"
                                + " counted in the same snapshot, read back, announced",
                        "peer: pg_dump | upload in parts of 8 MB, neither compressed nor checked"));
        var pairs = Pairs.measure(scale.pairs(), ground::all, this::peer, this::ours);
        var ratio = pairs.ratio(Run::perSecond);
        var faults = faults();
        report.columns("pg_dump | upload");
        report.finding(
                new Finding(
                        NAME,
                        "one dump",
                        "pg_dump | upload",
                        List.of(
                                Line.of(
                                                "MB of dump per second",
                                                Numbers.plain(
                                                        pairs.peer(Run::perSecond).median()
                                                                / MEGABYTE),
                                                Numbers.plain(
                                                        pairs.ours(Run::perSecond).median()
                                                                / MEGABYTE))
                                        .ratio(ratio)
                                        .goal(Goal.atLeast(RATE_GOAL, ratio.median())),
                                Line.of("MB as stored", megabytes(bytes), megabytes(stored())),
                                Line.of("most memory, MB", "", megabytes(peakMemory()))),
                        facts(pairs),
                        faults));
        return faults.isEmpty();
    }

    private Map<String, Object> facts(Pairs pairs) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("machine", Machine.description());
        facts.put("dumpBytes", bytes);
        facts.put("pairs", pairs.pairs().size());
        return facts;
    }

    private Run peer() {
        report.progress("B8: pg_dump | upload");
        var begun = System.nanoTime();
        var sent = piped.run("orders", "peer-" + ++runs);
        return run(sent, begun);
    }

    private Run ours() {
        report.progress("B8: Muster");
        var id = "run-" + ++runs;
        var begun = System.nanoTime();
        write(
                new BackupRequested(
                        PLAN, id, Optional.of("dump"), "measured", "bench", Instant.now()),
                id);
        await("bench-dump-" + id);
        return run(bytes, begun);
    }

    private static Run run(long operations, long begun) {
        return new Run(
                operations,
                Duration.ofNanos(System.nanoTime() - begun),
                Map.of(),
                Latencies.of(new long[0]));
    }

    private void await(String run) {
        Deadline.in(LIMIT)
                .until(
                        "dump " + run,
                        () -> {
                            service.requireAlive();
                            return completed.keySet().stream().anyMatch(one -> one.startsWith(run));
                        });
    }

    /** Announced and not there, or not as long as was announced. */
    private List<String> faults() {
        var faults = new ArrayList<String>();
        try (var client = store.client()) {
            for (var done : completed.values()) {
                var key = "bench/dump/archive/" + done.point().id() + "/data.zst";
                var length = client.headObject(r -> r.bucket(BUCKET).key(key)).contentLength();
                if (length != done.point().bytes()) {
                    faults.add(key + " has " + length + " bytes");
                }
            }
        }
        return faults;
    }

    private long stored() {
        return completed.values().iterator().next().point().bytes();
    }

    private long peakMemory() {
        try (var lines = Files.lines(Path.of("/proc/" + service.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * KILOBYTES)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String megabytes(long bytes) {
        return Numbers.plain(bytes / MEGABYTE);
    }

    private void write(dev.muster.events.DrEvent event, String id) {
        writer.writeAndWait(event, id, Duration.ofSeconds(30));
    }

    private PlanDeclared declared() {
        var login =
                ground.secret("login", PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        var keys = ground.secret("s3", ObjectStore.ACCESS_KEY + ":" + ObjectStore.SECRET_KEY);
        var host = server.address().getAddress().getHostAddress();
        var text =
                """
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: west}
                spec: {failureDomain: west, probes: [{name: edge, tcp: {host: 192.0.2.1, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: east}
                spec: {failureDomain: east, probes: [{name: edge, tcp: {host: 192.0.2.2, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: RecoveryPlan
                metadata: {name: bench}
                spec:
                  objectives: {rto: 4h, rpo: 24h}
                  strategy: pilotLight
                  sites: {primary: west, standbys: [east]}
                  data:
                    - name: orders
                      postgresql:
                        west: {host: %1$s, database: orders, credentials: {file: %2$s}}
                        east: {host: 192.0.2.3, database: orders, credentials: {file: %2$s}}
                  detection: {vantages: [one], quorum: 1}
                  failover: {mode: manual}
                  protection:
                    - name: dump
                      postgresqlDump:
                        of: orders
                        every: 24h
                        retention: 14d
                        to: {s3: {bucket: %3$s, region: %4$s, endpoint: "%5$s", credentials: {file: %6$s}}}
                """
                        .formatted(host, login, BUCKET, ObjectStore.REGION, store.endpoint(), keys);
        if (PlanParser.parse(text) instanceof PlanReading.Accepted(var declarations)) {
            var plan = declarations.plan(PLAN).orElseThrow();
            return new PlanDeclared("1", plan, declarations.sitesOf(plan));
        }
        throw new IllegalStateException("the plan of the bench is refused");
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        ground.close();
    }
}
