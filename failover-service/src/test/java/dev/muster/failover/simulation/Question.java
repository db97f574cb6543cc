package dev.muster.failover.simulation;

import dev.muster.events.StepId;
import dev.muster.plan.RecoveryPlan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the move of a plan asks a person, and what may not happen before the answer. */
enum Question {
    NONE,
    BEFORE_THE_POINT_OF_NO_RETURN,
    BEFORE_THE_REDIRECT;

    static final StepId STEP = new StepId("owner-agrees");

    private static final Set<String> REDIRECTING = Set.of("redirect-public", "verify-public");
    private static final Set<String> STARTING = Set.of("promote-data", "start-web", "check-home");

    static Question chosen(Chance chance) {
        if (!chance.onceIn(5)) {
            return NONE;
        }
        return chance.onceIn(2) ? BEFORE_THE_POINT_OF_NO_RETURN : BEFORE_THE_REDIRECT;
    }

    boolean comesBefore(StepId step) {
        return switch (this) {
            case NONE -> false;
            case BEFORE_THE_POINT_OF_NO_RETURN ->
                    STARTING.contains(step.value()) || REDIRECTING.contains(step.value());
            case BEFORE_THE_REDIRECT -> REDIRECTING.contains(step.value());
        };
    }

    /** As a user writes it down. */
    List<Step> steps(Duration timeout) {
        return switch (this) {
            case NONE -> List.of();
            case BEFORE_THE_POINT_OF_NO_RETURN -> List.of(question(Set.of(), timeout));
            case BEFORE_THE_REDIRECT ->
                    List.of(
                            question(Set.of("start-web"), timeout),
                            new Step(
                                    "redirect-public",
                                    Set.of(STEP.value()),
                                    Optional.empty(),
                                    Optional.empty()));
        };
    }

    private static Step question(Set<String> after, Duration timeout) {
        return new Step(
                STEP.value(), after, Optional.of(timeout), Optional.of("Does the owner agree?"));
    }
}
