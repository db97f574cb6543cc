package dev.muster.backup.catalog;

import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A catalogue for tests; points are named by their age in hours. */
public final class Shelf {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final String ORDERS = "orders";

    private Catalogue catalogue = Catalogue.EMPTY;

    public static RecoveryPointId id(int hoursOld) {
        return new RecoveryPointId("p-" + hoursOld + "h");
    }

    public static RecoveryPoint base(int hoursOld) {
        return point(hoursOld, Optional.of(new LogPosition(1, "0/3000148")));
    }

    /** One of an engine that ships no log. */
    public static RecoveryPoint dump(int hoursOld) {
        return point(hoursOld, Optional.empty());
    }

    private static RecoveryPoint point(int hoursOld, Optional<LogPosition> log) {
        var asOf = NOW.minus(Duration.ofHours(hoursOld));
        return new RecoveryPoint(
                id(hoursOld),
                ORDERS,
                "postgresql",
                new SiteId("west"),
                Optional.of(ORDERS),
                asOf,
                asOf.plusSeconds(5),
                Optional.empty(),
                1 << 20,
                100,
                "s3://dr/shop/orders/base/p-" + hoursOld + "h/",
                log);
    }

    public Shelf with(RecoveryPoint point) {
        catalogue = catalogue.with(point);
        return this;
    }

    public Shelf bases(int... hoursOld) {
        for (var age : hoursOld) {
            with(base(age));
        }
        return this;
    }

    public Shelf dumps(int... hoursOld) {
        for (var age : hoursOld) {
            with(dump(age));
        }
        return this;
    }

    /** The point passed a trial, that long ago. */
    public Shelf passed(int hoursOld, Level rung, Duration ago) {
        catalogue =
                catalogue.tried(id(hoursOld), rung, TrialOutcome.PASSED, List.of(), NOW.minus(ago));
        return this;
    }

    public Shelf passed(int hoursOld, Level rung) {
        return passed(hoursOld, rung, Duration.ZERO);
    }

    public Shelf failed(int hoursOld, Level rung) {
        catalogue =
                catalogue.tried(id(hoursOld), rung, TrialOutcome.FAILED, List.of("damaged"), NOW);
        return this;
    }

    /** The point could not be tried. */
    public Shelf undecided(int hoursOld, Level rung) {
        catalogue =
                catalogue.tried(
                        id(hoursOld), rung, TrialOutcome.UNDECIDED, List.of("no room"), NOW);
        return this;
    }

    /** The log lies in the bucket up to so long ago. */
    public Shelf shipped(Duration ago, String... gaps) {
        catalogue =
                catalogue.shipped(
                        ORDERS,
                        new ShippedLog(
                                new LogPosition(1, "0/5000000"),
                                NOW.minus(ago),
                                List.of(gaps),
                                NOW));
        return this;
    }

    public Catalogue catalogue() {
        return catalogue;
    }
}
