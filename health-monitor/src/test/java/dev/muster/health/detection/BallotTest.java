package dev.muster.health.detection;

import static dev.muster.events.PlanSamples.VANTAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.events.PlanSamples;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the vantages see, and what that amounts to. A vantage's view is written as in {@link
 * WatchedSite}: API, application, data; or "blind", "stale", "-" for never heard.
 */
class BallotTest {

    private static final Instant NOW = WatchedSite.START;
    private static final List<String> DOMAINS = List.of("west", "east", "witness");
    private static final SiteDeclared DECLARED = PlanSamples.siteDeclared();
    private static final Watch WATCH = DECLARED.watches().getFirst();

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "-,     UNHEARD",
        "stale, STALE",
        "blind, BLIND",
        "UUU,   UP",
        "DDD,   DOWN",
        "UDU,   PARTLY",
        "UU?,   PARTLY",
        "U?D,   PARTLY",
        "?DD,   UNHEARD",
        "D??,   UNHEARD",
        "???,   UNHEARD",
        "UU,    UNHEARD",
    })
    void a_vantage_contributes(String view, Vote vote) {
        var ballot = ballot(WATCH, view, "-", "-");

        assertThat(ballot.evidence().getFirst().vote()).isEqualTo(vote);
    }

    @ParameterizedTest(name = "inside {0}, east {1}, witness {2}: {3}")
    @CsvSource({
        "UUU,   UUU,   UUU,   NONE",
        "-,     -,     -,     NONE",
        // The site is gone, or nobody outside sees anything of it.
        "DDD,   DDD,   DDD,   SITE_DOWN",
        "-,     DDD,   DDD,   SITE_DOWN",
        "stale, DDD,   DDD,   SITE_DOWN",
        "blind, DDD,   DDD,   SITE_DOWN",
        "DDD,   DDD,   blind, SITE_DOWN",
        "UUU,   DDD,   DDD,   SITE_ISOLATED",
        "UDU,   DDD,   DDD,   SITE_ISOLATED",
        // Something of it is gone.
        "UDU,   UDU,   UDU,   APPLICATION_DOWN",
        "UUU,   UDU,   UDU,   APPLICATION_DOWN",
        "DDD,   DDD,   UUU,   APPLICATION_DOWN",
        "DDU,   DDU,   DDU,   APPLICATION_DOWN",
        "DUU,   DUU,   DUU,   CONTROL_PLANE_DOWN",
        "DUD,   DUD,   DUD,   CONTROL_PLANE_DOWN",
        "UUD,   UUD,   UUD,   DATA_PLANE_DEGRADED",
        "UUU,   UUD,   UUD,   DATA_PLANE_DEGRADED",
        // One vantage alone makes nothing.
        "UUU,   UUU,   DDD,   NONE",
        "UUU,   UUU,   UDU,   NONE",
        "stale, stale, DDD,   NONE",
        "UU?,   UU?,   UU?,   NONE",
        // Who sees nothing at all makes less than nothing.
        "blind, UUU,   UUU,   VANTAGE_BLIND",
        "blind, blind, DDD,   VANTAGE_BLIND",
        "blind, blind, blind, VANTAGE_BLIND",
        "blind, UDU,   UDU,   APPLICATION_DOWN",
    })
    void together_they_make(String inside, String east, String witness, FailureClass expected) {
        assertThat(ballot(WATCH, inside, east, witness).failureClass()).isEqualTo(expected);
    }

    @Test
    void an_application_that_is_not_watched_here_cannot_be_down_here() {
        var watch = watching(List.of(), WATCH.dataProbes(), 2);

        assertThat(ballot(watch, "U?D", "U?D", "U?D").failureClass())
                .isEqualTo(FailureClass.DATA_PLANE_DEGRADED);
    }

    @Test
    void a_higher_quorum_asks_for_more_vantages() {
        var watch = watching(WATCH.applicationProbes(), WATCH.dataProbes(), 3);

        assertThat(ballot(watch, "-", "DDD", "DDD").lost()).isFalse();
        assertThat(ballot(watch, "DDD", "DDD", "DDD").lost()).isTrue();
        assertThat(ballot(watch, "-", "UUU", "UUU").healthy()).isFalse();
        assertThat(ballot(watch, "UUU", "UUU", "UUU").healthy()).isTrue();
    }

    @Test
    void a_vantage_that_the_plan_does_not_name_is_not_asked() {
        var watch =
                new Watch(
                        WATCH.plan(),
                        WATCH.applicationProbes(),
                        WATCH.dataProbes(),
                        VANTAGES.subList(0, 2),
                        2,
                        WATCH.tolerance(),
                        WATCH.staleAfter());

        var ballot = ballot(watch, "DDD", "UUU", "DDD");

        assertThat(ballot.lost()).isFalse();
        assertThat(ballot.evidence())
                .extracting(VantageEvidence::vantage)
                .containsExactly(VANTAGES.get(0), VANTAGES.get(1));
    }

    @Test
    void a_report_is_evidence_up_to_its_last_moment() {
        var views = Map.of(VANTAGES.getFirst(), view(0, Sight.CLEAR, "UUU", NOW));

        assertThat(voteAt(NOW.plus(WATCH.staleAfter()), views)).isEqualTo(Vote.UP);
        assertThat(voteAt(NOW.plus(WATCH.staleAfter()).plusMillis(1), views)).isEqualTo(Vote.STALE);
    }

    private static Vote voteAt(Instant at, Map<VantageId, VantageView> views) {
        return Ballot.count(DECLARED, WATCH, views, at).evidence().getFirst().vote();
    }

    private static Watch watching(List<String> applications, List<String> data, int quorum) {
        return new Watch(
                WATCH.plan(),
                applications,
                data,
                WATCH.vantages(),
                quorum,
                WATCH.tolerance(),
                WATCH.staleAfter());
    }

    private static Ballot ballot(Watch watch, String... seen) {
        var views = new HashMap<VantageId, VantageView>();
        for (var i = 0; i < seen.length; i++) {
            switch (seen[i]) {
                case "-" -> {}
                case "blind" -> views.put(VANTAGES.get(i), view(i, Sight.BLIND, "DDD", NOW));
                case "stale" -> {
                    var old = NOW.minus(WATCH.staleAfter()).minus(Duration.ofMillis(1));
                    views.put(VANTAGES.get(i), view(i, Sight.CLEAR, "DDD", old));
                }
                default -> views.put(VANTAGES.get(i), view(i, Sight.CLEAR, seen[i], NOW));
            }
        }
        return Ballot.count(DECLARED, watch, views, NOW);
    }

    private static VantageView view(int vantage, Sight sight, String what, Instant at) {
        var report =
                new SiteObserved(
                        DECLARED.site().name(),
                        VANTAGES.get(vantage),
                        DOMAINS.get(vantage),
                        1,
                        1,
                        at,
                        sight,
                        WatchedSite.readings(what));
        return VantageView.of(report, Optional.empty(), at);
    }
}
