package dev.muster.backup.adapter.rest;

import dev.muster.backup.app.Points;
import dev.muster.backup.catalog.Failure;
import dev.muster.backup.catalog.Selection;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.Assurance.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which point would be used now, and what it would cost, for each thing that could go wrong. */
final class Answers {

    private Answers() {}

    /**
     * The answer for a plan.
     *
     * @param objective what the plan promises
     * @param achieved what a loss of the site would cost now; absent while nothing can be restored
     * @param kept whether the promise would be kept, where backups alone carry the data
     */
    record PlanAnswer(
            String plan,
            String strategy,
            Duration objective,
            @Nullable Duration achieved,
            boolean kept,
            Instant at,
            List<ProtectionAnswer> protections,
            List<Views.FindingView> findings) {}

    /** The answers for one item of the plan's protection. */
    record ProtectionAnswer(String protection, List<FailureAnswer> failures) {}

    /**
     * The answer for one failure.
     *
     * @param failure siteLost, namespaceDeleted or dataCorrupted
     * @param point what would be used; absent when nothing helps
     * @param moment everything committed until then would be back
     * @param loss what would be missing
     * @param restoreTime a guess from measured restores; absent while nothing was ever restored
     */
    record FailureAnswer(
            String failure,
            @Nullable String point,
            @Nullable String level,
            @Nullable Instant moment,
            @Nullable Duration loss,
            @Nullable Duration restoreTime) {}

    /**
     * Draws the answer.
     *
     * @param corruptedSince for the third failure; that one is left out when absent
     */
    static PlanAnswer of(
            PlanDeclared declared, Points points, Optional<Instant> corruptedSince, Instant now) {
        var plan = declared.plan();
        var protections =
                plan.assurance().protection().stream()
                        .map(one -> protection(declared, points, one, corruptedSince, now))
                        .toList();
        var worst =
                protections.stream()
                        .map(one -> Optional.ofNullable(one.failures().getFirst().loss()))
                        .toList();
        var achieved =
                worst.isEmpty() || worst.stream().anyMatch(Optional::isEmpty)
                        ? Optional.<Duration>empty()
                        : worst.stream().flatMap(Optional::stream).max(Duration::compareTo);
        return new PlanAnswer(
                plan.name().value(),
                plan.strategy().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                plan.objectives().rpo(),
                achieved.orElse(null),
                achieved.filter(loss -> loss.compareTo(plan.objectives().rpo()) <= 0).isPresent(),
                now,
                protections,
                points.openFindings(plan.name()).stream().map(Views.FindingView::of).toList());
    }

    private static ProtectionAnswer protection(
            PlanDeclared declared,
            Points points,
            Protection protection,
            Optional<Instant> corruptedSince,
            Instant now) {
        var answers = new ArrayList<FailureAnswer>();
        answers.add(answer("siteLost", new Failure.SiteLost(), declared, points, protection, now));
        answers.add(
                answer(
                        "namespaceDeleted",
                        new Failure.NamespaceDeleted(),
                        declared,
                        points,
                        protection,
                        now));
        corruptedSince.ifPresent(
                since ->
                        answers.add(
                                answer(
                                        "dataCorrupted",
                                        new Failure.DataCorrupted(since),
                                        declared,
                                        points,
                                        protection,
                                        now)));
        return new ProtectionAnswer(protection.name(), answers);
    }

    private static FailureAnswer answer(
            String name,
            Failure failure,
            PlanDeclared declared,
            Points points,
            Protection protection,
            Instant now) {
        var plan = declared.plan().name();
        var choice = Selection.against(failure, points.catalogue(plan), protection.name());
        if (choice.isEmpty()) {
            return new FailureAnswer(name, null, null, null, null, null);
        }
        var chosen = choice.get();
        var loss = Duration.between(chosen.moment(), now);
        return new FailureAnswer(
                name,
                chosen.from().point().id().value(),
                Views.lower(chosen.from().level()),
                chosen.moment(),
                loss.isNegative() ? Duration.ZERO : loss,
                points.restoreSpeed(plan).expected(chosen.from().point().bytes()).orElse(null));
    }
}
