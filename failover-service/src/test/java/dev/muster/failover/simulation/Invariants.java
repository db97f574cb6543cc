package dev.muster.failover.simulation;

import java.util.List;

/**
 * All that is held against every step. I16, I17, I22, I23, I29, I30 and I31 speak of storage,
 * codecs and inputs and are tested where those are; I28 needs drills, of which there are no events
 * yet.
 */
final class Invariants {

    /** How old what a decision rests on may be at most: reports, verdicts and their ways. */
    static final long FRESH = 12_000;

    private Invariants() {}

    static List<Invariant> all(PeopleInvariants.KillSwitch killSwitch) {
        return List.of(
                new AuthorityInvariants.SingleActive(),
                new AuthorityInvariants.MonotonicEpoch(),
                new AuthorityInvariants.FenceBeforePromote(),
                new AuthorityInvariants.OneExecution(),
                new AuthorityInvariants.ReturningSiteStaysPassive(),
                new AuthorityInvariants.NameFollowsAuthority(),
                new AuthorityInvariants.ZombieHarmless(),
                new EvidenceInvariants.NeverZeroByOurHand(),
                new EvidenceInvariants.FailStatic(),
                new EvidenceInvariants.QuorumOfVantages(),
                new EvidenceInvariants.NoStaleEvidence(),
                new EvidenceInvariants.VotesAreFresh(),
                new EvidenceInvariants.BlindIsNotDown(),
                new EvidenceInvariants.Holistic(),
                new EvidenceInvariants.StandbyPrecondition(),
                new EvidenceInvariants.UnknownIsNotHealthy(),
                new EvidenceInvariants.TimeJumpFreeze(),
                new EvidenceInvariants.AlertsAloneNever(),
                new EffectInvariants.EffectivelyOnce(),
                new EffectInvariants.IntentBeforeEffect(),
                new EffectInvariants.ObservationBeforeResult(),
                new EffectInvariants.LossIsNotUnderstated(),
                new PeopleInvariants.Caps(),
                new PeopleInvariants.Cooldown(),
                new PeopleInvariants.AnswerBeforeEffect(),
                new PeopleInvariants.OneAnswer(),
                killSwitch);
    }
}
