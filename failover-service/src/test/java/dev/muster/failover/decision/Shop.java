package dev.muster.failover.decision;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;

import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.DrEvent;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.failover.guard.ShopPlan;
import dev.muster.failover.guard.Verdicts;
import dev.muster.machine.Input;
import dev.muster.machine.Outcome;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan shop and the machine that decides for it, with everybody else in the hands of a test:
 * the health-monitor, the guards, the executors, people and the clock.
 */
final class Shop {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The move that automation begins first. */
    static final ExecutionId FIRST_MOVE = new ExecutionId("shop-e2");

    private final FailoverMachine machine = new FailoverMachine(DecisionPolicy.DEFAULT);
    private final Map<String, StepCommanded> commands = new LinkedHashMap<>();
    private Optional<PlanState> state = Optional.empty();
    private Instant now = START;
    private List<DrEvent> said = List.of();
    private final List<DrEvent> everything = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();
    private Duration lease = Duration.ofSeconds(12);

    static Shop declared(ShopPlan plan) {
        return new Shop().hears(plan.declared());
    }

    /** Both sites were well a second ago. */
    static Shop calm(ShopPlan plan) {
        var second = Duration.ofSeconds(1);
        return declared(plan).after(second.negated()).westIsWell().eastIsWell().after(second);
    }

    static Shop calm() {
        return calm(new ShopPlan());
    }

    /** West was lost, its guard was granted its last lease at the start, and a move has begun. */
    static Shop failingOver() {
        return calm().asksForLease(WEST).loses(WEST);
    }

    /** A move to east that a person asked for, under the id of the request. */
    static Shop switchingOver() {
        return calm().hears(request("r-1", Kind.SWITCHOVER));
    }

    Shop decides(Input input) {
        var outcome = machine.decide(state, input, now);
        state = Optional.of(outcome.state());
        wakeAt = outcome.wakeAt();
        said = outcome.events();
        everything.addAll(said);
        for (var command : saidOf(StepCommanded.class)) {
            commands.put(command.step().value(), command);
        }
        return this;
    }

    /** What would be decided, without deciding it. */
    Outcome<PlanState> would(Input input) {
        return machine.decide(state, input, now);
    }

    Shop hears(DrEvent event) {
        return decides(new Input.Happened("", event));
    }

    Shop after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    Shop wakes() {
        return decides(new Input.Woken());
    }

    Shop westIsWell() {
        return hears(Verdicts.well(WEST, now).assessed());
    }

    Shop eastIsWell() {
        return hears(Verdicts.well(EAST, now).assessed());
    }

    Shop westIsLost() {
        return hears(Verdicts.lost(WEST, now).assessed());
    }

    /** The loss is seen, the other site is well, and the permit is granted. */
    Shop loses(SiteId site) {
        var other = site.equals(WEST) ? EAST : WEST;
        hears(Verdicts.lost(site, now).assessed());
        hears(Verdicts.well(other, now).assessed());
        return granted();
    }

    /** Whatever permit was asked for last. */
    Shop granted() {
        for (var event : List.copyOf(everything).reversed()) {
            if (event instanceof PermitRequested asked) {
                return hears(
                        new PermitGranted(asked.plan(), asked.from(), asked.epoch(), asked.at()));
            }
        }
        return this;
    }

    Shop lease(Duration length) {
        lease = length;
        return this;
    }

    Shop asksForLease(SiteId site) {
        return hears(
                new LeaseRequested(
                        SHOP, site, 1, 1, state().epoch(), GuardState.ACTIVE, lease, now));
    }

    static FailoverRequested request(String id, Kind kind) {
        return request(id, kind, "ada");
    }

    static FailoverRequested request(String id, Kind kind, String by) {
        return new FailoverRequested(SHOP, id, kind, Optional.empty(), "wanted", by, false, START);
    }

    Shop pauses(String scope) {
        return hears(new AutomationPaused(scope, "ada", "network works", now));
    }

    Shop resumesAutomation(String scope) {
        return hears(new AutomationResumed(scope, "ada", "done", now));
    }

    Shop approves(String execution, String by) {
        return hears(new ApprovalGiven(SHOP, new ExecutionId(execution), by, now));
    }

    Shop aborts(ExecutionId execution) {
        return hears(new AbortRequested(SHOP, execution, "ada", "it is back", now));
    }

    Shop resumes(ExecutionId execution, boolean confirmFenced) {
        return hears(new ResumeRequested(SHOP, execution, "ada", "seen to", confirmFenced, now));
    }

    /** The executor of the step's last command reports. */
    Shop reports(String step, StepResult result) {
        var command = command(step);
        return hears(
                new StepReported(
                        command.plan(),
                        command.execution(),
                        command.step(),
                        command.attempt(),
                        command.epoch(),
                        result,
                        now));
    }

    Shop done(String... steps) {
        for (var step : steps) {
            reports(step, new Done("as wanted", Facts.NONE));
        }
        return this;
    }

    /** What is ordered is done, but for the named steps, until nothing is ordered any more. */
    Shop allIsDone(String... but) {
        var last = -1;
        while (last != everything.size() && execution().isPresent()) {
            last = everything.size();
            for (var step : List.copyOf(commands.keySet())) {
                if (!List.of(but).contains(step)) {
                    done(step);
                }
            }
        }
        return this;
    }

    StepCommanded command(String step) {
        var command = commands.get(step);
        if (command == null) {
            throw new AssertionError(step + " was never ordered");
        }
        return command;
    }

    /** Names of the steps that the last decision ordered. */
    List<String> ordered() {
        return saidOf(StepCommanded.class).stream().map(c -> c.step().value()).toList();
    }

    /** What the last decision said. */
    List<DrEvent> said() {
        return said;
    }

    <T extends DrEvent> List<T> saidOf(Class<T> kind) {
        return said.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What was ever said. */
    <T extends DrEvent> List<T> everSaid(Class<T> kind) {
        return everything.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Optional<PlanDeclared> declared() {
        return state.flatMap(PlanState::declared);
    }

    PlanState state() {
        return state.orElseThrow();
    }

    Optional<FailoverExecution> execution() {
        return state().execution();
    }

    Instant now() {
        return now;
    }

    Optional<Instant> wakeAt() {
        return wakeAt;
    }
}
