package dev.muster.failover.simulation;

import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.GuardEvent;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.failover.decision.PlanState;
import dev.muster.failover.decision.WrongStates;
import dev.muster.failover.evacuation.PermitMachine;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.lease.SiteLease;
import dev.muster.health.detection.AssessorState;
import dev.muster.health.detection.LeastDelay;
import dev.muster.health.detection.VantageView;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Bugs that somebody could really write, one at a time. */
final class Mutations {

    private Mutations() {}

    static List<Variation> all() {
        var all = new ArrayList<Variation>();
        all.addAll(machines());
        all.addAll(hearing());
        all.addAll(assessors());
        all.addAll(resources());
        all.addAll(guards());
        return all;
    }

    private static Variation named(String name, WrongMachine machine) {
        return Variation.NONE.named(name).with(machine);
    }

    private static Variation named(String name, WrongAssessor assessor) {
        return Variation.NONE.named(name).assessedBy(assessor);
    }

    private static Variation named(String name, Resources resources) {
        return Variation.NONE.named(name).with(resources);
    }

    private static Variation named(String name, Guard.Rules rules) {
        return Variation.NONE.named(name).with(rules);
    }

    private static List<Variation> machines() {
        return List.of(
                named(
                        "the fence is skipped",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.fencesTakenForDone(s, now);
                            }
                        }),
                named(
                        "a person who is asked is not waited for",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.questionsTakenForAnswered(s, now);
                            }
                        }),
                named(
                        "promoted before the fence is confirmed",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.promotionFirst(s);
                            }
                        }),
                named(
                        "the time fence has no margin",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.timeFencedAfter(
                                        s, s.lastGrant().map(g -> g.lease()).orElse(Duration.ZERO));
                            }
                        }),
                named(
                        "the time fence begins at the wrong end of the lease",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.timeFencedAfter(s, Duration.ZERO);
                            }
                        }),
                named(
                        "a grant from before a move ended still fences",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return before.map(b -> WrongStates.grantOutlivesMove(s, b))
                                        .orElse(s);
                            }
                        }),
                named(
                        "an epoch is used again",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return before.map(b -> WrongStates.epochNotRaised(s, b.epoch()))
                                        .orElse(s);
                            }

                            @Override
                            DrEvent says(DrEvent e, Optional<PlanState> before, PlanState after) {
                                return under(after.epoch(), e);
                            }
                        }),
                named(
                        "the cooldown is ignored",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.withoutCooldown(s);
                            }
                        }),
                named(
                        "the cooldown hides an unfinished execution",
                        new WrongMachine() {
                            @Override
                            PlanState before(PlanState s, Input input, Instant now) {
                                return input instanceof Input.Resumed
                                        ? WrongStates.withoutExecution(s)
                                        : s;
                            }
                        }),
                named(
                        "permits are ignored",
                        new WrongMachine() {
                            @Override
                            PlanState before(PlanState s, Input input, Instant now) {
                                return WrongStates.permitted(s);
                            }
                        }),
                named(
                        "a repeated request starts again",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.withoutMemoryOfRequests(s);
                            }
                        }),
                named(
                        "the standby is not looked at again at the point of no return",
                        new WrongMachine() {
                            @Override
                            PlanState before(PlanState s, Input input, Instant now) {
                                return WrongStates.targetSeenWell(s, now);
                            }
                        }),
                named(
                        "verdicts that waited in the log count",
                        new WrongMachine() {
                            @Override
                            PlanState after(PlanState s, Optional<PlanState> before, Instant now) {
                                return WrongStates.neverDeaf(s);
                            }
                        }),
                named(
                        "leases are granted while the site is being stopped",
                        new WrongMachine() {
                            @Override
                            DrEvent says(DrEvent e, Optional<PlanState> before, PlanState after) {
                                return e instanceof LeaseRefused r
                                                && after.execution().orElse(null)
                                                        instanceof Preparing
                                                && after.active().equals(Optional.of(r.site()))
                                        ? new LeaseGranted(
                                                r.plan(),
                                                r.site(),
                                                r.incarnation(),
                                                r.sequence(),
                                                r.epoch())
                                        : e;
                            }
                        }));
    }

    private static DrEvent under(Epoch epoch, DrEvent event) {
        return switch (event) {
            case ExecutionStarted e ->
                    new ExecutionStarted(
                            e.plan(),
                            e.execution(),
                            e.kind(),
                            e.from(),
                            e.to(),
                            epoch,
                            e.revision(),
                            e.requestId(),
                            e.reason(),
                            e.suspectedSince(),
                            e.steps(),
                            e.at());
            case StepCommanded e ->
                    new StepCommanded(
                            e.plan(),
                            e.execution(),
                            e.step(),
                            e.attempt(),
                            epoch,
                            e.action(),
                            e.deadline(),
                            e.at());
            default -> event;
        };
    }

    private static List<Variation> hearing() {
        return List.of(
                named(
                        "a late result of an older epoch is accepted",
                        new WrongMachine() {
                            @Override
                            Input hears(Optional<PlanState> s, Input input) {
                                return input instanceof Input.Happened(String id, StepReported r)
                                        ? new Input.Happened(id, asOfNow(s, r))
                                        : input;
                            }
                        }),
                named(
                        "a change of host is not noticed",
                        new WrongMachine() {
                            @Override
                            Input hears(Optional<PlanState> s, Input input) {
                                return input instanceof Input.Resumed ? new Input.Woken() : input;
                            }
                        }),
                named(
                        "a jump of the clock is not noticed",
                        new WrongMachine() {
                            @Override
                            Input hears(Optional<PlanState> s, Input input) {
                                return input instanceof Input.ClockJumped
                                        ? new Input.Woken()
                                        : input;
                            }
                        }),
                named(
                        "the machine goes on while automation is paused",
                        new WrongMachine() {
                            @Override
                            Input hears(Optional<PlanState> s, Input input) {
                                return input instanceof Input.Happened(String _, AutomationPaused _)
                                        ? new Input.Woken()
                                        : input;
                            }
                        }),
                named(
                        "a broken application is taken for a lost site",
                        new WrongMachine() {
                            @Override
                            Input hears(Optional<PlanState> s, Input input) {
                                return input instanceof Input.Happened(String id, HealthAssessed h)
                                                && h.failureClass() == FailureClass.APPLICATION_DOWN
                                        ? new Input.Happened(id, asLost(h))
                                        : input;
                            }
                        }),
                Variation.NONE
                        .named("the caps forget what a former host counted")
                        .permittedBy(
                                new Machine<PermitState>() {
                                    private final PermitMachine right =
                                            new PermitMachine(Setup.CAPS);

                                    @Override
                                    public String name() {
                                        return right.name();
                                    }

                                    @Override
                                    public Outcome<PermitState> decide(
                                            Optional<PermitState> known, Input input, Instant now) {
                                        return input instanceof Input.Resumed
                                                ? right.decide(Optional.empty(), input, now)
                                                : right.decide(known, input, now);
                                    }
                                }));
    }

    private static StepReported asOfNow(Optional<PlanState> state, StepReported r) {
        return state.flatMap(PlanState::execution)
                .map(
                        execution ->
                                new StepReported(
                                        r.plan(),
                                        execution.move().id(),
                                        r.step(),
                                        r.attempt(),
                                        state.get().epoch(),
                                        r.result(),
                                        r.at()))
                .orElse(r);
    }

    private static HealthAssessed asLost(HealthAssessed h) {
        var evidence =
                h.evidence().stream()
                        .map(
                                e ->
                                        new VantageEvidence(
                                                e.vantage(),
                                                e.failureDomain(),
                                                Vote.DOWN,
                                                e.heardAt(),
                                                e.readings()))
                        .toList();
        return new HealthAssessed(
                h.plan(),
                h.site(),
                h.verdict(),
                FailureClass.SITE_DOWN,
                h.suspectedSince(),
                h.assessedAt(),
                evidence,
                h.dataCurrentAsOf(),
                h.stillReceiving(),
                h.alerts());
    }

    private static List<Variation> assessors() {
        return List.of(
                named(
                        "reports never grow old",
                        new WrongAssessor() {
                            @Override
                            AssessorState before(AssessorState s, Instant now) {
                                return withViews(s, v -> view(v, v.delay(), now));
                            }
                        }),
                named(
                        "a report counts from its arrival",
                        new WrongAssessor() {
                            @Override
                            List<Input> hears(Input input) {
                                return input instanceof Input.Happened(String id, SiteObserved r)
                                        ? List.of(new Input.Happened(id, quickest(r)))
                                        : List.of(input);
                            }
                        }),
                named(
                        "who is blind is counted",
                        new WrongAssessor() {
                            @Override
                            List<Input> hears(Input input) {
                                return input instanceof Input.Happened(String id, SiteObserved r)
                                        ? List.of(
                                                new Input.Happened(
                                                        id, report(r, Sight.CLEAR, r.readings())))
                                        : List.of(input);
                            }
                        }),
                named(
                        "alerts vote",
                        new WrongAssessor() {
                            @Override
                            List<Input> hears(Input input) {
                                return input instanceof Input.Happened(String id, AlertReceived a)
                                                && a.firing()
                                        ? List.of(
                                                new Input.Happened(id, asReport(a, 1)),
                                                new Input.Happened(id, asReport(a, 2)))
                                        : List.of(input);
                            }
                        }),
                named(
                        "the assessor does not notice a jump of the clock",
                        new WrongAssessor() {
                            @Override
                            List<Input> hears(Input input) {
                                return List.of(
                                        input instanceof Input.ClockJumped
                                                ? new Input.Woken()
                                                : input);
                            }
                        }));
    }

    private static AssessorState withViews(AssessorState s, UnaryOperator<VantageView> change) {
        var views = new LinkedHashMap<>(s.views());
        views.replaceAll((_, view) -> change.apply(view));
        return new AssessorState(s.declared(), views, s.alerts(), s.standings(), s.frozenUntil());
    }

    private static VantageView view(VantageView v, LeastDelay delay, Instant heardAt) {
        return new VantageView(
                v.failureDomain(),
                v.incarnation(),
                v.sequence(),
                v.sight(),
                v.readings(),
                delay,
                heardAt);
    }

    /** Seems to have come quicker than any before. */
    private static SiteObserved quickest(SiteObserved r) {
        return new SiteObserved(
                r.site(),
                r.vantage(),
                r.failureDomain(),
                r.incarnation(),
                r.sequence(),
                Host.EPOCH.plus(Duration.ofDays(r.sequence())),
                r.sight(),
                r.readings());
    }

    private static SiteObserved report(SiteObserved r, Sight sight, List<ProbeReading> readings) {
        return new SiteObserved(
                r.site(),
                r.vantage(),
                r.failureDomain(),
                r.incarnation(),
                r.sequence(),
                r.observedAt(),
                sight,
                readings);
    }

    private static SiteObserved asReport(AlertReceived alert, int vantage) {
        var readings = new ArrayList<ProbeReading>();
        readings.add(down("api", alert.startsAt()));
        for (var plan = 0; plan < Setup.PLAN_IDS.size(); plan++) {
            readings.add(down(Setup.applicationProbe(plan), alert.startsAt()));
            readings.add(down(Setup.dataProbe(plan), alert.startsAt()));
        }
        return new SiteObserved(
                alert.site(),
                Setup.VANTAGES.get(vantage),
                Setup.DOMAINS.get(vantage),
                1_000_000,
                alert.receivedAt().toEpochMilli(),
                alert.receivedAt(),
                Sight.CLEAR,
                readings);
    }

    private static ProbeReading down(String probe, Instant since) {
        return new ProbeReading(probe, ProbeStatus.DOWN, "alert", since, Optional.empty());
    }

    private static List<Variation> resources() {
        return List.of(
                named(
                        "executors act while automation is paused",
                        new Resources() {
                            @Override
                            boolean allowed(boolean notPaused) {
                                return true;
                            }
                        }),
                named(
                        "resources accept older epochs",
                        new Resources() {
                            @Override
                            boolean accepts(Epoch carried, long seen) {
                                return true;
                            }
                        }),
                named(
                        "the name is changed without compare-and-set",
                        new Resources() {
                            @Override
                            boolean nameIsAsRead(long read, long present) {
                                return true;
                            }
                        }),
                named(
                        "workloads are changed without compare-and-set",
                        new Resources() {
                            @Override
                            boolean workloadIsAsRead(long read, long present) {
                                return true;
                            }
                        }),
                named(
                        "the fence does not write its epoch down",
                        new Resources() {
                            @Override
                            boolean fenceRecordsEpoch() {
                                return false;
                            }
                        }),
                named(
                        "the answer of a call is taken for its result",
                        new Resources() {
                            @Override
                            boolean readsBack() {
                                return false;
                            }
                        }));
    }

    private static List<Variation> guards() {
        return List.of(
                named(
                        "the lease is counted from the answer",
                        new Guard.Rules() {
                            @Override
                            SiteLease heard(SiteLease lease, GuardEvent answer, Instant now) {
                                var next = lease.hear(answer);
                                return next.until().isPresent()
                                                && !next.until().equals(lease.until())
                                        ? until(next, now.plus(next.lease()))
                                        : next;
                            }
                        }),
                named(
                        "the guard does not stop when its lease ends",
                        new Guard.Rules() {
                            @Override
                            boolean mayBeActive(SiteLease lease, Instant now) {
                                return lease.until().isPresent();
                            }
                        }),
                named(
                        "a returning site starts writable",
                        new Guard.Rules() {
                            @Override
                            boolean startsReadOnlyAfterLift() {
                                return false;
                            }
                        }),
                named(
                        "the guard lifts a fence under an older epoch",
                        new Guard.Rules() {
                            @Override
                            boolean acceptsOlderEpoch() {
                                return true;
                            }
                        }));
    }

    private static SiteLease until(SiteLease lease, Instant end) {
        return new SiteLease(
                lease.plan(),
                lease.site(),
                lease.lease(),
                lease.incarnation(),
                lease.lastSequence(),
                lease.asked(),
                lease.epoch(),
                Optional.of(end));
    }
}
