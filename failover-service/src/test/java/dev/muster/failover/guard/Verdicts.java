package dev.muster.failover.guard;

import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.VANTAGES;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the health-monitor says of a site; a test changes what it is about. */
public final class Verdicts {

    private static final List<String> DOMAINS = List.of("west", "east", "witness");

    private final SiteId site;
    private final Instant at;
    private Verdict verdict;
    private FailureClass failureClass;
    private Optional<Instant> suspectedSince;
    private List<Vote> votes;
    private List<String> domains = DOMAINS;
    private Optional<Instant> dataCurrentAsOf;
    private boolean stillReceiving;
    private List<String> alerts = List.of();

    private Verdicts(
            SiteId site,
            Instant at,
            Verdict verdict,
            FailureClass failureClass,
            Optional<Instant> suspectedSince,
            List<Vote> votes) {
        this.site = site;
        this.at = at;
        this.verdict = verdict;
        this.failureClass = failureClass;
        this.suspectedSince = suspectedSince;
        this.votes = votes;
        this.dataCurrentAsOf = Optional.of(at.minusSeconds(5));
    }

    /** Everybody sees it well, and its data are five seconds old. */
    public static Verdicts well(SiteId site, Instant at) {
        return new Verdicts(
                site,
                at,
                Verdict.HEALTHY,
                FailureClass.NONE,
                Optional.empty(),
                List.of(Vote.UP, Vote.UP, Vote.UP));
    }

    /** Lost for four seconds, as the two vantages outside of west see it. */
    public static Verdicts lost(SiteId site, Instant at) {
        return new Verdicts(
                site,
                at,
                Verdict.DOWN,
                FailureClass.SITE_DOWN,
                Optional.of(at.minusSeconds(4)),
                List.of(Vote.STALE, Vote.DOWN, Vote.DOWN));
    }

    public Verdicts verdict(Verdict other) {
        verdict = other;
        return this;
    }

    public Verdicts failureClass(FailureClass other) {
        failureClass = other;
        return this;
    }

    public Verdicts suspectedFor(Duration length) {
        suspectedSince = Optional.of(at.minus(length));
        return this;
    }

    /** Of the vantages west-1, east-1 and witness-1. */
    public Verdicts votes(Vote... others) {
        votes = List.of(others);
        return this;
    }

    public Verdicts domains(String... others) {
        domains = List.of(others);
        return this;
    }

    public Verdicts dataOld(Duration age) {
        dataCurrentAsOf = Optional.of(at.minus(age));
        return this;
    }

    public Verdicts dataUnknown() {
        dataCurrentAsOf = Optional.empty();
        return this;
    }

    public Verdicts stillReceiving() {
        stillReceiving = true;
        return this;
    }

    public Verdicts alerts(String... names) {
        alerts = List.of(names);
        return this;
    }

    public HealthAssessed assessed() {
        var evidence = new ArrayList<VantageEvidence>();
        for (var i = 0; i < votes.size(); i++) {
            evidence.add(
                    new VantageEvidence(
                            VANTAGES.get(i),
                            domains.get(i),
                            votes.get(i),
                            Optional.of(at),
                            List.of()));
        }
        return new HealthAssessed(
                SHOP,
                site,
                verdict,
                failureClass,
                suspectedSince,
                at,
                evidence,
                dataCurrentAsOf,
                stillReceiving,
                alerts);
    }
}
