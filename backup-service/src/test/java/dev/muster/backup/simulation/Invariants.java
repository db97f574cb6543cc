package dev.muster.backup.simulation;

import java.util.List;

/**
 * All that is held against every decision; P4 is held by the world, P18 at the end of a history.
 */
final class Invariants {

    private Invariants() {}

    static List<Invariant> all() {
        return List.of(
                new PointInvariants.OnlyWhatWasRead(),
                new PointInvariants.AnnouncedOnce(),
                new PointInvariants.NothingForgotten(),
                new PointInvariants.ShownAndNoMore(),
                new PointInvariants.ReachIsDurable(),
                new RunInvariants.OneBaseAtATime(),
                new RunInvariants.OneStory(),
                new RunInvariants.AskedAgain(),
                new RunInvariants.RetiredIsQuiet(),
                new RunInvariants.AtTheRightSite(),
                new RemovalInvariants.Floor(),
                new RemovalInvariants.RestAfterJump(),
                new RemovalInvariants.NotTheLastOne(),
                new WishInvariants.Answered(),
                new FindingInvariants.InTurns(),
                new FindingInvariants.ClosedWhenOver(),
                new FindingInvariants.OpenedWhenSo(),
                new FindingInvariants.ToldInTime(),
                new StateInvariants.Bounded());
    }
}
