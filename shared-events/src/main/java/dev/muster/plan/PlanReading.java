package dev.muster.plan;

import java.util.List;

/** What came of reading plans and sites: all of it, or every fault at once. */
public sealed interface PlanReading {

    /** Nothing is wrong with any of it. */
    record Accepted(Declarations declarations) implements PlanReading {}

    /**
     * Something is wrong.
     *
     * @param faults every one of them, in the order of the documents
     * @param sound the plans that have no fault and whose sites and dependencies have none
     */
    record Refused(List<PlanFault> faults, Declarations sound) implements PlanReading {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
