package dev.muster.health.detection;

import static dev.muster.events.PlanSamples.VANTAGES;
import static dev.muster.events.PlanSamples.WEST;

import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.PlanSamples;
import dev.muster.machine.Input;
import dev.muster.machine.Outcome;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The site west and its assessor, with a clock in the hands of a test. What a vantage sees is
 * written as three letters, of the API, the application and its data: U up, D down, ? unknown.
 */
final class WatchedSite {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final int INSIDE = 0;
    static final int EAST = 1;
    static final int WITNESS = 2;
    static final String WELL = "UUU";
    static final String LOST = "DDD";

    private static final List<String> PROBES = List.of("api", "shop/checkout", "shop/orders");
    private static final List<String> DOMAINS = List.of("west", "east", "witness");

    private final Assessor assessor = new Assessor(DetectionPolicy.DEFAULT);
    private final long[] sequences = new long[VANTAGES.size()];
    private Optional<AssessorState> state = Optional.empty();
    private Instant now = START;
    private List<HealthAssessed> said = List.of();
    private Optional<HealthAssessed> last = Optional.empty();
    private Optional<Instant> wakeAt = Optional.empty();

    /** Declared, and not yet seen by anybody. */
    static WatchedSite declared() {
        return new WatchedSite().hears(PlanSamples.siteDeclared());
    }

    /** Declared, and seen well by everybody. */
    static WatchedSite healthy() {
        return declared().seen(WELL, WELL, WELL);
    }

    WatchedSite decides(Input input) {
        var outcome = assessor.decide(state, input, now);
        state = Optional.of(outcome.state());
        wakeAt = outcome.wakeAt();
        var verdicts = new ArrayList<HealthAssessed>();
        for (var event : outcome.events()) {
            verdicts.add((HealthAssessed) event);
        }
        said = List.copyOf(verdicts);
        last = verdicts.isEmpty() ? last : Optional.of(verdicts.getLast());
        return this;
    }

    /** What would be decided, without deciding it. */
    Outcome<AssessorState> would(Input input) {
        return assessor.decide(state, input, now);
    }

    WatchedSite hears(DrEvent event) {
        return decides(new Input.Happened("", event));
    }

    WatchedSite after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    WatchedSite afterMillis(long millis) {
        return after(Duration.ofMillis(millis));
    }

    WatchedSite wakes() {
        return decides(new Input.Woken());
    }

    /** What every vantage sees now. */
    WatchedSite seen(String inside, String east, String witness) {
        return seenBy(INSIDE, inside).seenBy(EAST, east).seenBy(WITNESS, witness);
    }

    /** The same for so long, told by every vantage twice a second, from now to the end. */
    WatchedSite seenFor(Duration length, String inside, String east, String witness) {
        var end = now.plus(length);
        seen(inside, east, witness);
        while (now.isBefore(end)) {
            afterMillis(Math.min(500, Duration.between(now, end).toMillis()));
            seen(inside, east, witness);
        }
        return this;
    }

    WatchedSite seenBy(int vantage, String what) {
        return hears(report(vantage, what));
    }

    WatchedSite blind(int vantage) {
        return hears(report(vantage, DOMAINS.get(vantage), Sight.BLIND, LOST));
    }

    /** The next report of a vantage, made now. */
    SiteObserved report(int vantage, String what) {
        return report(vantage, DOMAINS.get(vantage), Sight.CLEAR, what);
    }

    SiteObserved report(int vantage, String domain, Sight sight, String what) {
        return new SiteObserved(
                WEST,
                VANTAGES.get(vantage),
                domain,
                1,
                ++sequences[vantage],
                now,
                sight,
                readings(what));
    }

    static List<ProbeReading> readings(String what) {
        var readings = new ArrayList<ProbeReading>();
        for (var i = 0; i < what.length(); i++) {
            readings.add(
                    new ProbeReading(
                            PROBES.get(i), status(what.charAt(i)), "", START, Optional.empty()));
        }
        return readings;
    }

    private static ProbeStatus status(char letter) {
        return switch (letter) {
            case 'U' -> ProbeStatus.UP;
            case 'D' -> ProbeStatus.DOWN;
            case '?' -> ProbeStatus.UNKNOWN;
            default -> throw new IllegalArgumentException("no letter for a status: " + letter);
        };
    }

    WatchedSite alert(String name, boolean firing) {
        return hears(alert(name, firing, Optional.empty()));
    }

    AlertReceived alert(String name, boolean firing, Optional<PlanId> plan) {
        return new AlertReceived(
                name + "@start",
                WEST,
                plan,
                firing,
                Map.of("alertname", name),
                Map.of(),
                START,
                now);
    }

    Instant now() {
        return now;
    }

    Optional<Instant> wakeAt() {
        return wakeAt;
    }

    AssessorState state() {
        return state.orElseThrow();
    }

    /** What the last decision said. */
    List<HealthAssessed> said() {
        return said;
    }

    /** What a reader of the log holds of the site. */
    HealthAssessed assessed() {
        return last.orElseThrow(() -> new AssertionError("nothing was ever said"));
    }

    Verdict verdict() {
        return assessed().verdict();
    }
}
