package dev.muster.failover.simulation;

import dev.muster.failover.decision.FailoverMachine;
import dev.muster.failover.decision.PlanState;
import dev.muster.failover.evacuation.PermitMachine;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.health.detection.Assessor;
import dev.muster.health.detection.AssessorState;
import dev.muster.machine.Machine;

/** The parts that decide and enforce: as they are, or with one of them deliberately wrong. */
record Variation(
        String name,
        Machine<AssessorState> assessor,
        Machine<PlanState> failover,
        Machine<PermitState> permits,
        Resources resources,
        Guard.Rules guardRules) {

    static final Variation NONE =
            new Variation(
                    "as it is",
                    new Assessor(Setup.DETECTION),
                    new FailoverMachine(Setup.DECISION),
                    new PermitMachine(Setup.CAPS),
                    new Resources(),
                    new Guard.Rules());

    Variation named(String other) {
        return new Variation(other, assessor, failover, permits, resources, guardRules);
    }

    Variation with(Machine<PlanState> other) {
        return new Variation(name, assessor, other, permits, resources, guardRules);
    }

    Variation assessedBy(Machine<AssessorState> other) {
        return new Variation(name, other, failover, permits, resources, guardRules);
    }

    Variation permittedBy(Machine<PermitState> other) {
        return new Variation(name, assessor, failover, other, resources, guardRules);
    }

    Variation with(Resources other) {
        return new Variation(name, assessor, failover, permits, other, guardRules);
    }

    Variation with(Guard.Rules other) {
        return new Variation(name, assessor, failover, permits, resources, other);
    }
}
