package dev.muster.backup.simulation;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanSamples;
import dev.muster.plan.Assurance;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Assurance.Verification;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Objectives;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.Schedule;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one history declares: a shop at two sites, its database and its objects backed up. */
final class Setup {

    static final PlanId SHOP = PlanSamples.SHOP;
    static final List<SiteId> SITES = List.of(PlanSamples.WEST, PlanSamples.EAST);
    static final String ORDERS = "orders";
    static final String LEDGER = "ledger";
    static final String CLUSTER = "cluster";
    static final List<Level> RUNGS = List.of(Level.READABLE, Level.RESTORED, Level.SERVING);
    static final Duration RPO = Duration.ofMinutes(30);
    static final Duration TURN = Duration.ofMinutes(10);

    /** The database under its first name, its second, or not at all; and the objects or not. */
    record Form(Optional<String> database, boolean objects) {
        static final Form WHOLE = new Form(Optional.of(ORDERS), true);
    }

    /**
     * What somebody may declare instead: the database renamed or left out, the objects left out.
     */
    static Form form(Chance chance) {
        return new Form(
                chance.onceIn(4)
                        ? Optional.empty()
                        : Optional.of(chance.onceIn(3) ? LEDGER : ORDERS),
                !chance.onceIn(4));
    }

    private final boolean continuous;
    private final boolean scheduled;
    private final Optional<Verification> verifyDatabase;
    private final Optional<Verification> verifyObjects;
    private final Strategy strategy;
    final Duration baseEvery;
    final Duration retention;
    private int revision;

    Setup(Chance chance) {
        continuous = chance.percent(60);
        scheduled = chance.onceIn(8);
        verifyDatabase = verification(chance, RUNGS);
        verifyObjects = verification(chance, RUNGS.subList(0, 2));
        strategy = chance.onceIn(2) ? Strategy.BACKUP_RESTORE : Strategy.HOT_STANDBY;
        baseEvery = Duration.ofMinutes(chance.between(6, 14));
        retention = Duration.ofMinutes(chance.between(26, 45));
    }

    private static Optional<Verification> verification(Chance chance, List<Level> rungs) {
        return chance.onceIn(5)
                ? Optional.empty()
                : Optional.of(
                        new Verification(
                                Duration.ofMinutes(chance.between(5, 12)), chance.oneOf(rungs)));
    }

    PlanDeclared declared(Form form) {
        var plan = PlanSamples.plan();
        return new PlanDeclared(
                "r" + revision++,
                new RecoveryPlan(
                        SHOP,
                        plan.description(),
                        plan.owner(),
                        plan.criticality(),
                        new Objectives(Duration.ofMinutes(2), RPO),
                        strategy,
                        plan.sites(),
                        plan.applications(),
                        plan.data(),
                        plan.traffic(),
                        plan.detection(),
                        plan.failover(),
                        plan.checks(),
                        plan.dependsOn(),
                        plan.notifications(),
                        new Assurance(
                                protections(form), List.of(), Optional.empty(), Optional.empty())),
                List.of(PlanSamples.site(SITES.get(0)), PlanSamples.site(SITES.get(1))));
    }

    private List<Protection> protections(Form form) {
        var all = new ArrayList<Protection>();
        form.database()
                .ifPresent(
                        name ->
                                all.add(
                                        new Protection(
                                                name,
                                                database(),
                                                Optional.empty(),
                                                verifyDatabase)));
        if (form.objects()) {
            var turns = new Schedule("*/" + TURN.toMinutes() + " * * * *", ZoneOffset.UTC);
            var velero = new Velero(Set.of("shop"), retention.plus(TURN), false, Optional.empty());
            all.add(
                    new Protection(
                            CLUSTER,
                            velero,
                            scheduled ? Optional.of(turns) : Optional.empty(),
                            verifyObjects));
        }
        return all;
    }

    private PostgresqlBackup database() {
        return new PostgresqlBackup(
                ORDERS,
                baseEvery,
                continuous,
                retention,
                new ObjectStore("backups", "eu", Optional.empty(), new Credential.File("/run/s3")),
                Optional.empty());
    }
}
