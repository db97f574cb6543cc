package dev.muster.plan;

import dev.muster.plan.Assurance.Budget;
import dev.muster.plan.Assurance.Drill;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Assurance.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The forms of backups, rehearsals, costs and watched secrets. */
final class AssuranceForm {

    private static final String VELERO = "velero";

    private AssuranceForm() {}

    static Assurance read(Fields spec) {
        return new Assurance(
                spec.list("protection", PROTECTION),
                spec.list("drills", DRILL),
                spec.maybe("budget", BUDGET),
                Optional.of(spec.list("secrets", SecretWatchForm.WATCH))
                        .filter(list -> !list.isEmpty()));
    }

    private static final Form<Verification> VERIFICATION =
            Form.mapping(
                    "{every: 24h, level: restored}",
                    f ->
                            new Verification(
                                    f.one(
                                            "every",
                                            Forms.span(Duration.ofMinutes(1), Forms.LONGEST)),
                                    f.or("level", Forms.choice(Level.class), Level.RESTORED)));

    private static final Form<Protection> PROTECTION =
            Form.mapping(
                    "a backup {name, and one of " + String.join(", ", engines()) + "}",
                    f -> {
                        var name = f.one("name", NameForms.LABEL);
                        var verify = f.maybe("verify", VERIFICATION);
                        var given = f.exactlyOne("what takes the backup", engines());
                        var own = given.map(OwnEngineForms.ALL::get);
                        if (own.isPresent()) {
                            return new Protection(
                                    name, f.one(given.get(), own.get()), Optional.empty(), verify);
                        }
                        var velero = f.orEmpty(VELERO, VeleroForm.VELERO);
                        var schedule =
                                given.isPresent()
                                        ? Optional.of(f.one("schedule", ScheduleForms.SCHEDULE))
                                        : f.maybe("schedule", ScheduleForms.SCHEDULE);
                        return new Protection(name, velero, schedule, verify);
                    });

    private static List<String> engines() {
        return Stream.concat(Stream.of(VELERO), OwnEngineForms.ALL.keySet().stream()).toList();
    }

    private static final Form<Drill> DRILL =
            Form.mapping(
                    "{name, kind, schedule}",
                    f ->
                            new Drill(
                                    f.one("name", NameForms.LABEL),
                                    f.one("kind", Forms.choice(Drill.Kind.class)),
                                    f.one("schedule", ScheduleForms.SCHEDULE),
                                    f.list("unless", MatcherForm.MATCHER)));

    private static final Form<Budget> BUDGET =
            Form.mapping(
                    "{downtimeCostPerHour: \"12000 EUR\"}",
                    f ->
                            new Budget(
                                    f.maybe("downtimeCostPerHour", MoneyForm.AMOUNT),
                                    f.maybe("standbyCostPerMonth", MoneyForm.AMOUNT)));
}
