package dev.muster.plan;

import dev.muster.plan.Assurance.Budget;
import dev.muster.plan.Assurance.Drill;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Assurance.RestorePlaces;
import dev.muster.plan.Assurance.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of backups, rehearsals and costs. */
final class AssuranceForm {

    private AssuranceForm() {}

    static Assurance read(Fields spec) {
        return new Assurance(
                spec.list("protection", PROTECTION),
                spec.list("drills", DRILL),
                spec.maybe("budget", BUDGET));
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

    private static final Form<ObjectStore> S3 =
            Form.mapping(
                    "{bucket, region, credentials}",
                    f ->
                            new ObjectStore(
                                    f.one("bucket", Forms.TEXT),
                                    f.one("region", Forms.TEXT),
                                    f.maybe("endpoint", AddressForms.URL),
                                    f.one("credentials", CredentialForm.CREDENTIAL)));

    private static final Form<Engine> POSTGRESQL =
            Form.mapping(
                    "{of, baseEvery, retention, to}",
                    f ->
                            new Engine.PostgresqlBackup(
                                    f.one("of", NameForms.LABEL),
                                    f.one(
                                            "baseEvery",
                                            Forms.span(Duration.ofMinutes(1), Forms.LONGEST)),
                                    f.or("wal", Forms.word("continuous", "none"), "continuous")
                                            .equals("continuous"),
                                    f.one(
                                            "retention",
                                            Forms.span(Duration.ofHours(1), Forms.LONGEST)),
                                    f.one(
                                            "to",
                                            Form.mapping(
                                                    "{s3: {bucket, region, credentials}}",
                                                    t -> t.one("s3", S3))),
                                    places(f)));

    private record Place(SiteId at, String directory) {}

    private static final Form<Place> PLACE =
            Form.mapping(
                    "{at: east, directory: /var/lib/postgresql/orders}",
                    f ->
                            new Place(
                                    new SiteId(f.one("at", NameForms.LABEL)),
                                    f.one("directory", Forms.FOLDER)));

    private static Optional<RestorePlaces> places(Fields f) {
        var places = f.list("restore", PLACE);
        var sites = f.distinct("restore", places.stream().map(Place::at).toList());
        return sites.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RestorePlaces(
                                places.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Place::at,
                                                        Place::directory,
                                                        (first, _) -> first))));
    }

    private static final Form<Protection> PROTECTION =
            Form.mapping(
                    "a backup {name, and one of velero, postgresqlBackup}",
                    f -> {
                        var name = f.one("name", NameForms.LABEL);
                        var verify = f.maybe("verify", VERIFICATION);
                        var engine =
                                f.exactlyOne(
                                        "what takes the backup",
                                        List.of("velero", "postgresqlBackup"));
                        if (engine.equals(Optional.of("postgresqlBackup"))) {
                            return new Protection(
                                    name,
                                    f.one("postgresqlBackup", POSTGRESQL),
                                    Optional.empty(),
                                    verify);
                        }
                        var velero = f.orEmpty("velero", VeleroForm.VELERO);
                        var schedule =
                                engine.isPresent()
                                        ? Optional.of(f.one("schedule", ScheduleForms.SCHEDULE))
                                        : f.maybe("schedule", ScheduleForms.SCHEDULE);
                        return new Protection(name, velero, schedule, verify);
                    });

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
