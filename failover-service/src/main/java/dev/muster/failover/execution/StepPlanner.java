package dev.muster.failover.execution;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.StepAction;
import dev.muster.events.StepAction.CheckHttp;
import dev.muster.events.StepAction.CheckSql;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepAction.RedirectTraffic;
import dev.muster.events.StepAction.RestorePostgres;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.events.StepAction.VerifyTraffic;
import dev.muster.events.StepId;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.SiteId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns a plan into the graph of a move.
 *
 * <pre>
 *   failover:    fence-DATA ∥ stop-APP ─┬▶ promote-DATA ─┬▶ check-CHECK ─▶ redirect-NAME ─▶ verify-NAME
 *                                       └▶ start-APP ────┘
 *   switchover:  stop-APP ─▶ fence-DATA ─▶ drain-DATA ─▶ (as above)
 *
 *   backupRestore: restore-DATA comes after the fences, before drain-DATA and promote-DATA
 * </pre>
 */
public final class StepPlanner {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    private StepPlanner() {}

    /** The steps of a move; an empty list never occurs, since a plan has at least one traffic. */
    public static List<PlannedStep> plan(PlanDeclared declared, Kind kind, SiteId from, SiteId to) {
        var plan = declared.plan();
        var steps = new ArrayList<PlannedStep>();
        var stops = stops(declared, from);
        steps.addAll(stops);
        var fences = fences(plan, from, kind == Kind.SWITCHOVER ? ids(stops) : Set.of());
        steps.addAll(fences);
        var prepared = new TreeSet<>(ids(stops));
        prepared.addAll(ids(fences));
        if (plan.strategy() == Strategy.BACKUP_RESTORE) {
            var restores = restores(plan, to, prepared);
            steps.addAll(restores);
            prepared.addAll(ids(restores));
        }
        if (kind == Kind.SWITCHOVER) {
            var drains = drains(plan, to);
            steps.addAll(drains);
            prepared.addAll(ids(drains));
        }
        var up = new ArrayList<PlannedStep>();
        up.addAll(promotions(plan, to, prepared));
        up.addAll(starts(declared, to, prepared));
        steps.addAll(up);
        var ready = ids(up).isEmpty() ? prepared : ids(up);
        var checks = checks(plan, to, ready);
        steps.addAll(checks);
        steps.addAll(traffic(plan, to, checks.isEmpty() ? ready : ids(checks)));
        return OwnSteps.added(plan, steps);
    }

    private static List<PlannedStep> stops(PlanDeclared declared, SiteId from) {
        return declared.plan().applications().stream()
                .map(
                        app ->
                                step(
                                        "stop-" + app.workload().name(),
                                        Set.of(),
                                        scale(declared, app, from, app.replicas().passive(), false),
                                        Phase.FENCE))
                .toList();
    }

    private static List<PlannedStep> fences(RecoveryPlan plan, SiteId from, Set<StepId> after) {
        return plan.data().stream()
                .map(
                        data ->
                                step(
                                        "fence-" + data.name(),
                                        after,
                                        new FencePostgres(from, endpoint(data, from)),
                                        Phase.FENCE))
                .toList();
    }

    /** What has no standby is laid down anew; the newest state that was shipped. */
    private static List<PlannedStep> restores(RecoveryPlan plan, SiteId to, Set<StepId> after) {
        return plan.data().stream()
                .flatMap(
                        data ->
                                backup(plan, data, to)
                                        .map(found -> restore(plan, data, to, found, after))
                                        .stream())
                .toList();
    }

    private static PlannedStep restore(
            RecoveryPlan plan, DataSet data, SiteId to, Protection backup, Set<StepId> after) {
        var engine = (PostgresqlBackup) backup.engine();
        return new PlannedStep(
                new StepId("restore-" + data.name()),
                after,
                new RestorePostgres(
                        to,
                        endpoint(data, to),
                        backup.name(),
                        engine.to(),
                        engine.directoryAt(to).orElseThrow()),
                Phase.PREPARE,
                longest(DEFAULT_TIMEOUT, plan.objectives().rto()));
    }

