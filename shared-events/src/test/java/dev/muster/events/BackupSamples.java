package dev.muster.events;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;

import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RestoreFailed;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One or more of every event about backups. */
final class BackupSamples {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunId RUN = new RunId("shop-orders-20260301T120000Z");
    private static final RecoveryPointId POINT =
            new RecoveryPointId("shop-orders-20260301T120000Z");
    private static final RecoveryPointId VELERO_POINT =
            new RecoveryPointId("shop-cluster-west-20260301120000-1f3a");
    private static final LogPosition POSITION = new LogPosition(1, "0/3000148");

    private final Map<String, DrEvent> samples = new LinkedHashMap<>();

    private BackupSamples() {}

    static Map<String, DrEvent> all() {
        var all = new BackupSamples();
        all.requests();
        all.runs();
        all.facts();
        return all.samples;
    }

    static RecoveryPoint point() {
        return new RecoveryPoint(
                POINT,
                "orders",
                "postgresql",
                WEST,
                Optional.of("orders"),
                AT,
                AT.plusSeconds(4),
                Optional.empty(),
                40_000_000,
                1_204,
                "s3://backups/shop/orders/base/20260301T120000Z",
                Optional.of(POSITION));
    }

    private void add(String name, DrEvent event) {
        samples.put("backup." + name, event);
    }

    private void requests() {
        add(
                "backup-requested",
                new BackupRequested(
                        SHOP, "r-1", Optional.of("orders"), "before a migration", "ada", AT));
        add(
                "backup-requested.all",
                new BackupRequested(SHOP, "r-2", Optional.empty(), "before a change", "ada", AT));
        add(
                "verification-requested",
                new VerificationRequested(
                        SHOP, "r-3", POINT, Level.RESTORED, "is it good?", "ada", AT));
        add(
                "restore-requested",
                new RestoreRequested(
                        SHOP,
                        "r-4",
                        "orders",
                        Optional.of(AT),
                        EAST,
                        "/var/lib/muster/yesterday",
                        5433,
                        "orders were deleted",
                        "ada",
                        AT));
        add(
                "objects-restore-requested",
                new ObjectsRestoreRequested(
                        SHOP,
                        "r-5",
                        "cluster",
                        Optional.of(VELERO_POINT),
                        Optional.of(AT),
                        EAST,
                        objects(),
                        "the namespace was deleted",
                        "ada",
                        AT));
        add(
                "removal-requested",
                new RemovalRequested(SHOP, "r-6", POINT, "a customer's right", "ada", AT));
        add(
                "request-refused",
                new BackupRequestRefused(
                        SHOP, "r-4", List.of("the plan has no protection 'order'"), AT));
    }

    private void dumps(ObjectStore store) {
        command(
                "take-dump",
                new BackupAction.TakeDump(
                        "orders-dump", WEST, "orders", PlanSamples.database(WEST), store));
        command(
                "verify-dump",
                new BackupAction.VerifyDump(
                        point(),
                        store,
                        Level.SERVING,
                        "shop",
                        List.of(
                                new BackupAction.Query(
                                        "orders-there", "select count(*) from orders", 1))));
        command(
                "restore-dump",
                new BackupAction.RestoreDump(
                        point(),
                        store,
                        PlanSamples.database(WEST),
                        "/var/lib/muster/yesterday",
                        5433));
        command("remove-archive", new BackupAction.RemoveArchive(point(), store));
    }

    private void etcd(ObjectStore store) {
        command("take-etcd", new BackupAction.TakeEtcd("etcd", WEST, PlanSamples.etcd(), store));
        command("verify-etcd", new BackupAction.VerifyEtcd(point(), store, Level.RESTORED));
        command(
                "restore-etcd",
                new BackupAction.RestoreEtcd(point(), store, "/var/lib/etcd-restored"));
    }

    private void git() {
        var source = PlanSamples.repository();
        var mirrors = PlanSamples.mirrors();
        command("take-git", new BackupAction.TakeGit("manifests", WEST, source, mirrors));
        command("verify-git", new BackupAction.VerifyGit(point(), mirrors, Level.RESTORED));
        command(
                "restore-git",
                new BackupAction.RestoreGit(point(), mirrors, "/var/lib/muster/shop.git"));
        command("remove-git", new BackupAction.RemoveGit(point(), mirrors));
    }

    private void resources() {
        var kubeconfig = new Credential.Secret("site-west", "kubeconfig");
        var backup = PlanSamples.resource();
        command(
                "take-resource",
                new BackupAction.TakeResource("volumes", WEST, kubeconfig, backup));
        command("remove-resource", new BackupAction.RemoveResource(point(), kubeconfig, backup));
    }

