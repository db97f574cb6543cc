package dev.muster.failover.simulation;

import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepResult;
import org.jspecify.annotations.Nullable;

/** Only looks: whether the application answers at a site, behind its name if so wanted. */
final class Look extends Effect {

    private final int site;
    private final boolean behindName;

    Look(StepCommanded command, Hands hands, int site, boolean behindName) {
        super(command, hands);
        this.site = site;
        this.behindName = behindName;
    }

    @Override
    @Nullable StepResult next() {
        var named = !behindName || world.names[plan].site == site;
        return named && world.answers(place, site) && world.serves(plan, site)
                ? done()
                : lookAgain("does not answer yet");
    }
}
