package dev.muster.events;

import static dev.muster.events.PlanSamples.CHECKOUT;
import static dev.muster.events.PlanSamples.DNS;
import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.NAME;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.VANTAGES;
import static dev.muster.events.PlanSamples.WEST;
import static dev.muster.events.PlanSamples.database;
import static dev.muster.events.PlanSamples.kubeconfig;

import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.IncidentAcknowledged;
import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult.Facts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One or more of every event, under the names of their golden files. */
public final class EventSamples {

    public static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");
    public static final Epoch EPOCH = new Epoch(2);
    public static final ExecutionId MOVE = new ExecutionId("shop-e2");
    private static final StepId FENCE = new StepId("fence-orders");

    private final Map<String, DrEvent> samples = new LinkedHashMap<>();

    private EventSamples() {}

    public static Map<String, DrEvent> all() {
        var all = new EventSamples();
        all.plans();
        all.health();
        all.control();
        all.guards();
        all.permits();
        all.wishes();
        all.executions();
        all.commands();
        all.reports();
        all.samples.putAll(BackupSamples.all());
        return all.samples;
    }

    private void add(String name, DrEvent event) {
        samples.put(name, event);
    }

    private void plans() {
        add("plans.plan-declared", PlanSamples.declared());
        add("plans.plan-retired", new PlanRetired(SHOP));
        add("plans.site-declared", PlanSamples.siteDeclared());
    }

    public static ProbeReading reading() {
        return new ProbeReading(
                "shop/orders",
                ProbeStatus.UP,
                "replays",
                AT,
                Optional.of(
                        new Replication(
                                true,
                                true,
                                "0/3000148",
                                Optional.of(AT),
                                Optional.of(Duration.ofMillis(40)))));
    }

    public static HealthAssessed assessed() {
        return new HealthAssessed(
                SHOP,
                WEST,
                Verdict.DOWN,
                FailureClass.SITE_DOWN,
                Optional.of(AT),
                AT.plusSeconds(3),
                List.of(
                        new VantageEvidence(
                                VANTAGES.get(1),
                                "east",
                                Vote.DOWN,
                                Optional.of(AT),
                                List.of(reading())),
                        new VantageEvidence(
                                VANTAGES.get(0), "", Vote.UNHEARD, Optional.empty(), List.of())),
                Optional.of(AT),
                false,
                List.of("SiteDown"));
    }

    private void health() {
        add(
                "health.alert-received",
                new AlertReceived(
                        "5f2a.1772366400",
                        WEST,
                        Optional.of(SHOP),
                        true,
                        Map.of("alertname", "SiteDown", "cluster", "west"),
                        Map.of("summary", "west \u2020 is silent"),
                        AT,
                        AT.plusMillis(800)));
        add(
                "health.site-observed",
                new SiteObserved(
                        WEST,
                        VANTAGES.get(1),
                        "east",
                        1_772_366_400_000L,
                        7,
                        AT,
                        Sight.CLEAR,
                        List.of(
                                reading(),
                                new ProbeReading(
                                        "api",
                                        ProbeStatus.DOWN,
                                        "connection refused",
                                        AT,
                                        Optional.empty()))));
        add("health.health-assessed", assessed());
    }

    private void control() {
        add(
                "control.automation-paused",
                new AutomationPaused(ControlEvent.EVERYTHING, "ada", "network works", AT));
        add("control.automation-resumed", new AutomationResumed("shop", "ada", "done", AT));
        add("control.approval-given", new ApprovalGiven(SHOP, MOVE, "grace", AT));
        add(
                "control.abort-requested",
                new AbortRequested(SHOP, MOVE, "ada", "it is coming back", AT));
        add(
                "control.resume-requested",
                new ResumeRequested(SHOP, MOVE, "ada", "pulled the plug", true, AT));
        add("control.key-released", new KeyReleased("shop", "ada", "upgraded", AT));
        add(
                "control.step-confirmed",
                new StepConfirmed(SHOP, MOVE, FENCE, "ada", "the bank has switched", AT));
        add("control.incident-acknowledged", new IncidentAcknowledged(SHOP, "ada", AT));
    }

    private void guards() {
        add(
                "guard.lease-requested",
                new LeaseRequested(
                        SHOP,
                        WEST,
                        1_772_366_400_000L,
                        12,
                        EPOCH,
                        GuardState.ACTIVE,
                        Duration.ofSeconds(10),
                        AT));
        add("guard.lease-granted", new LeaseGranted(SHOP, WEST, 1_772_366_400_000L, 12, EPOCH));
        add("guard.lease-refused", new LeaseRefused(SHOP, WEST, 1_772_366_400_000L, 12, EPOCH));
    }

    private void permits() {
        add("failover.permit-requested", new PermitRequested(WEST, SHOP, EPOCH, AT));
        add("failover.permit-returned", new PermitReturned(WEST, SHOP, EPOCH, true, true, AT));
        add("failover.permit-granted", new PermitGranted(SHOP, WEST, EPOCH, AT));
        add(
                "failover.permit-deferred",
                new PermitDeferred(SHOP, WEST, EPOCH, "3 plans left west within 10 min", AT));
    }

    public static FailoverRequested request() {
        return new FailoverRequested(
                SHOP,
                "shop-e2",
                Kind.FAILOVER,
                Optional.of(EAST),
                "site west is lost",
                "automation",
                false,
                AT);
    }

