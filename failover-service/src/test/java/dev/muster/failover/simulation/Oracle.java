package dev.muster.failover.simulation;

import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.IncidentAcknowledged;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult.Rejected;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sees all that happens, in the world and on the log, and holds every invariant against it. */
final class Oracle {

    final Tally tally;
    final Setup setup;
    final Timeline time;
    final Truth truth;
    final Reports reports = new Reports();
    final Ledger[] ledgers;
    final @Nullable Story story;
    private @Nullable World world;
    private final List<Invariant.OfEvents> ofEvents = new ArrayList<>();
    private final List<Invariant.OfActs> ofActs = new ArrayList<>();
    private final List<Invariant.OfTheWorld> ofTheWorld = new ArrayList<>();
    private final long[] failoverJumpedAt;
    private final long[] assessorJumpedAt = {Ledger.NEVER, Ledger.NEVER};
    private int jumps;
    private final PeopleInvariants.KillSwitch killSwitch = new PeopleInvariants.KillSwitch();

    Oracle(Setup setup, Timeline time, Tally tally, @Nullable Story story) {
        this.setup = setup;
        this.time = time;
        this.tally = tally;
        this.story = story;
        truth = new Truth(setup.plans());
        ledgers = new Ledger[setup.plans()];
        for (var plan = 0; plan < ledgers.length; plan++) {
            ledgers[plan] = new Ledger();
        }
        failoverJumpedAt = new long[setup.plans()];
        java.util.Arrays.fill(failoverJumpedAt, Ledger.NEVER);
        for (var invariant : Invariants.all(killSwitch)) {
            if (invariant instanceof Invariant.OfEvents it) {
                ofEvents.add(it);
            }
            if (invariant instanceof Invariant.OfActs it) {
                ofActs.add(it);
            }
            if (invariant instanceof Invariant.OfTheWorld it) {
                ofTheWorld.add(it);
            }
        }
    }

    void judges(World judged) {
        world = judged;
    }

    World world() {
        return Objects.requireNonNull(world);
    }

    long now() {
        return time.now();
    }

    Ledger ledger(PlanId plan) {
        return ledgers[Setup.planOf(plan)];
    }

    /** A machine said it, in its transaction. */
    void said(DrEvent event) {
        tell(event);
        for (var invariant : ofEvents) {
            invariant.said(event, this);
        }
        count(event);
        var plan = planOf(event);
        if (plan >= 0) {
            ledgers[plan].add(event, now());
        }
    }

    private static int planOf(DrEvent event) {
        return switch (event) {
            case FailoverEvent e -> Setup.planOf(e.plan());
            case StepCommanded e -> Setup.planOf(e.plan());
            case dev.muster.events.HealthEvent.HealthAssessed e -> Setup.planOf(e.plan());
            default -> -1;
        };
    }

    /** A machine takes something in; what people said counts from here on. */
    void heard(String machine, int key, Input input) {
        switch (machine) {
            case "assessor" -> told(key, input);
            case "failover" -> heard(key, input);
            default -> {}
        }
    }

    private void told(int site, Input input) {
        switch (input) {
            case Input.Happened(String _, SiteObserved report) ->
                    reports.given(site, report, now());
            case Input.Happened _, Input.Woken _ -> {}
            case Input.Resumed _, Input.ClockJumped _ -> reports.forgetDelaysTo(site);
        }
    }

    private void heard(int plan, Input input) {
        if (input instanceof Input.Happened(String _, DrEvent event)) {
            switch (event) {
                case AutomationPaused e -> ledgers[plan].pausesHeard.add(e.scope());
                case AutomationResumed e -> ledgers[plan].pausesHeard.remove(e.scope());
                case StepConfirmed e -> answered(ledgers[plan], e);
                case IncidentAcknowledged _ -> ledgers[plan].acknowledgedAt = now();
                case StepReported e when e.result() instanceof Rejected -> tally.refusedByEpoch++;
                default -> {}
            }
        }
    }

    /** An answer counts from when it is heard, and only if there was a question. */
    private void answered(Ledger ledger, StepConfirmed answer) {
        if (!ledger.asked.contains(answer.execution())) {
            tally.answersTooSoon++;
        } else if (!ledger.answered.add(answer.execution())) {
            tally.answersTwice++;
        }
    }