    /** The first backup of the data set that the site can take in. */
    private static Optional<Protection> backup(RecoveryPlan plan, DataSet data, SiteId to) {
        return plan.assurance().protection().stream()
                .filter(
                        protection ->
                                protection.engine() instanceof PostgresqlBackup backup
                                        && backup.of().equals(data.name())
                                        && backup.directoryAt(to).isPresent())
                .findFirst();
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static List<PlannedStep> drains(RecoveryPlan plan, SiteId to) {
        var restored = plan.strategy() == Strategy.BACKUP_RESTORE;
        return plan.data().stream()
                .map(
                        data ->
                                step(
                                        "drain-" + data.name(),
                                        restored
                                                ? Set.of(
                                                        new StepId("fence-" + data.name()),
                                                        new StepId("restore-" + data.name()))
                                                : Set.of(new StepId("fence-" + data.name())),
                                        new DrainPostgres(to, endpoint(data, to), ""),
                                        Phase.PREPARE))
                .toList();
    }

    private static List<PlannedStep> promotions(RecoveryPlan plan, SiteId to, Set<StepId> after) {
        return plan.data().stream()
                .map(
                        data ->
                                step(
                                        "promote-" + data.name(),
                                        after,
                                        new PromotePostgres(to, endpoint(data, to)),
                                        Phase.CUT_OVER))
                .toList();
    }

    private static List<PlannedStep> starts(PlanDeclared declared, SiteId to, Set<StepId> after) {
        return declared.plan().applications().stream()
                .map(
                        app ->
                                step(
                                        "start-" + app.workload().name(),
                                        after,
                                        scale(declared, app, to, app.replicas().active(), true),
                                        Phase.CUT_OVER))
                .toList();
    }

    private static List<PlannedStep> checks(RecoveryPlan plan, SiteId to, Set<StepId> after) {
        var steps = new ArrayList<PlannedStep>();
        for (var check : plan.checks()) {
            var action =
                    switch (check) {
                        case RecoveryPlan.Check.Http http ->
                                origin(plan, to)
                                        .map(
                                                origin ->
                                                        (StepAction)
                                                                new CheckHttp(
                                                                        origin.resolve(http.path()),
                                                                        http.status(),
                                                                        http.contains()));
                        case RecoveryPlan.Check.Sql sql ->
                                plan.data().stream()
                                        .filter(data -> data.name().equals(sql.of()))
                                        .findFirst()
                                        .map(
                                                data ->
                                                        (StepAction)
                                                                new CheckSql(
                                                                        endpoint(data, to),
                                                                        sql.query(),
                                                                        sql.atLeast()));
                    };
            action.ifPresent(
                    found ->
                            steps.add(step("check-" + check.name(), after, found, Phase.CUT_OVER)));
        }
        return steps;
    }

    private static List<PlannedStep> traffic(RecoveryPlan plan, SiteId to, Set<StepId> after) {
        var steps = new ArrayList<PlannedStep>();
        for (var traffic : plan.traffic()) {
            var targets = traffic.targets().getOrDefault(to, List.of());
            var redirect =
                    step(
                            "redirect-" + traffic.name(),
                            after,
                            new RedirectTraffic(traffic.dns(), traffic.record(), targets),
                            Phase.CUT_OVER);
            steps.add(redirect);
            steps.add(
                    step(
                            "verify-" + traffic.name(),
                            Set.of(redirect.id()),
                            new VerifyTraffic(
                                    traffic.record(), targets, traffic.resolvers(), traffic.url()),
                            Phase.CUT_OVER));
        }
        return steps;
    }

    private static Optional<URI> origin(RecoveryPlan plan, SiteId site) {
        return plan.detection().probes().stream()
                .flatMap(probe -> Optional.ofNullable(probe.targets().get(site)).stream())
                .filter(ProbeTarget.Http.class::isInstance)
                .map(target -> ((ProbeTarget.Http) target).url())
                .findFirst();
    }

    static ScaleWorkload scale(
            PlanDeclared declared, Application app, SiteId site, int replicas, boolean ready) {
        var kubeconfig =
                declared.site(site)
                        .kubeconfig()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "a plan with applications was declared for site "
                                                        + site
                                                        + " that has no kubeconfig"));
        return new ScaleWorkload(
                site, kubeconfig, app.namespace(), app.workload(), replicas, ready);
    }

    private static PostgresEndpoint endpoint(DataSet data, SiteId site) {
        var endpoint = data.postgresql().get(site);
        if (endpoint == null) {
            throw new IllegalArgumentException(
                    "data set " + data.name() + " was declared without an endpoint at " + site);
        }
        return endpoint;
    }

    private static Set<StepId> ids(List<PlannedStep> steps) {
        return steps.stream().map(PlannedStep::id).collect(Collectors.toCollection(TreeSet::new));
    }

    static PlannedStep step(String name, Set<StepId> after, StepAction action, Phase phase) {
        return new PlannedStep(new StepId(name), after, action, phase, DEFAULT_TIMEOUT);
    }
}