    private void velero() {
        var kubeconfig = new Credential.Secret("site-west", "kubeconfig");
        var backup =
                new Velero(
                        Set.of("shop"),
                        Duration.ofDays(30),
                        true,
                        Optional.of(PlanSamples.options()));
        command("take-velero", new BackupAction.TakeVelero("cluster", WEST, kubeconfig, backup));
        command(
                "verify-velero",
                new BackupAction.VerifyVelero(veleroPoint(), kubeconfig, backup, Level.RESTORED));
        command(
                "restore-velero",
                new BackupAction.RestoreVelero(
                        veleroPoint(), EAST, kubeconfig, "velero", objects()));
        command(
                "remove-velero",
                new BackupAction.RemoveVelero(veleroPoint(), kubeconfig, "velero"));
        add(
                "engine-reported",
                new EngineReported(
                        SHOP,
                        new RunId("shop-cluster-west-20260301120000-1f3a"),
                        "cluster",
                        "velero",
                        EAST,
                        new BackupResult.Taken(veleroPoint()),
                        AT));
        add(
                "engine-observed",
                new EngineObserved(
                        SHOP,
                        "cluster",
                        "velero",
                        WEST,
                        List.of(
                                new Finding(
                                        Finding.Code.ENGINE_MISSING,
                                        Optional.of("cluster"),
                                        "west has no Velero",
                                        "install it")),
                        AT));
    }

    private static ObjectsRestore objects() {
        return new ObjectsRestore(
                Map.of("shop", "shop-yesterday"), Set.of(), Set.of("events"), false, true);
    }

    static RecoveryPoint veleroPoint() {
        return new RecoveryPoint(
                VELERO_POINT,
                "cluster",
                "velero",
                WEST,
                Optional.empty(),
                AT,
                AT.plusSeconds(4),
                Optional.of(AT.plus(Duration.ofDays(30))),
                12_345,
                120,
                "s3://velero/backups/shop-cluster-west-20260301120000",
                Optional.empty());
    }

    private void runs() {
        var store = PlanSamples.store();
        command(
                "take-postgres-base",
                new BackupAction.TakePostgresBase(
                        "orders",
                        "orders",
                        PlanSamples.database(WEST),
                        store,
                        Duration.ofDays(14),
                        true));
        command(
                "verify-postgres",
                new BackupAction.VerifyPostgres(
                        point(),
                        store,
                        Level.SERVING,
                        "shop",
                        List.of(
                                new BackupAction.Query(
                                        "orders-there", "select count(*) from orders", 1))));
        command(
                "restore-postgres",
                new BackupAction.RestorePostgres(
                        "orders", store, Optional.of(AT), "/var/lib/muster/yesterday", 5433));
        command("remove-postgres", new BackupAction.RemovePostgres(point(), store));
        dumps(store);
        etcd(store);
        git();
        resources();
        velero();
        report("taken", new BackupResult.Taken(point()));
        report(
                "tried",
                new BackupResult.Tried(
                        false,
                        List.of("base.tar.zst has another checksum than its manifest says"),
                        "1,204 files",
                        Duration.ofSeconds(3)));
        report(
                "restored",
                new BackupResult.Restored(
                        POINT,
                        Optional.of(AT),
                        40_000_000,
                        "10.2.0.5:5433",
                        Duration.ofSeconds(9)));
        report("removed", new BackupResult.Removed("3 objects"));
        report("underway", new BackupResult.Underway("12 MB of 40 MB", Optional.of(0.3)));
        report("failed", new BackupResult.Failed(List.of("bucket backups does not exist")));
        report("unavailable", new BackupResult.Unavailable("db.west does not answer"));
    }

    private void command(String name, BackupAction action) {
        add(
                "run-commanded." + name,
                new RunCommanded(SHOP, RUN, WEST, 1, action, Duration.ofMinutes(5), AT));
    }

    private void report(String name, BackupResult result) {
        add("run-reported." + name, new RunReported(SHOP, RUN, 1, result, AT));
    }

    private void facts() {
        add(
                "log-shipped",
                new LogShipped(SHOP, "orders", WEST, POSITION, AT, List.of("1/0000000A"), AT));
        add("backup-completed", new BackupCompleted(SHOP, RUN, point(), AT));
        add(
                "backup-failed",
                new BackupFailed(
                        SHOP,
                        RUN,
                        "orders",
                        "postgresql",
                        WEST,
                        List.of("bucket backups does not exist"),
                        AT));
        add(
                "recovery-point-verified",
                new RecoveryPointVerified(
                        SHOP,
                        RUN,
                        POINT,
                        Level.RESTORED,
                        TrialOutcome.PASSED,
                        List.of(),
                        Duration.ofSeconds(9),
                        AT));
        add(
                "recovery-point-extended",
                new RecoveryPointExtended(SHOP, "orders", Optional.of("orders"), POSITION, AT, AT));
        add(
                "recovery-point-expired",
                new RecoveryPointExpired(SHOP, RUN, POINT, "older than 14 days", AT));
        add(
                "removal-failed",
                new RemovalFailed(SHOP, RUN, POINT, List.of("the bucket locks its objects"), AT));
        add(
                "restore-completed",
                new RestoreCompleted(
                        SHOP,
                        RUN,
                        POINT,
                        Optional.of(AT),
                        40_000_000,
                        "10.2.0.5:5433",
                        Duration.ofSeconds(9),
                        AT));
        add("restore-failed", new RestoreFailed(SHOP, RUN, List.of("no point before that"), AT));
        var finding =
                new Finding(
                        Finding.Code.OBJECTIVE_MISSED,
                        Optional.of("orders"),
                        "the newest point is 3 h old, 1 h is allowed",
                        "look why backups fail: GET /recovery-points?plan=shop");
        add("finding-opened", new FindingOpened(SHOP, finding, AT));
        add("finding-closed", new FindingClosed(SHOP, finding, AT));
    }
}