    private void wishes() {
        var blockers =
                List.of(
                        new Blocker(
                                Blocker.Code.NO_QUORUM,
                                "1 of 2 needed vantages see west down",
                                "more vantages to see the same"));
        add("failover.failover-requested", request());
        add(
                "failover.failover-requested.without-target",
                new FailoverRequested(
                        SHOP,
                        "r-1",
                        Kind.SWITCHOVER,
                        Optional.empty(),
                        "maintenance",
                        "ada",
                        true,
                        AT));
        add(
                "failover.failover-held",
                new FailoverHeld(
                        SHOP, WEST, Verdict.SUSPECT, FailureClass.VANTAGE_BLIND, blockers, AT));
        add("failover.trouble-ended", new TroubleEnded(SHOP, WEST, AT));
        add("failover.request-refused", new RequestRefused(SHOP, "r-1", blockers, AT));
        add("failover.approval-awaited", new ApprovalAwaited(SHOP, MOVE, 1, AT));
    }

    private void executions() {
        add(
                "failover.execution-started",
                new ExecutionStarted(
                        SHOP,
                        MOVE,
                        Kind.FAILOVER,
                        WEST,
                        EAST,
                        EPOCH,
                        "3f2a90c1d7e4",
                        "shop-e2",
                        "site west is lost",
                        Optional.of(AT),
                        List.of(FENCE, new StepId("promote-orders")),
                        AT));
        add(
                "failover.step-finished",
                new StepFinished(
                        SHOP,
                        MOVE,
                        FENCE,
                        2,
                        StepOutcome.TIME_FENCED,
                        "the site's lease has run out",
                        Duration.ofSeconds(12),
                        AT));
        add(
                "failover.person-awaited",
                new PersonAwaited(SHOP, MOVE, FENCE, "Has the bank switched?", AT));
        add(
                "failover.point-of-no-return-passed",
                new PointOfNoReturnPassed(SHOP, MOVE, EAST, EPOCH, AT));
        add(
                "failover.execution-held",
                new ExecutionHeld(SHOP, MOVE, "automation is paused", "somebody to resume it", AT));
        add("failover.execution-resumed", new ExecutionResumed(SHOP, MOVE, AT));
        add(
                "failover.execution-completed",
                new ExecutionCompleted(
                        SHOP,
                        MOVE,
                        EAST,
                        EPOCH,
                        Duration.ofMillis(18_250),
                        Optional.of(Duration.ofMillis(40)),
                        AT));
        add(
                "failover.execution-completed.loss-not-known",
                new ExecutionCompleted(
                        SHOP, MOVE, EAST, EPOCH, Duration.ofSeconds(18), Optional.empty(), AT));
        add(
                "failover.execution-aborted",
                new ExecutionAborted(SHOP, MOVE, WEST, EPOCH.next(), "ada: it is back", AT));
    }

    private void commands() {
        command("fence-postgres", new StepAction.FencePostgres(WEST, database(WEST)));
        command("release-postgres", new StepAction.ReleasePostgres(WEST, database(WEST)));
        command("drain-postgres", new StepAction.DrainPostgres(EAST, database(EAST), "0/3000148"));
        command("promote-postgres", new StepAction.PromotePostgres(EAST, database(EAST)));
        command(
                "restore-postgres",
                new StepAction.RestorePostgres(
                        EAST, database(EAST), "orders", PlanSamples.store(), "/var/lib/pg/orders"));
        command(
                "scale-workload",
                new StepAction.ScaleWorkload(EAST, kubeconfig(EAST), "shop", CHECKOUT, 2, true));
        command(
                "redirect-traffic",
                new StepAction.RedirectTraffic(DNS, NAME, List.of("10.2.0.10", "10.2.0.11")));
        command(
                "verify-traffic",
                new StepAction.VerifyTraffic(
                        NAME,
                        List.of("10.2.0.10"),
                        List.of("10.0.0.53"),
                        URI.create("https://shop.example.org/health")));
        command(
                "check-http",
                new StepAction.CheckHttp(
                        URI.create("http://10.2.0.10:8080/"),
                        Set.of(204, 200),
                        Optional.of("welcome")));
        command(
                "check-sql",
                new StepAction.CheckSql(database(EAST), "select count(*) from orders", 1));
        command("await-person", new StepAction.AwaitPerson("power down the old rack"));
    }

    private void command(String name, StepAction action) {
        add(
                "failover.step-commanded." + name,
                new StepCommanded(SHOP, MOVE, FENCE, 1, EPOCH, action, Duration.ofSeconds(10), AT));
    }

    private void reports() {
        report(
                "done",
                new StepResult.Done(
                        "stopped at 0/3000148",
                        new Facts(Optional.of("0/3000148"), Optional.of(AT))));
        report("done-without-facts", new StepResult.Done("is a standby", Facts.NONE));
        report("in-progress", new StepResult.InProgress("1 of 2 ready"));
        report("rejected", new StepResult.Rejected("has seen epoch 3, this is 2"));
        report("unavailable", new StepResult.Unavailable("does not answer"));
        report("unknown", new StepResult.Unknown("stopped answering"));
    }

    private void report(String name, StepResult result) {
        add(
                "failover.step-reported." + name,
                new StepReported(SHOP, MOVE, FENCE, 1, EPOCH, result, AT));
    }
}