    private void count(DrEvent event) {
        switch (event) {
            case ExecutionStarted e -> {
                if (e.kind() == Kind.SWITCHOVER) {
                    tally.switchovers++;
                } else if (Ledger.automatic(e)) {
                    tally.automaticStarts++;
                } else {
                    tally.requestedStarts++;
                }
            }
            case ExecutionCompleted e -> {
                tally.completed++;
                if (ledger(e.plan()).crashedDuringMove) {
                    tally.completedAfterCrash++;
                }
            }
            case ExecutionAborted _ -> tally.aborted++;
            case ExecutionHeld _ -> tally.held++;
            case ExecutionResumed _ -> tally.resumed++;
            case FailoverHeld _ -> tally.failoversHeldBack++;
            case RequestRefused _ -> tally.refused++;
            case ApprovalAwaited _ -> tally.approvals++;
            case PersonAwaited _ -> tally.questions++;
            case PermitDeferred _ -> tally.permitsDeferred++;
            case PointOfNoReturnPassed _ -> tally.pointsOfNoReturn++;
            case StepFinished e -> {
                switch (e.outcome()) {
                    case TIME_FENCED -> tally.timeFenced++;
                    case CONFIRMED_BY_PERSON -> {
                        if (e.step().equals(Question.STEP)) {
                            tally.answers++;
                        } else {
                            tally.confirmedByPerson++;
                        }
                    }
                    case DONE ->
                            tally.confirmedFences += e.step().value().startsWith("fence") ? 1 : 0;
                    case REJECTED, UNDONE -> {}
                }
            }
            default -> {}
        }
    }

    void worldChanged() {
        truth.note(world(), now());
        for (var invariant : ofTheWorld) {
            invariant.check(this);
        }
    }

    void looked(int vantage, int site, int plan, boolean up, boolean sees) {
        truth.looked(vantage, plan * World.SITES + site, up, sees, now());
    }

    void impaired(int site) {
        tell("site " + Setup.SITE_IDS.get(site) + " is impaired");
    }

    void clockJumped(String machine, int key) {
        jumps++;
        if (machine.equals("failover")) {
            failoverJumpedAt[key] = now();
        } else if (machine.equals("assessor")) {
            assessorJumpedAt[key] = now();
        }
    }

    /** Whether anything measured in this history was measured by two clocks. */
    boolean clocksJumped() {
        return jumps > 0;
    }

    long failoverJumpedAt(int plan) {
        return failoverJumpedAt[plan];
    }

    long assessorJumpedAt(int site) {
        return assessorJumpedAt[site];
    }

    void failoverHostCrashed() {
        for (var ledger : ledgers) {
            if (ledger.running != null) {
                ledger.crashedDuringMove = true;
                tally.crashesDuringMove++;
            }
        }
    }

    void fenced(StepCommanded command, Database database) {
        truth.fenced(database.plan, database.site, command.epoch().value());
        act(Act.Kind.FENCED, database.plan, database.site, command, 0);
    }

    void lifted(Database database, long epoch, @Nullable StepCommanded command) {
        happened(
                new Act(
                        Act.Kind.LIFTED,
                        database.plan,
                        database.site,
                        epoch,
                        database.epochSeen,
                        command));
    }

    void promoted(StepCommanded command, Database database) {
        act(Act.Kind.PROMOTED, database.plan, database.site, command, database.epochSeen);
    }

    void recorded(StepCommanded command, int plan, int site, long seen) {
        act(Act.Kind.RECORDED, plan, site, command, seen);
    }

    void scaledUp(StepCommanded command, int plan, int site, long seen) {
        act(Act.Kind.SCALED_UP, plan, site, command, seen);
    }

    void scaledUpByGuard(int plan, int site, long epoch) {
        happened(new Act(Act.Kind.SCALED_UP, plan, site, epoch, epoch, null));
    }

    void redirected(StepCommanded command, int plan, int site, long seen) {
        act(Act.Kind.REDIRECTED, plan, site, command, seen);
    }

    private void act(Act.Kind kind, int plan, int site, StepCommanded command, long seen) {
        happened(new Act(kind, plan, site, command.epoch().value(), seen, command));
    }

    private void happened(Act act) {
        tell(act);
        for (var invariant : ofActs) {
            invariant.happened(act, this);
        }
    }

    /** An executor is about to act; it had been told whether it may. */
    void allowed(StepCommanded command, boolean notPaused) {
        killSwitch.allowed(command, notPaused);
    }

    /** The site to which the running move of the command's plan goes. */
    int targetOf(StepCommanded command) {
        var running = ledger(command.plan()).running;
        return running == null ? Network.EAST : Setup.siteOf(running.to());
    }

    void tell(Object what) {
        if (story != null) {
            story.add(now(), what);
        }
    }
}
