package dev.muster.failover.guard;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;

import dev.muster.events.Blocker;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * West is lost, east is well, and nothing speaks against a failover; a test spoils one thing.
 * Verdicts are those of {@link #NOW} unless they are said to have been heard earlier.
 */
final class Situations {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final DecisionPolicy POLICY = DecisionPolicy.DEFAULT;

    private ShopPlan plan = new ShopPlan();
    private boolean retired;
    private Optional<SiteId> target = Optional.of(EAST);
    private Optional<Sighting> west =
            Optional.of(
                    new Sighting(
                            Verdicts.lost(WEST, NOW).assessed(),
                            NOW,
                            Optional.of(NOW.minusSeconds(4))));
    private Optional<Sighting> east =
            Optional.of(new Sighting(Verdicts.well(EAST, NOW).assessed(), NOW, Optional.empty()));
    private List<AutomationPaused> pauses = List.of();
    private Optional<Instant> coolUntil = Optional.empty();
    private Optional<Instant> frozenUntil = Optional.empty();
    private Optional<Permission> permission = Optional.of(new Permission.Granted());
    private Optional<ExecutionId> running = Optional.empty();
    private Optional<Instant> recoverableTo = Optional.empty();

    static Situations loss() {
        return new Situations();
    }

    /** Both sites are well. */
    static Situations calm() {
        return new Situations().west(Verdicts.well(WEST, NOW));
    }

    Situations plan(ShopPlan other) {
        plan = other;
        return this;
    }

    Situations retired() {
        retired = true;
        return this;
    }

    Situations target(SiteId other) {
        target = Optional.of(other);
        return this;
    }

    Situations noTarget() {
        target = Optional.empty();
        return this;
    }

    Situations west(Verdicts verdict) {
        west = Optional.of(Sighting.of(verdict.assessed(), west, NOW));
        return this;
    }

    Situations westHeard(Duration ago) {
        west = west.map(w -> new Sighting(w.assessed(), NOW.minus(ago), w.troubleSince()));
        return this;
    }

    Situations westInTroubleFor(Duration length) {
        west = west.map(w -> new Sighting(w.assessed(), NOW, Optional.of(NOW.minus(length))));
        return this;
    }

    Situations westUnheard() {
        west = Optional.empty();
        return this;
    }

    Situations east(Verdicts verdict) {
        east = Optional.of(Sighting.of(verdict.assessed(), east, NOW));
        return this;
    }

    Situations eastHeard(Duration ago) {
        east = east.map(e -> new Sighting(e.assessed(), NOW.minus(ago), e.troubleSince()));
        return this;
    }

    Situations eastUnheard() {
        east = Optional.empty();
        return this;
    }

    Situations paused(String scope) {
        pauses = List.of(new AutomationPaused(scope, "ada", "network works", NOW));
        return this;
    }

    Situations coolsUntil(Instant end) {
        coolUntil = Optional.of(end);
        return this;
    }

    Situations frozenUntil(Instant end) {
        frozenUntil = Optional.of(end);
        return this;
    }

    Situations permission(Permission other) {
        permission = Optional.of(other);
        return this;
    }

    Situations withoutPermission() {
        permission = Optional.empty();
        return this;
    }

    Situations recoverableTo(Instant at) {
        recoverableTo = Optional.of(at);
        return this;
    }

    Situations running(String execution) {
        running = Optional.of(new ExecutionId(execution));
        return this;
    }

    Situation now() {
        return new Situation(
                plan.declared(),
                retired,
                WEST,
                target,
                west,
                east,
                recoverableTo,
                pauses,
                coolUntil,
                frozenUntil,
                permission,
                running,
                POLICY,
                NOW);
    }

    Set<Blocker.Code> againstAutomatic() {
        return codes(FailoverRules.againstAutomatic(now()));
    }

    Set<Blocker.Code> againstFailover() {
        return codes(FailoverRules.againstRequest(now(), request(Kind.FAILOVER, false)));
    }

    Set<Blocker.Code> againstFailoverThatMayLoseData() {
        return codes(FailoverRules.againstRequest(now(), request(Kind.FAILOVER, true)));
    }

    Set<Blocker.Code> againstSwitchover() {
        return codes(FailoverRules.againstRequest(now(), request(Kind.SWITCHOVER, true)));
    }

    Set<Blocker.Code> beforeNoReturn() {
        return codes(FailoverRules.beforeNoReturn(now()));
    }

    private static FailoverRequested request(Kind kind, boolean allowDataLoss) {
        return new FailoverRequested(
                SHOP, "r-1", kind, Optional.of(EAST), "wanted", "ada", allowDataLoss, NOW);
    }

    static Set<Blocker.Code> codes(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::code).collect(Collectors.toSet());
    }
}
