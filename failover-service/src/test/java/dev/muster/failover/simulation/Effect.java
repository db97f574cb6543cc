package dev.muster.failover.simulation;

import dev.muster.events.StepAction;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.events.StepResult.Unknown;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One command being carried out as the adapters do it: look, act, read back, each a moment of its
 * own between which anything can happen.
 */
abstract class Effect {

    /** Who carries it out, from where, and what it works with. */
    record Hands(int place, World world, Resources resources, BooleanSupplier notPaused) {}

    final StepCommanded command;
    final int place;
    final World world;
    final Resources resources;
    final int plan;
    private final BooleanSupplier notPaused;
    private final long deadline;
    private boolean waits;
    int moment;

    Effect(StepCommanded command, Hands hands) {
        this.command = command;
        this.place = hands.place();
        this.world = hands.world();
        this.resources = hands.resources();
        this.notPaused = hands.notPaused();
        this.plan = Setup.planOf(command.plan());
        this.deadline = world.now() + command.deadline().toMillis();
    }

    static Effect of(StepCommanded command, Hands hands) {
        return switch (command.action()) {
            case StepAction.FencePostgres a ->
                    new DatabaseEffects.Fence(command, Setup.siteOf(a.site()), hands);
            case StepAction.ReleasePostgres a ->
                    new DatabaseEffects.Release(command, Setup.siteOf(a.site()), hands);
            case StepAction.PromotePostgres a ->
                    new DatabaseEffects.Promotion(command, Setup.siteOf(a.site()), hands);
            case StepAction.DrainPostgres a ->
                    new DatabaseEffects.Drain(command, Setup.siteOf(a.site()), a.upTo(), hands);
            case StepAction.ScaleWorkload a -> new Scaling(command, a, hands);
            case StepAction.RedirectTraffic a ->
                    new Redirection(command, siteWith(a.targets().getFirst()), hands);
            case StepAction.VerifyTraffic a ->
                    new Look(command, hands, siteWith(a.targets().getFirst()), true);
            case StepAction.CheckHttp _ ->
                    new Look(command, hands, hands.world().oracle.targetOf(command), false);
            case StepAction.CheckSql _, StepAction.AwaitPerson _, StepAction.RestorePostgres _ ->
                    throw new IllegalStateException("no plan of the simulation asks for that");
        };
    }

    private static int siteWith(String address) {
        return address.equals("10.1.0.1") ? Network.WEST : Network.EAST;
    }

    /** One moment of the work; null as long as there is more to do. */
    abstract @Nullable StepResult next();

    /** Whatever was held is let go: sessions end with the process that held them. */
    void abandon() {}

    /** Whether the last moment was only a wait for the world. */
    boolean waits() {
        return waits;
    }

    /** Nothing else to do but to look again, until the deadline. */
    @Nullable StepResult lookAgain(String whatIsMissing) {
        waits = true;
        return world.now() >= deadline ? new Unknown(whatIsMissing) : null;
    }

    @Nullable StepResult goOn() {
        waits = false;
        moment++;
        return null;
    }

    boolean allowed() {
        var allowed = resources.allowed(notPaused.getAsBoolean());
        if (allowed) {
            world.oracle.allowed(command, notPaused.getAsBoolean());
        }
        return allowed;
    }

    static Done done() {
        return new Done("as wanted", Facts.NONE);
    }

    static StepResult olderThan(long seen) {
        return new Rejected("has seen epoch " + seen);
    }

    static StepResult paused() {
        return new Unavailable("automation is paused");
    }

    static StepResult noAnswer() {
        return new Unavailable("does not answer");
    }

    static StepResult stoppedAnswering() {
        return new Unknown("stopped answering");
    }
}
