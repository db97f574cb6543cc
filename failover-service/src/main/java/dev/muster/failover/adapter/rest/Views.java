package dev.muster.failover.adapter.rest;

import dev.muster.events.Blocker;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.app.Preflight;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the REST interface shows; plain names and values. */
final class Views {

    private Views() {}

    /** One plan. */
    record PlanView(
            String name,
            String description,
            String criticality,
            String mode,
            String strategy,
            String revision,
            String activeSite,
            List<String> sites,
            String rto,
            String rpo) {}

    /** Why a plan is not being moved now. */
    record DecisionView(
            String plan,
            String activeSite,
            String verdict,
            String failureClass,
            List<BlockerView> blockers) {}

    /** One blocker. */
    record BlockerView(String code, String detail, String waitsFor, boolean waivable) {
        static BlockerView of(Blocker blocker) {
            return new BlockerView(
                    blocker.code().name(),
                    blocker.detail(),
                    blocker.waitsFor(),
                    blocker.code().waivable());
        }
    }

    /** Whether a move could be carried out; unknown as long as nobody has looked. */
    record ReadinessView(String state, @Nullable Instant checkedAt, List<FindingView> findings) {
        static ReadinessView of(Optional<Preflight.Outlook> outlook) {
            return outlook.map(
                            seen ->
                                    new ReadinessView(
                                            seen.findings().isEmpty() ? "ready" : "not-ready",
                                            seen.at(),
                                            seen.findings().stream()
                                                    .map(
                                                            f ->
                                                                    new FindingView(
                                                                            f.step().value(),
                                                                            f.detail()))
                                                    .toList()))
                    .orElse(new ReadinessView("unknown", null, List.of()));
        }
    }

    /** Why a step could not be carried out now. */
    record FindingView(String step, String detail) {}

    static PlanView plan(PlanDeclared declared, String active) {
        var plan = declared.plan();
        return new PlanView(
                plan.name().value(),
                plan.description(),
                plan.criticality().name(),
                lower(plan.failover().mode()),
                lower(plan.strategy()),
                declared.revision(),
                active,
                plan.sites().all().stream().map(Object::toString).toList(),
                plan.objectives().rto().toString(),
                plan.objectives().rpo().toString());
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
